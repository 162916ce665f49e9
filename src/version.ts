/** Django's releases, as far as they differ on the wire. */

/** A parsed DJANGO_VERSION. Without a patch number it means the newest patch of its series. */
export type DjangoVersion = readonly [major: number, minor: number, patch: number];

/** `"5.2.14"` → `[5, 2, 14]`, `"5.2"` → `[5, 2, Infinity]`; null when it is not a version. */
export function parseVersion(text: string): DjangoVersion | null {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(?:\D.*)?$/.exec(text.trim());
  if (match === null) return null;
  const [, major, minor, patch] = match;
  return [Number(major), Number(minor), patch === undefined ? Infinity : Number(patch)];
}

/** Whether a version is this one or later. */
export function atLeast(version: DjangoVersion, ...other: [number, number, number?]): boolean {
  const [major, minor, patch = 0] = other;
  if (version[0] !== major) return version[0] > major;
  if (version[1] !== minor) return version[1] > minor;
  return version[2] >= patch;
}

/** Whether `Vary: Cookie` goes with every session cookie that is set (CVE-2026-35192). */
export function variesOnSetCookie(version: DjangoVersion): boolean {
  return atLeast(version, 6, 0) ? atLeast(version, 6, 0, 5) : atLeast(version, 5, 2, 14);
}

/** Whether no 5xx response saves the session; before, only a 500 did not. */
export function skipsAllServerErrors(version: DjangoVersion): boolean {
  return atLeast(version, 4, 2);
}

/** Whether sessions of the form before 3.1 are read. */
export function readsLegacySessions(version: DjangoVersion): boolean {
  return !atLeast(version, 4, 0);
}

/** Whether sessions are only known in the form before 3.1. */
export function isBeforeModernSessions(version: DjangoVersion): boolean {
  return !atLeast(version, 3, 1);
}

/** Whether an expiry date can be kept in a session: before 4.1, Django itself fails on one. */
export function storesExpiryDates(version: DjangoVersion): boolean {
  return atLeast(version, 4, 1);
}

/** Whether CSRF checks weigh the Origin header, want a scheme in CSRF_TRUSTED_ORIGINS, and tell what is wrong with a token. */
export function checksOrigin(version: DjangoVersion): boolean {
  return atLeast(version, 4, 0);
}

/** Whether a CSRF cookie that cannot be read is replaced at once; before, only when a token is asked for. */
export function replacesBadCsrfCookie(version: DjangoVersion): boolean {
  return atLeast(version, 4, 0);
}

/** Whether the CSRF cookie and session hold the secret as it is; before, they hold it masked. */
export function storesBareCsrfSecret(version: DjangoVersion): boolean {
  return atLeast(version, 4, 1);
}

/** Whether CSRF_COOKIE_MASKED is known. */
export function knowsMaskedCsrfCookie(version: DjangoVersion): boolean {
  return atLeast(version, 4, 1) && !atLeast(version, 5, 0);
}

/** Whether SECURE_PROXY_SSL_HEADER may be a list, of which the first counts. */
export function readsFirstProxy(version: DjangoVersion): boolean {
  return atLeast(version, 4, 1);
}
