/** Keyed hashes, by Django's derivation of the key. Django: `django.utils.crypto`. */
import { Buffer } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Hmac } from "node:crypto";
import { MalformedValue } from "../errors.ts";

/** A secret: text, taken as UTF-8, or bytes. */
export type Secret = string | Uint8Array;

/** The name of a hash, as Python's `hashlib` and Node's `crypto` both know it. */
export type HashAlgorithm = "sha1" | "sha224" | "sha256" | "sha384" | "sha512";

const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Text that has a UTF-8, or bytes. A lone surrogate has none, so it is refused, as Python refuses it, and not replaced. */
function utf8(text: Secret): Secret {
  if (typeof text !== "string" || !SURROGATE.test(text) || !LONE_SURROGATE.test(text)) return text;
  throw new MalformedValue("A text with a lone surrogate cannot be signed.", {
    fix: "Escape it first, as JSON does.",
  });
}

/** The key of the HMAC: `hash(salt ‖ secret)`. */
export function deriveKey(salt: Secret, secret: Secret, algorithm: HashAlgorithm): Buffer {
  return createHash(algorithm).update(utf8(salt)).update(utf8(secret)).digest();
}

/** The HMAC of a text or bytes under a key that {@link deriveKey} made, to be had by `digest()`. */
export function hmacOf(key: Uint8Array, value: Secret, algorithm: HashAlgorithm): Hmac {
  return createHmac(algorithm, key).update(utf8(value));
}

/**
 * The HMAC of `value` under a key made of `keySalt` and `secret`. Django: `salted_hmac(key_salt, value, secret, algorithm=)`,
 * whose default is sha1 and not, as here, what every caller of its own passes.
 */
export function saltedHmac(
  keySalt: Secret,
  value: string | Uint8Array,
  secret: Secret,
  algorithm: HashAlgorithm = "sha256",
): Buffer {
  return hmacOf(deriveKey(keySalt, secret, algorithm), value, algorithm).digest();
}

/** Whether two texts are the same, in a time that does not tell where they differ. Django: `constant_time_compare`. */
export function constantTimeCompare(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, "utf8"), Buffer.from(other, "utf8")];
  return a.length === b.length && timingSafeEqual(a, b);
}
