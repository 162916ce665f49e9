/** Texts with a signature after them. Django: `django.core.signing.Signer`. */
import type { Buffer } from "node:buffer";
import { BadSignature, ImproperlyConfigured } from "../errors.ts";
import { constantTimeCompare, deriveKey, hmacOf } from "./salted-hmac.ts";
import type { HashAlgorithm, Secret } from "./salted-hmac.ts";
import { objectOf, payloadOf } from "./payload.ts";
import type { SignObjectOptions, UnsignObjectOptions } from "./payload.ts";

/** What a signer is made of. */
export interface SignerOptions {
  /** SECRET_KEY. */
  readonly key: Secret;
  /** SECRET_KEY_FALLBACKS: keys that verify and never sign. */
  readonly fallbackKeys?: readonly Secret[];
  /** Between the value and its signature; `:` unless told. */
  readonly sep?: string;
  /** What the signature is for; one made for another purpose does not match. */
  readonly salt?: string;
  /** sha256 unless told. */
  readonly algorithm?: HashAlgorithm;
  /** Also verify signatures of this older hash: Django 3.1 and 3.2 verify `sha1`. */
  readonly legacyAlgorithm?: HashAlgorithm;
}

/** A value whose signature matched. */
export interface Verified {
  readonly value: string;
  /** Which key matched: 0 is `key`, 1 the first of `fallbackKeys`. */
  readonly keyIndex: number;
}

/** The keys of the HMAC, of the key that signs and of those that only verify. */
type DerivedKeys = readonly [key: Buffer, ...fallbackKeys: Buffer[]];

/** Django's own, `A-z` included; in Python a `$` also stands before a last line break. */
const UNSAFE_SEPARATOR = /^[A-z0-9\-_=]*\n?$/;

/** Signs texts, and verifies what it signed. Django: `Signer`. */
export class Signer {
  readonly key: Secret;
  readonly fallbackKeys: readonly Secret[];
  readonly sep: string;
  readonly salt: string;
  readonly algorithm: HashAlgorithm;
  readonly #legacyAlgorithm: HashAlgorithm | undefined;
  readonly #derived = new Map<HashAlgorithm, DerivedKeys>();

  /** @throws ImproperlyConfigured for an empty key, and for a separator that could be part of a signature. */
  constructor(options: SignerOptions) {
    const { key, fallbackKeys = [], sep = ":", salt, algorithm = "sha256" } = options;
    if (key === undefined || key.length === 0) {
      throw new ImproperlyConfigured("A signer needs a key.", {
        fix: "Pass the SECRET_KEY as key.",
      });
    }
    if (UNSAFE_SEPARATOR.test(sep)) {
      throw new ImproperlyConfigured(
        `Unsafe Signer separator: "${sep}" (cannot be empty or consist of only A-z0-9-_=)`,
      );
    }
    this.key = key;
    this.fallbackKeys = fallbackKeys;
    this.sep = sep;
    this.salt = salt || this.defaultSalt;
    this.algorithm = algorithm;
    this.#legacyAlgorithm = options.legacyAlgorithm;
  }

  /** The salt of a signer that was given none: Django's name of its class. */
  protected get defaultSalt(): string {
    return "django.core.signing.Signer";
  }

  /** The signature of a text by this signer's key: URL-safe base64. Django: `signature(value)`. */
  signature(value: string | Uint8Array): string {
    return signatureOf(this.#keys(this.algorithm)[0], value, this.algorithm);
  }

  /** `value:signature`. Django: `sign(value)`. */
  sign(value: string | number | bigint): string {
    return `${value}${this.sep}${this.signature(String(value))}`;
  }

  /**
   * The value of a signed text. Django: `unsign(signed_value)`.
   * @throws BadSignature when the signature matches under none of the keys.
   */
  unsign(signed: string): string {
    return this.verify(signed).value;
  }

  /** The value of a signed text, and which key matched. @throws BadSignature as {@link unsign} does. */
  verify(signed: string): Verified {
    const at = signed.lastIndexOf(this.sep);
    if (at < 0) throw new BadSignature(`No "${this.sep}" found in value.`);
    const value = signed.slice(0, at);
    const signature = signed.slice(at + this.sep.length);
    for (const algorithm of [this.algorithm, this.#legacyAlgorithm]) {
      if (algorithm === undefined) continue;
      for (const [keyIndex, key] of this.#keys(algorithm).entries()) {
        const expected = signatureOf(key, value, algorithm);
        if (constantTimeCompare(signature, expected)) return { value, keyIndex };
      }
    }
    throw new BadSignature("The signature does not match.", {
      fix: "See that SECRET_KEY, SECRET_KEY_FALLBACKS and the salt are those it was signed with.",
    });
  }

  /** Signed JSON, compressed if asked and worth it. Django: `sign_object(obj, compress=)`. */
  signObject(value: unknown, options: SignObjectOptions = {}): string {
    return this.sign(payloadOf(value, options));
  }

  /**
   * The value of signed JSON. Django: `unsign_object(signed_obj)`.
   * @throws BadSignature, and MalformedValue where the signature is good and what it signs is not.
   */
  unsignObject(signed: string, options: UnsignObjectOptions = {}): unknown {
    return objectOf(this.unsign(signed), options);
  }

  #keys(algorithm: HashAlgorithm): DerivedKeys {
    const known = this.#derived.get(algorithm);
    if (known !== undefined) return known;
    // An empty fallback stands for the key, as in Django: nobody signs with an empty one.
    const derive = (key: Secret): Buffer => {
      return deriveKey(`${this.salt}signer`, key.length === 0 ? this.key : key, algorithm);
    };
    const keys = [derive(this.key), ...this.fallbackKeys.map(derive)] as const;
    this.#derived.set(algorithm, keys);
    return keys;
  }
}

function signatureOf(key: Buffer, value: string | Uint8Array, algorithm: HashAlgorithm): string {
  return hmacOf(key, value, algorithm).digest("base64url");
}
