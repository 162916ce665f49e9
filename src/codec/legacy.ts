/** The form of stored sessions before Django 3.1: base64 of a SHA-1 signature and JSON. Django: `SessionBase._legacy_encode`. */
import { Buffer } from "node:buffer";
import { BadSignature } from "../errors.ts";
import { b64Decode } from "../signing/base64.ts";
import { constantTimeCompare, saltedHmac } from "../signing/salted-hmac.ts";
import type { Secret } from "../signing/salted-hmac.ts";

/** Writes and reads the form with the keys of a site. */
export class LegacyForm {
  readonly #keys: readonly Secret[];
  readonly #salt: string;

  /** `keySalt` is that of the modern form: the salt of old is made of the class that it names. */
  constructor(keys: readonly Secret[], keySalt: string) {
    this.#keys = keys;
    this.#salt = `django.contrib.sessions${keySalt.slice(keySalt.lastIndexOf(".") + 1)}`;
  }

  encode(json: string): string {
    const [key = ""] = this.#keys;
    return Buffer.from(`${this.#hash(json, key)}:${json}`, "latin1").toString("base64");
  }

  /**
   * The JSON of a stored text, and which key matched.
   * @throws BadSignature, and MalformedValue when the text is not of base64.
   */
  decode(stored: string): { readonly json: string; readonly keyIndex: number } {
    const [signature, json] = split(stored) ?? [];
    if (signature === undefined || json === undefined)
      throw new BadSignature('No ":" found in value.');
    const keyIndex = this.#keys.findIndex((key) => {
      return constantTimeCompare(signature, this.#hash(json, key));
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
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(stored)) return false;
  return /^[0-9a-f]{40}:/.test(Buffer.from(stored.slice(0, 60), "base64").toString("latin1"));
}

function split(stored: string): [signature: string, json: string] | null {
  const text = b64Decode(stored).toString("latin1");
  const at = text.indexOf(":");
  return at < 0 ? null : [text.slice(0, at), text.slice(at + 1)];
}
