/** CSRF secrets and tokens. A token is the secret under a mask that is new each time, so that pages compress safely (BREACH). */
import { constantTimeCompare } from "../../signing/salted-hmac.ts";
import { LETTERS_AND_DIGITS, randomString } from "../random-string.ts";

const SECRET_LENGTH = 32;
const TOKEN_LENGTH = 2 * SECRET_LENGTH;

/** What can be wrong with a token, in Django's words. */
export type TokenFault = "has incorrect length" | "has invalid characters";

/** A new secret: 32 letters and digits. */
export function newSecret(): string {
  return randomString(SECRET_LENGTH);
}

/** The secret as a token: a mask, and the secret shifted by it. Django: `_mask_cipher_secret`. */
export function maskSecret(secret: string): string {
  const mask = randomString(SECRET_LENGTH);
  return mask + shift(secret, mask, 1);
}

/** The secret in a token, which may be the secret itself. Both are to be without fault. Django: `_unmask_cipher_token`. */
export function unmaskToken(token: string): string {
  if (token.length !== TOKEN_LENGTH) return token;
  return shift(token.slice(SECRET_LENGTH), token.slice(0, SECRET_LENGTH), -1);
}

/** What is wrong with the form of a secret or a token, or null. Django: `_check_token_format`. */
export function tokenFault(token: string): TokenFault | null {
  // Characters are counted as Python counts them; only those that are invalid can differ.
  const { length } = Array.from(token);
  if (length !== SECRET_LENGTH && length !== TOKEN_LENGTH) return "has incorrect length";
  return /[^a-zA-Z0-9]/.test(token) ? "has invalid characters" : null;
}

/** Whether a token without fault is of this secret, in a time that does not tell how nearly. Django: `_does_token_match`. */
export function tokenMatches(token: string, secret: string): boolean {
  return constantTimeCompare(unmaskToken(token), secret);
}

function shift(text: string, mask: string, direction: 1 | -1): string {
  const size = LETTERS_AND_DIGITS.length;
  const shifted = Array.from(text, (letter, index) => {
    const by = direction * LETTERS_AND_DIGITS.indexOf(mask.charAt(index));
    return LETTERS_AND_DIGITS.charAt((LETTERS_AND_DIGITS.indexOf(letter) + by + size) % size);
  });
  return shifted.join("");
}
