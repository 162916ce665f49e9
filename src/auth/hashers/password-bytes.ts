/** A password as bytes. Python: `password.encode()`. */
import { Buffer } from "node:buffer";
import { MalformedValue } from "../../errors.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether a password has a UTF-8; one with a lone surrogate has none, so that nobody can have it. */
export function isEncodable(password: string): boolean {
  return !LONE_SURROGATE.test(password);
}

/** The UTF-8 of a password. @throws MalformedValue for one with a lone surrogate: Django fails on it too. */
export function passwordBytes(password: string): Buffer {
  if (isEncodable(password)) return Buffer.from(password, "utf8");
  throw new MalformedValue("A password with a lone surrogate cannot be stored.", {
    fix: "Refuse it where it comes in.",
  });
}
