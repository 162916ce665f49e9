/** The Cookie header, read as Django reads it. Django: `django.http.cookie.parse_cookie`. */
import { Buffer } from "node:buffer";

const QUOTED_PAIR = /\\(?:([0-3][0-7][0-7])|(.))/g;

/** The cookies of a header, the last of two with one name; values are not percent-decoded. */
export function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const chunk of readBytes(header).split(";")) {
    const equals = chunk.indexOf("=");
    const name = equals < 0 ? "" : chunk.slice(0, equals).trim();
    const value = chunk.slice(equals + 1).trim();
    if (name !== "" || value !== "") cookies.set(name, unquote(value));
  }
  return cookies;
}

/** Servers hand a header over as one character per byte; Django takes the bytes as UTF-8. */
function readBytes(header: string): string {
  // oxlint-disable-next-line no-control-regex -- all of ASCII is meant
  return /[^\x00-\x7f]/.test(header) ? Buffer.from(header, "latin1").toString("utf8") : header;
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
