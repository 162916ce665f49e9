/** What real Django said, as `npm run golden` has it write down. */
import { readFileSync } from "node:fs";
import type { DjangoSessionError, ErrorCode } from "../../src/errors.ts";

/** The versions that were asked, oldest first; 3.2 for the forms that it was the last to write. */
export const VERSIONS = ["3.2", "4.2", "5.2", "6.1"] as const;

/** One version's facts; a version that says what another says has that one's. */
export function readGolden(name: string, version: string): any {
  const url = new URL(`${name}-${version}.json`, import.meta.url);
  const facts = JSON.parse(readFileSync(url, "utf8"));
  return "as" in facts ? readGolden(name, facts.as) : facts;
}

/** What Python answered to a call. */
export type Answer<Value> = { readonly value: Value } | { readonly error: string };

/** A text, or bytes in hexadecimal. */
export type Portable = string | { readonly hex: string };

export function bytesOf(value: Portable): string | Uint8Array {
  return typeof value === "string" ? value : Buffer.from(value.hex, "hex");
}

/** What our call gave: its value, or the code of its error. */
export function answerOf<Value>(call: () => Value): Answer<Value> {
  try {
    return { value: call() };
  } catch (error) {
    return { error: (error as DjangoSessionError).code };
  }
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  "django.core.signing.BadSignature": "BAD_SIGNATURE",
  "django.core.signing.SignatureExpired": "SIGNATURE_EXPIRED",
};

/** The answer that ours is to be: all that Python itself raises about a value is one error here. */
export function ours<Value>(answer: Answer<Value>): Answer<Value> {
  return "error" in answer ? { error: CODES[answer.error] ?? "MALFORMED_VALUE" } : answer;
}
