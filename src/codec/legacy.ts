/** The form of stored sessions before Django 3.1: base64 of a SHA-1 signature and JSON. Django: `SessionBase._legacy_encode`. */
import { Buffer } from "node:buffer";
import { BadSignature, MalformedValue } from "../errors.ts";
import { a2bBase64 } from "../signing/base64.ts";
import { constantTimeCompare, saltedHmac } from "../signing/salted-hmac.ts";
import type { Secret } from "../signing/salted-hmac.ts";

/** Writes and reads the form with the keys of a site. */
export class LegacyForm {
  readonly #key: Secret;
  readonly #fallbackKeys: readonly Secret[];
  readonly #salt: string;

  /** `keySalt` is that of the modern form: the salt of old is made of the class that it names. */
  constructor(key: Secret, fallbackKeys: readonly Secret[], keySalt: string) {
    this.#key = key;
    this.#fallbackKeys = fallbackKeys;
    this.#salt = `django.contrib.sessions${keySalt.slice(keySalt.lastIndexOf(".") + 1)}`;
  }

  encode(json: string): string {
    return Buffer.from(`${this.#hash(json, this.#key)}:${json}`, "latin1").toString("base64");
  }

  /**
   * The JSON of a stored text, and which key matched.
   * @throws BadSignature, and MalformedValue when the text is not of base64.
   */
  decode(stored: string): { readonly json: string; readonly keyIndex: number } {
    if (/[^\0-\x7f]/.test(stored)) throw new MalformedValue("A text is not of base64.");
    const text = a2bBase64(stored).toString("latin1");
    const at = text.indexOf(":");
    if (at < 0) throw new BadSignature('No ":" found in value.');
    const [signature, json] = [text.slice(0, at), text.slice(at + 1)];
    const keyIndex = [this.#key, ...this.#fallbackKeys].findIndex((key) => {
      return key.length > 0 && constantTimeCompare(signature, this.#hash(json, key));
    });
    if (keyIndex < 0) throw new BadSignature("The signature does not match.");
    return { json, keyIndex };
  }

  #hash(json: string, key: Secret): string {
    return saltedHmac(this.#salt, Buffer.from(json, "latin1"), key, "sha1").toString("hex");
  }
}

/** Whether a text has the shape of the form, whoever signed it. */
export function looksLegacy(stored: string): boolean {
  if (!/^[A-Za-z0-9+/=\s]+$/.test(stored)) return false;
  return /^[0-9a-f]{40}:/.test(Buffer.from(stored.slice(0, 60), "base64").toString("latin1"));
}
