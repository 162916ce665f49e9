/** Work that the runtime does off the event loop, and what it means when it does not. */
import type { Buffer } from "node:buffer";
import { PasswordWorkRefused } from "../../errors.ts";

type Done = (error: Error | null, key: Buffer) => void;

/**
 * The key that `start` hands to its callback. The parameters have been checked before, so an error is the runtime's limit.
 * @throws PasswordWorkRefused when the runtime does not do it.
 */
export async function derivedKey(what: string, start: (done: Done) => void): Promise<Buffer> {
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      start((error, key) => (error === null ? resolve(key) : reject(error)));
    });
  } catch (cause) {
    throw new PasswordWorkRefused(`This runtime does not do the work of a password: ${what}.`, {
      fix: "Hosted Workers stop at 100,000 iterations of PBKDF2. Check passwords in Django or in a service on Node, Bun or Deno, and only read the session here; or put a hasher that this runtime does first in the site's PASSWORD_HASHERS.",
      cause,
    });
  }
}
