/** Django's cryptographic signing, byte for byte. Django: `django.core.signing`. */
import { Buffer } from "node:buffer";
import type { SignObjectOptions, UnsignObjectOptions } from "./payload.ts";
import type { Secret } from "./salted-hmac.ts";
import { TimestampSigner } from "./timestamp-signer.ts";
import type { AgeOptions, TimestampSignerOptions } from "./timestamp-signer.ts";

export { BadSignature, SignatureExpired } from "../errors.ts";
export { b62Decode, b62Encode } from "./base62.ts";
export { b64Decode, b64Encode } from "./base64.ts";
export type { Serializer, SignObjectOptions, UnsignObjectOptions } from "./payload.ts";
export { constantTimeCompare, saltedHmac } from "./salted-hmac.ts";
export type { HashAlgorithm, Secret } from "./salted-hmac.ts";
export { Signer } from "./signer.ts";
export type { SignerOptions, Verified } from "./signer.ts";
export { TimestampSigner } from "./timestamp-signer.ts";
export type { AgeOptions, TimestampSignerOptions } from "./timestamp-signer.ts";

const DEFAULT_SALT = "django.core.signing";
const COOKIE_SALT = "django.core.signing.get_cookie_signer";

/** Signed, URL-safe JSON with a timestamp. Django: `dumps(obj, key=, salt=, serializer=, compress=)`. */
export function dumps(value: unknown, options: TimestampSignerOptions & SignObjectOptions): string {
  return signerOf(options).signObject(value, options);
}

/**
 * The value of what {@link dumps} made. Django: `loads(s, key=, salt=, serializer=, max_age=, fallback_keys=)`.
 * @throws BadSignature, SignatureExpired, and MalformedValue where the signature is good and what it signs is not.
 */
export function loads(
  signed: string,
  options: TimestampSignerOptions & UnsignObjectOptions & AgeOptions,
): unknown {
  return signerOf(options).unsignObject(signed, options);
}

function signerOf(options: TimestampSignerOptions): TimestampSigner {
  return new TimestampSigner({ ...options, salt: options.salt ?? DEFAULT_SALT });
}

/** The signer of a site's signed cookies. Django: `get_cookie_signer(salt)`, without the one-shot fallbacks of its signers. */
export function getCookieSigner(options: TimestampSignerOptions): TimestampSigner {
  const { fallbackKeys = [] } = options;
  return new TimestampSigner({
    ...options,
    salt: options.salt ?? COOKIE_SALT,
    key: cookieKey(options.key),
    fallbackKeys: fallbackKeys.map(cookieKey),
  });
}

/** An empty key stays empty, and so is refused or verifies nothing; with the prefix, as in Django, anybody knows it. */
function cookieKey(key: Secret): Secret {
  if (key.length === 0) return key;
  return Buffer.concat([Buffer.from("django.http.cookies"), Buffer.from(key)]);
}
