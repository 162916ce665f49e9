/** Base 62, in which timestamps are signed: digits, capitals, small letters. Django: `b62_encode`, `b62_decode`. */
import { MalformedValue } from "../errors.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `62` → `"10"`. */
export function b62Encode(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new MalformedValue("Only whole numbers have a form in base 62.");
  }
  let digits = "";
  let rest = Math.abs(value);
  do {
    digits = ALPHABET.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  } while (rest > 0);
  return value < 0 ? `-${digits}` : digits;
}

/**
 * `"10"` → `62`. Digits past 2^53 are rounded.
 * @throws MalformedValue for anything else than digits of base 62, where Django raises `ValueError` or `IndexError`.
 */
export function b62Decode(text: string): number {
  if (!/^(?=.)-?[0-9A-Za-z]*$/.test(text)) {
    throw new MalformedValue("A timestamp is not of base 62.");
  }
  const start = text.startsWith("-") ? 1 : 0;
  let value = 0;
  for (let at = start; at < text.length; at++)
    value = value * 62 + ALPHABET.indexOf(text.charAt(at));
  return start === 1 && value !== 0 ? -value : value;
}
