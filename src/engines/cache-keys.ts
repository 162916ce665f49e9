/** The keys under which sessions stand in a cache. */

import { Buffer } from "node:buffer";

/** Bytes of a session key; Memcached takes 250 with all that stands before it. */
const LENGTH = 128;

/**
 * Whether a key from a cookie can be one in a cache: none takes blanks and control characters from Django, and a lone
 * surrogate cannot be sent. Such a key has no session, and is no failure either.
 */
export function isCacheable(key: string): boolean {
  return Buffer.byteLength(key) <= LENGTH && !/[\0-\x20\x7f\p{Surrogate}]/u.test(key);
}
