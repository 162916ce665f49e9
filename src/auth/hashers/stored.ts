/** Reading stored passwords: fields between `$`, numbers as Django writes them, and errors that tell no secret. */
import { MalformedValue } from "../../errors.ts";

/** Django's column holds 128; a column of the site's own may hold more, but nobody's password is this long. */
const MAX_LENGTH = 1024;

/** What is stored is not what an algorithm stores. */
export function malformed(algorithm: string): MalformedValue {
  return new MalformedValue(`A stored password is not of the form that ${algorithm} has.`, {
    fix: "Give the user a new one.",
  });
}

/** What is stored asks for more work than is allowed. */
export function tooCostly(algorithm: string, asked: string): MalformedValue {
  return new MalformedValue(
    `A stored password asks for more work of ${algorithm} than is allowed: ${asked}.`,
    { fix: "Find out who wrote it; or describe the site's own hasher, and let it do as much." },
  );
}

/** The fields of a stored password, the algorithm first; the last takes the rest. Python: `encoded.split("$", count - 1)`. */
export function storedFields(algorithm: string, encoded: string, count: number): string[] {
  const all = encoded.length > MAX_LENGTH ? [] : encoded.split("$");
  if (all.length < count || all[0] !== algorithm) throw malformed(algorithm);
  return [...all.slice(0, count - 1), all.slice(count - 1).join("$")];
}

/** A whole number above 0, in the digits that Django writes. */
export function storedNumber(algorithm: string, text: string | undefined): number {
  if (text === undefined || !/^[1-9]\d{0,14}$/.test(text)) throw malformed(algorithm);
  return Number(text);
}
