/** The Cookie header, read as Django reads it. Django: `django.http.cookie.parse_cookie`. */
import { Buffer } from "node:buffer";

/** What Python's `str.strip()` strips, which is not quite what `trim()` trims. */
const SPACES =
  "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";
const QUOTED_PAIR = /\\(?:([0-3][0-7][0-7])|([^\n]))/g;

/** The cookies of a header, the last of two with one name; values are not percent-decoded. */
export function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const chunk of readBytes(header).split(";")) {
    const equals = chunk.indexOf("=");
    const name = nameOf(chunk, equals);
    const value = strip(chunk.slice(equals + 1));
    if (name !== "" || value !== "") cookies.set(name, unquote(value));
  }
  return cookies;
}

/** One cookie of a header: `parseCookies(header).get(name)`, for a name that is not empty. */
export function cookieValue(header: string, name: string): string | undefined {
  const text = readBytes(header);
  // From the end, since the last of two with one name counts.
  let end = text.length;
  while (end > 0) {
    const start = text.lastIndexOf(";", end - 1) + 1;
    const chunk = text.slice(start, end);
    const equals = chunk.indexOf("=");
    if (nameOf(chunk, equals) === name) return unquote(strip(chunk.slice(equals + 1)));
    end = start - 1;
  }
  return undefined;
}

/** Servers hand a header over as one character per byte; Django takes the bytes as UTF-8. */
function readBytes(header: string): string {
  // oxlint-disable-next-line no-control-regex -- all of ASCII is meant
  return /[^\x00-\x7f]/.test(header) ? Buffer.from(header, "latin1").toString("utf8") : header;
}

/** A chunk without `=` is the value of a cookie without a name, as browsers have it. */
function nameOf(chunk: string, equals: number): string {
  return equals < 0 ? "" : strip(chunk.slice(0, equals));
}

function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACES.includes(text.charAt(start))) start++;
  while (end > start && SPACES.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** Python's `http.cookies._unquote`: quotes removed, `\ooo` and `\x` resolved. */
function unquote(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value
    .slice(1, -1)
    .replace(QUOTED_PAIR, (_, octal: string | undefined, letter: string) =>
      octal === undefined ? letter : String.fromCharCode(Number.parseInt(octal, 8)),
    );
}
