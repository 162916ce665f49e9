/** UTF-8 that has surrogates too. Python: the error handler `surrogatepass`. Bytes are binary texts. */
import { Buffer } from "node:buffer";
import { malformed } from "./failures.ts";

const BEYOND_ASCII = /[^\0-\x7f]/;
const LONE = /(\p{Surrogate})/u;
/** A byte 0xED begins a surrogate, or a letter whose second byte is less. */
const ENCODED_SURROGATE = /(\xed[\xa0-\xbf][\x80-\xbf])/;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes of a text. */
export function encodeUtf8(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text;
  if (!LONE.test(text)) return Buffer.from(text, "utf8").toString("latin1");
  const parts = text.split(LONE).map((part, index) => {
    return index % 2 === 1 ? encodeUnit(part.charCodeAt(0)) : encodeUtf8(part);
  });
  return parts.join("");
}

function encodeUnit(unit: number): string {
  return String.fromCharCode(
    0xe0 | (unit >> 12),
    0x80 | ((unit >> 6) & 0x3f),
    0x80 | (unit & 0x3f),
  );
}

/** The text of bytes. @throws MalformedValue when they are not UTF-8. */
export function decodeUtf8(binary: string): string {
  if (!BEYOND_ASCII.test(binary)) return binary;
  if (!ENCODED_SURROGATE.test(binary)) return decodeStrictly(binary);
  const parts = binary.split(ENCODED_SURROGATE).map((part, index) => {
    return index % 2 === 1 ? decodeUnit(part) : decodeStrictly(part);
  });
  return parts.join("");
}

function decodeStrictly(binary: string): string {
  try {
    return strict.decode(Buffer.from(binary, "latin1"));
  } catch {
    throw malformed();
  }
}

function decodeUnit(bytes: string): string {
  const [, second = 0, third = 0] = Buffer.from(bytes, "latin1");
  return String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f));
}
