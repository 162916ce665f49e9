/** URL-safe base64 without padding, and all that Python takes for base64. Django: `b64_encode`, `b64_decode`. */
import { Buffer } from "node:buffer";
import { MalformedValue } from "../errors.ts";

const URL_SAFE = /^[\w-]*$/;

/** Bytes as URL-safe base64 without padding. */
export function b64Encode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/**
 * The bytes of URL-safe or standard base64, padded or not. Django: `b64_decode`.
 * @throws MalformedValue when a letter too few or too many is left.
 */
export function b64Decode(text: string): Buffer {
  if (URL_SAFE.test(text) && text.length % 4 !== 1) return Buffer.from(text, "base64");
  const padding = "=".repeat(-Buffer.byteLength(text, "utf8") & 3);
  return a2bBase64((text + padding).replaceAll("-", "+").replaceAll("_", "/"));
}

/**
 * The bytes of standard base64, as leniently as Python reads it: a padding that completes a group of four ends the
 * text; any other padding, and all that is not of base64, is passed over. Python: `binascii.a2b_base64`.
 * @throws MalformedValue when a group is left incomplete.
 */
export function a2bBase64(text: string): Buffer {
  let letters = "";
  for (const [run] of text.replace(/[^A-Za-z0-9+/=]+/g, "").matchAll(/[^=]+|=+/g)) {
    const place = letters.length % 4;
    if (!run.startsWith("=")) letters += run;
    else if (place >= 2 && place + run.length >= 4) return Buffer.from(letters, "base64");
  }
  if (letters.length % 4 === 0) return Buffer.from(letters, "base64");
  throw new MalformedValue("A text is not of base64.");
}
