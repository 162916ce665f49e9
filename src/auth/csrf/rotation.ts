/** Changes the CSRF token where a session changes hands. Django: `login()` rotates the token of its request. */

/** Sessions of requests, each with what rotates the token of its request. */
const rotations = new WeakMap<object, () => void>();

/** Says how to rotate the token of the request that a session belongs to. */
export function onCsrfRotation(session: object, rotate: () => void): void {
  rotations.set(session, rotate);
}

/** Rotates the token of the request that a session belongs to; a session without a request has none. */
export function rotateCsrfToken(session: object): void {
  rotations.get(session)?.();
}
