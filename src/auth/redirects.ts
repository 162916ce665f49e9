/** Where to send a visitor: to the page to sign in, and back to no page but our own. */
import { ImproperlyConfigured } from "../errors.ts";
import { getHost, isSecure } from "./hosts.ts";
import type { HostSettings } from "./hosts.ts";
import type { RequestFacts } from "./request-facts.ts";
import { quote, urlSplit, urlUnsplit } from "./urls.ts";
import type { SplitUrl } from "./urls.ts";

const MAX_URL_LENGTH = 2048;
/** What Python's `str.strip` strips. */
// oxlint-disable-next-line no-control-regex -- control characters are what is stripped
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/u;
const SPACE_AROUND = new RegExp(`^${SPACE.source}+|${SPACE.source}+$`, "gu");

/**
 * Whether a URL that a visitor brought, such as `next`, leads to one of these hosts and nowhere else.
 * Django: `url_has_allowed_host_and_scheme`.
 */
export function urlHasAllowedHostAndScheme(
  url: string | null | undefined,
  allowedHosts: readonly string[],
  requireHttps = false,
): boolean {
  const stripped = url?.replace(SPACE_AROUND, "") ?? "";
  // Browsers take a backslash for a slash, except in a password before the host: both readings must do.
  return [stripped, stripped.replaceAll("\\", "/")].every((reading) =>
    isSafe(reading, allowedHosts, requireHttps),
  );
}

function isSafe(url: string, allowedHosts: readonly string[], requireHttps: boolean): boolean {
  const parts = isTricky(url) ? null : urlSplit(url);
  if (parts === null) return false;
  if (parts.netloc === "") return parts.scheme === "";
  const scheme = parts.scheme === "" ? "http" : parts.scheme;
  const isWeb = scheme === "https" || (scheme === "http" && !requireHttps);
  return isWeb && allowedHosts.includes(parts.netloc);
}

/** Browsers take any number of leading slashes for two, and skip leading control characters. */
function isTricky(url: string): boolean {
  const isOdd = url === "" || url.startsWith("///") || /^\p{C}/u.test(url);
  return isOdd || Array.from(url).length > MAX_URL_LENGTH;
}

/** The page to sign in at, and the name of the field that leads back. */
export interface LoginPage {
  /** LOGIN_URL, or another page for some views: a path, or a URL of another site. */
  readonly url: string;
  /** "next" unless told; null leaves it out. Django: `redirect_field_name`. */
  readonly field?: string | null;
}

/**
 * Where a visitor who has to sign in first is sent. `target` is the path that was asked for, with its query, as sent.
 * Django: `user_passes_test` and `redirect_to_login`.
 * @throws DisallowedHost when the page to sign in is elsewhere, and the request's own host is none of ALLOWED_HOSTS.
 */
export function loginRedirect(
  request: RequestFacts,
  target: string,
  settings: HostSettings,
  page: LoginPage,
): string {
  const { field = "next" } = page;
  const login = splitLoginUrl(page.url);
  if (field === null) return quote(urlUnsplit(login), "uri");
  const next = isElsewhere(login, request, settings)
    ? originOf(request, settings) + fullPath(target)
    : fullPath(target);
  return quote(urlUnsplit({ ...login, query: withField(login.query, field, next) }), "uri");
}

function splitLoginUrl(url: string): SplitUrl {
  const login = /[./]/.test(url) ? urlSplit(url) : null;
  if (login !== null) return login;
  throw new ImproperlyConfigured("LOGIN_URL is no URL.", {
    fix: "Where Django has the name of a URL pattern, give the path that it stands for.",
  });
}

function isElsewhere(login: SplitUrl, request: RequestFacts, settings: HostSettings): boolean {
  if (login.scheme === "" && login.netloc === "") return false;
  const own = urlSplit(originOf(request, settings));
  const isSameScheme = login.scheme === "" || login.scheme === own?.scheme;
  const isSameHost = login.netloc === "" || login.netloc === own?.netloc;
  return !isSameScheme || !isSameHost;
}

function originOf(request: RequestFacts, settings: HostSettings): string {
  return `${isSecure(request, settings) ? "https" : "http"}://${getHost(request, settings)}`;
}

/** The path and the query in Django's own escapes. Django: `HttpRequest.get_full_path`. */
function fullPath(target: string): string {
  const [, path = "", query = ""] = /^([^?]*)\??(.*)$/s.exec(target) ?? [];
  const decoded = path.replace(ESCAPED_LETTER, decodeLetter);
  return quote(decoded, "path") + (query && `?${quote(query, "uri")}`);
}

/** The escapes of one letter in UTF-8, or of a byte that is none. */
const ESCAPED_LETTER =
  /%f[0-7](?:%[89ab][0-9a-f]){3}|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%[cd][0-9a-f]%[89ab][0-9a-f]|%[0-9a-f]{2}/gi;

/** Escapes that are no UTF-8 stay escapes. */
function decodeLetter(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes.toUpperCase();
  }
}

/** Sets a field of a query; fields of one name come together, as in Django's `QueryDict`. */
function withField(query: string, field: string, value: string): string {
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(`?${query}`)) {
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
  fields.set(field, [value]);
  return Array.from(fields, ([name, values]) =>
    values.map((value) => `${quote(name, "value")}=${quote(value, "value")}`).join("&"),
  ).join("&");
}
