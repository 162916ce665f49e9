/** Work that the runtime or a library does off the event loop, and what it means when it does not. */
import type { Buffer } from "node:buffer";
import { PasswordWorkRefused } from "../../errors.ts";

/**
 * Does the work. Its parameters have been checked before, so an error is a limit of the runtime's or the library's.
 * @throws PasswordWorkRefused when the work is not done.
 */
export async function hashWork<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new PasswordWorkRefused(`This runtime does not do the work of a password: ${what}.`, {
      fix: "Hosted Workers stop at 100,000 iterations of PBKDF2. Check passwords in Django or in a service on Node, Bun or Deno, and only read the session here; or put a hasher that this runtime does first in the site's PASSWORD_HASHERS.",
      cause,
    });
  }
}

/** The key that a function of node:crypto hands to its callback. */
export function derivedKey(
  start: (done: (error: Error | null, key: Buffer) => void) => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    start((error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
