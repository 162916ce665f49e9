/** Salts. Django: `BasePasswordHasher.salt` and `must_update_salt`. */
import { MalformedValue } from "../../errors.ts";
import { randomString } from "../random-string.ts";

/** Enough letters and digits for 128 bits. Django: `ceil(salt_entropy / log2(62))`. */
const LENGTH = 22;

/** A new random salt. */
export function newSalt(): string {
  return randomString(LENGTH);
}

/** Whether Django would replace a salt. Django: `must_update_salt`. */
export function isShortSalt(salt: string): boolean {
  return Array.from(salt).length < LENGTH;
}

/** The salt, if one can be stored. Django: `_check_encode_args`. @throws MalformedValue. */
export function checkedSalt(salt: string): string {
  if (salt !== "" && !salt.includes("$")) return salt;
  throw new MalformedValue("A salt must be provided and cannot contain $.");
}
