/** Base 62, in which timestamps are signed: digits, capitals, small letters. Django: `b62_encode`, `b62_decode`. */
import { MalformedValue } from "../errors.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `62` → `"10"`. */
export function b62Encode(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new MalformedValue("Only whole numbers have a form in base 62.");
  }
  let text = "";
  for (let rest = Math.abs(value); rest > 0; rest = Math.floor(rest / 62)) {
    text = ALPHABET.charAt(rest % 62) + text;
  }
  return (value < 0 ? "-" : "") + (text || "0");
}

/**
 * `"10"` → `62`. Digits past 2^53 are rounded.
 * @throws MalformedValue for anything else than digits of base 62, where Django raises `ValueError` or `IndexError`.
 */
export function b62Decode(text: string): number {
  if (!/^-?[0-9A-Za-z]*$/.test(text) || text === "") {
    throw new MalformedValue("A timestamp is not of base 62.");
  }
  const digits = text.replace("-", "");
  let value = 0;
  for (const digit of digits) value = value * 62 + ALPHABET.indexOf(digit);
  return text.startsWith("-") ? -value : value;
}
