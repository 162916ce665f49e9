/** What a schema says of a value that does not fit, as far as it does not tell the value: the text goes into errors and logs. */
import type { ValidationProblem } from "../errors.ts";

/** One thing that does not fit, in the words of Standard Schema, and of most libraries beside. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly PathSegment[] | undefined;
  readonly code?: unknown;
  readonly expected?: unknown;
}

type PathSegment = PropertyKey | { readonly key: PropertyKey };

/** Names of members are shown where they look like names; others may be data. */
const NAME = /^[A-Za-z_]\w{0,40}$/;
/** Libraries cut long values short: so much of one at its beginning is a quotation. */
const QUOTATION = 8;

/** Where it is: the names and indexes that lead there. */
export function pathOf({ path = [] }: SchemaIssue): string[] {
  return path.map((segment) => String(typeof segment === "object" ? segment.key : segment));
}

/** An issue of a key that has this value, as an error tells it. */
export function problemOf(issue: SchemaIssue, value: unknown): ValidationProblem {
  const [key = "", ...path] = pathOf(issue);
  const place = key + path.map(shown).join("");
  const code = typeof issue.code === "string" ? issue.code : "invalid";
  const expected = typeof issue.expected === "string" ? issue.expected : "another value";
  const texts = [issue.message, `expected ${expected}`];
  const text = texts.find((text) => !quotes(text, value)) ?? code;
  const message = text.startsWith(place) ? text : `${place}: ${text}`;
  return { message, code, params: { key } };
}

function shown(segment: string): string {
  if (/^\d{1,7}$/.test(segment)) return `[${segment}]`;
  return NAME.test(segment) ? `.${segment}` : "[…]";
}

/** Whether a text has a text or a number in it that the value has too. */
function quotes(text: string, value: unknown): boolean {
  if (typeof value === "string") {
    const escaped = JSON.stringify(value);
    // A short one is one by its quotation marks: any text has an "a" in it.
    if (value.length < 3) return text.includes(escaped);
    return [value, escaped.slice(1, -1)].some((form) => text.includes(form.slice(0, QUOTATION)));
  }
  if (typeof value === "number" || typeof value === "bigint") {
    return text.split(/[^\w.+-]+/).some((word) => word.replace(/[.n]$/, "") === String(value));
  }
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((member) => quotes(text, member));
}
