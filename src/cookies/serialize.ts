/** A Set-Cookie header with the attributes and in the order that Django writes. Django: `HttpResponse.set_cookie`. */
import { rememberSeconds } from "../datetime.ts";

/** A cookie's attributes; those that are absent are not written. */
export interface CookieAttributes {
  readonly domain?: string | null;
  /** An HTTP date. */
  readonly expires?: string | undefined;
  readonly httpOnly?: boolean;
  /** Seconds. */
  readonly maxAge?: number | undefined;
  readonly path?: string;
  readonly sameSite?: string | false | null;
  readonly secure?: boolean;
}

/** What Python's `http.cookies` leaves unquoted. */
const PLAIN = /^[\w!#$%&'*+.^`|~:-]+$/;

/** `name=value; Domain=…; expires=…; HttpOnly; Max-Age=…; Path=…; SameSite=…; Secure`. */
export function serializeCookie(name: string, value: string, attributes: CookieAttributes): string {
  const { domain, expires, httpOnly, maxAge, path, sameSite, secure } = attributes;
  const parts = [`${name}=${PLAIN.test(value) ? value : quote(value)}`];
  if (domain) parts.push(`Domain=${domain}`);
  if (expires !== undefined) parts.push(`expires=${expires}`);
  if (httpOnly === true) parts.push("HttpOnly");
  if (maxAge !== undefined) parts.push(`Max-Age=${maxAge}`);
  if (path) parts.push(`Path=${path}`);
  if (sameSite) parts.push(`SameSite=${sameSite}`);
  if (secure === true) parts.push("Secure");
  return parts.join("; ");
}

/** An HTTP date of whole seconds. Django: `django.utils.http.http_date`. */
export function httpDate(seconds: number): string {
  return utcString(Math.floor(seconds));
}

const utcString = rememberSeconds((seconds) => new Date(seconds * 1000).toUTCString());

/** Python's `http.cookies._quote`; a header carries latin-1, so what is beyond is escaped as its UTF-8. */
function quote(value: string): string {
  let quoted = "";
  for (const byte of new TextEncoder().encode(value)) {
    const letter = String.fromCharCode(byte);
    const needsEscape = byte < 0x20 || byte > 0x7e || letter === "," || letter === ";";
    if (needsEscape) quoted += `\\${byte.toString(8).padStart(3, "0")}`;
    else quoted += letter === '"' || letter === "\\" ? `\\${letter}` : letter;
  }
  return `"${quoted}"`;
}
