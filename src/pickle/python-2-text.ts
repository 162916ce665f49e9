/** Texts of protocol 0, as lines of escapes. */
import { malformed } from "./failures.ts";

const RAW_ESCAPE = /\\(?:u([0-9a-fA-F]{4})?|U([0-9a-fA-F]{8})?|[^])?/g;

/** What the codec `raw-unicode-escape` reads. */
export function readEscapes(line: string): string {
  return line.replace(RAW_ESCAPE, (escape: string, short?: string, long?: string) => {
    if (!/^\\u/i.test(escape)) return escape;
    const digits = escape[1] === "u" ? short : long;
    const code = digits === undefined ? Infinity : Number.parseInt(digits, 16);
    if (code > 0x10ffff) throw malformed();
    return String.fromCodePoint(code);
  });
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([^]))/g;
const LETTERS: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

/** What Python 2 writes as the `repr` of a `str`. */
export function readQuoted(line: string): string {
  const match = /^(['"])(.*)\1$/s.exec(line.trimEnd());
  if (match === null) throw malformed();
  const [, , quoted = ""] = match;
  return quoted.replace(ESCAPE, (escape: string, hex?: string, octal?: string, letter = "") => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return LETTERS[letter] ?? escape;
  });
}
