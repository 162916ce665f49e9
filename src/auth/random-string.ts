/** Random text of letters and digits. Django: `django.utils.crypto.get_random_string`. */
import { randomInt } from "node:crypto";

/** Django: `RANDOM_STRING_CHARS`. */
export const LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** Random letters and digits, that nobody can guess. */
export function randomString(length: number): string {
  return Array.from({ length }, () =>
    LETTERS_AND_DIGITS.charAt(randomInt(LETTERS_AND_DIGITS.length)),
  ).join("");
}
