/** URL-safe base64 without padding. Django: `b64_encode`, `b64_decode`. */
import { Buffer } from "node:buffer";
import { MalformedValue } from "../errors.ts";

const CLEAN = /^[\w+/-]*$/;

/** Bytes as URL-safe base64 without padding. */
export function b64Encode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/**
 * The bytes of URL-safe or standard base64, padded or not, read as leniently as Python reads it: other characters
 * are passed over.
 * @throws MalformedValue when a letter too few or too many is left.
 */
export function b64Decode(text: string): Buffer {
  if (CLEAN.test(text) && text.length % 4 !== 1) return Buffer.from(text, "base64");
  const letters = lettersOf(text);
  if (letters.length % 4 !== 0) throw new MalformedValue("A text is not of base64.");
  return Buffer.from(letters, "base64");
}

/** Python's `binascii.a2b_base64`: the letters before a padding that completes a group of four, and that padding. */
function lettersOf(text: string): string {
  const padded = text + "=".repeat((4 - (Buffer.byteLength(text, "utf8") % 4)) % 4);
  let letters = "";
  let pads = 0;
  for (const letter of padded) {
    if (letter === "=") {
      const place = letters.length % 4;
      if (place >= 2 && place + ++pads >= 4) return letters + "=".repeat(4 - place);
    } else if (CLEAN.test(letter)) {
      pads = 0;
      letters += letter;
    }
  }
  return letters;
}
