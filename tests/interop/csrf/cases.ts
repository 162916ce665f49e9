/** Requests that Django and we are to judge alike. */
import type { CsrfSettings } from "../../../src/auth/csrf/csrf-settings.ts";

/** One request, and the settings under which it is judged. */
export interface CsrfCase {
  readonly name: string;
  /** POST unless told. */
  readonly method?: string;
  /** Beside `Host: example.com`. `{port}` is the port that Django listens at. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The value of the CSRF cookie, as it stands in the header; none unless told. */
  readonly cookie?: string | undefined;
  /** What the session holds as `_csrftoken`; nothing unless told. */
  readonly session?: unknown;
  /** The form field `csrfmiddlewaretoken`; no form unless told. */
  readonly form?: string | undefined;
  /** Beside Django's defaults and ALLOWED_HOSTS ["*"]. */
  readonly settings?: Readonly<Partial<Omit<CsrfSettings, "DJANGO_VERSION">>>;
}

const SECRET = "abcdefghijklmnopqrstuvwxyzABCDEF";
const MASKED = "012345678901234567890123456789ab02468acegiacegikmoqskmoqsuwyACEG";
/** The same secret under a mask of zeros: 'a' is 0. */
const MASKED_OTHERWISE = "a".repeat(32) + SECRET;
const OTHER = SECRET.toUpperCase();

const COOKIES: Readonly<Record<string, string | undefined>> = {
  "no cookie": undefined,
  "an empty cookie": "",
  "a bare secret": SECRET,
  "a masked secret": MASKED,
  "another secret": OTHER,
  "a short cookie": "abc",
  "a long cookie": `${MASKED}a`,
  "a bare secret with a hyphen": SECRET.replace("a", "-"),
  "a masked secret with an umlaut": MASKED.replace("0", "ä"),
  "a quoted secret": `"${SECRET}"`,
};

type Sent = Pick<CsrfCase, "form" | "headers">;

const TOKENS: Readonly<Record<string, Sent>> = {
  "no token": {},
  "an empty field": { form: "" },
  "the bare secret in the form": { form: SECRET },
  "the masked secret in the form": { form: MASKED },
  "the secret under another mask in the form": { form: MASKED_OTHERWISE },
  "another secret in the form": { form: OTHER },
  "a short token in the form": { form: "abc" },
  "a token with a space in the form": { form: `${SECRET.slice(1)} ` },
  "a long token with a bad letter in the form": { form: MASKED.replace("9", "ß") },
  "letters beyond 16 bits in the form": { form: "😀".repeat(32) },
  "the masked secret in the header": { headers: { "X-CSRFToken": MASKED } },
  "the bare secret in the header": { headers: { "X-CSRFToken": SECRET } },
  "another secret in the header": { headers: { "X-CSRFToken": OTHER } },
  "a short token in the header": { headers: { "X-CSRFToken": "abc" } },
  "a bad letter in the header": { headers: { "X-CSRFToken": SECRET.replace("b", "_") } },
  "an empty header": { headers: { "X-CSRFToken": "" } },
  "an empty field and a good header": { form: "", headers: { "X-CSRFToken": MASKED } },
  "a bad field and a good header": { form: "abc", headers: { "X-CSRFToken": MASKED } },
  "a good field and a bad header": { form: MASKED, headers: { "X-CSRFToken": "abc" } },
};

const tokenCases = Object.entries(COOKIES).flatMap(([cookieName, cookie]) =>
  Object.entries(TOKENS).map(([tokenName, sent]): CsrfCase => ({
    name: `${cookieName}, ${tokenName}`,
    cookie,
    ...sent,
  })),
);

const SESSIONS: Readonly<Record<string, unknown>> = {
  "nothing in the session": undefined,
  "null in the session": null,
  "a masked secret in the session": MASKED,
  "a short text in the session": "abc",
};

const sessionCases = Object.entries(SESSIONS).flatMap(([sessionName, session]) =>
  Object.entries(TOKENS).map(([tokenName, sent]): CsrfCase => ({
    name: `${sessionName}, ${tokenName}`,
    session,
    // The cookie is not to count.
    cookie: SECRET,
    settings: { CSRF_USE_SESSIONS: true },
    ...sent,
  })),
);

/** A request that passes but for where it comes from. */
const good = { cookie: SECRET, form: MASKED };
const PROXY = ["HTTP_X_FORWARDED_PROTO", "https"] as const;
const byProxy = { SECURE_PROXY_SSL_HEADER: PROXY };

function fromOrigin(
  origin: string,
  { name = "", headers = {}, settings = {} }: Partial<CsrfCase> = {},
): CsrfCase {
  return {
    ...good,
    name: `Origin ${origin || "(empty)"}${name && ` ${name}`}`,
    headers: { Origin: origin, ...headers },
    settings,
  };
}

const TRUSTING = {
  CSRF_TRUSTED_ORIGINS: [
    "https://trusted.com",
    "http://*.wild.com",
    "https://*.wild.com:8443",
    "https://.dot.com",
    "https://*",
    "HTTPS://*.Upper.com",
  ],
};

const originCases: readonly CsrfCase[] = [
  ...[
    "http://example.com",
    "https://example.com",
    "http://example.com:80",
    "http://example.com/",
    "HTTP://example.com",
    "http://EXAMPLE.com",
    "http://sub.example.com",
    "null",
    "",
    "example.com",
    "http://",
    "http://[::1",
    "http://[bad].wild.com",
    "http://*.wild.com",
  ].map((origin) => fromOrigin(origin)),
  ...[
    "https://trusted.com",
    "http://trusted.com",
    "https://trusted.com:443",
    "https://sub.trusted.com",
    "http://wild.com",
    "http://a.wild.com",
    "http://a.b.wild.com",
    "http://notwild.com",
    "https://a.wild.com",
    "https://a.wild.com:8443",
    "http://a.wild.com:8443",
    "http://A.wild.com",
    "HTTP://a.wild.com",
    "http://[bad].wild.com",
    "http://*.wild.com",
    "https://.dot.com",
    "https://a.dot.com",
    "https://anything.org",
    "https://*",
    "https://a.upper.com",
  ].map((origin) => fromOrigin(origin, { name: "with trusted origins", settings: TRUSTING })),
  fromOrigin("http://example.com:8000", { headers: { Host: "example.com:8000" } }),
  fromOrigin("http://Example.com", { name: "of a Host alike", headers: { Host: "Example.com" } }),
  fromOrigin("http://example.com", {
    name: "for a host that is not allowed",
    settings: { ALLOWED_HOSTS: ["other.com"] },
  }),
  fromOrigin("http://null", {
    name: "for a host that is not allowed",
    settings: { ALLOWED_HOSTS: ["other.com"] },
  }),
  fromOrigin("http://a.other.com", {
    name: "for a host allowed by its domain",
    headers: { Host: "a.other.com" },
    settings: { ALLOWED_HOSTS: [".other.com"] },
  }),
  fromOrigin("http://localhost:8000", {
    name: "with DEBUG and no hosts",
    headers: { Host: "localhost:8000" },
    settings: { ALLOWED_HOSTS: [], DEBUG: true },
  }),
  fromOrigin("http://ex_ample.com", {
    name: "for a host that is none",
    headers: { Host: "ex_ample.com" },
  }),
  fromOrigin("https://example.com", {
    name: "behind a proxy with HTTPS",
    headers: { "X-Forwarded-Proto": "https" },
    settings: byProxy,
  }),
  fromOrigin("https://example.com", {
    name: "behind two proxies",
    headers: { "X-Forwarded-Proto": "https, http" },
    settings: byProxy,
  }),
  fromOrigin("http://example.com", {
    name: "behind a proxy with HTTPS",
    headers: { "X-Forwarded-Proto": "https" },
    settings: byProxy,
  }),
  fromOrigin("http://outside.com", {
    name: "with X-Forwarded-Host believed",
    headers: { "X-Forwarded-Host": "outside.com" },
    settings: { USE_X_FORWARDED_HOST: true },
  }),
  fromOrigin("http://outside.com", {
    name: "with X-Forwarded-Host not believed",
    headers: { "X-Forwarded-Host": "outside.com" },
  }),
  fromOrigin("https://example.com", {
    name: "and a bad Referer",
    headers: { "X-Forwarded-Proto": "https", Referer: "https://evil.com/" },
    settings: byProxy,
  }),
];

function fromReferer(
  referer: string | null,
  { name = "", headers = {}, settings = {}, ...rest }: Partial<CsrfCase> = {},
): CsrfCase {
  return {
    ...good,
    name: `Referer ${referer ?? "none"}${name && ` ${name}`}`,
    headers: {
      "X-Forwarded-Proto": "https",
      ...(referer === null ? {} : { Referer: referer }),
      ...headers,
    },
    settings: { ...byProxy, ...settings },
    ...rest,
  };
}

const COOKIE_DOMAIN = { CSRF_COOKIE_DOMAIN: ".example.com" };
const FORWARDED_PORT = { ...COOKIE_DOMAIN, USE_X_FORWARDED_PORT: true };

const refererCases: readonly CsrfCase[] = [
  ...[
    null,
    "",
    "/path",
    "example.com",
    "https:///path",
    "https://[::1/",
    "https://[bad]/",
    "https://[::1]/",
    "http://example.com/",
    "ftp://example.com/",
    "https://example.com",
    "https://example.com/a/b?c#d",
    "HTTPS://example.com/",
    "https://EXAMPLE.com/",
    "https://example.com:443/",
    "https://example.com:8000/",
    "https://user@example.com/",
    "https://evil.com/a b?c=d#e",
    "https://evil.com?",
    "https://evil.com#",
    "https://evil.com?a=b",
    "HTTPS://Evil.com/Path",
    "https://sub.example.com/",
  ].map((referer) => fromReferer(referer)),
  ...[
    "https://trusted.com/",
    "https://wild.com/",
    "https://a.wild.com/",
    "https://a.wild.com:8443/",
    "https://a.dot.com/",
    "https://a.upper.com/",
    "https://evil.com/",
  ].map((referer) => fromReferer(referer, { name: "with trusted origins", settings: TRUSTING })),
  ...["https://bare.com/", "https://a.bare.com/", "https://a.star.com/"].map((referer) =>
    fromReferer(referer, {
      name: "with trusted origins that have no scheme",
      settings: { CSRF_TRUSTED_ORIGINS: ["bare.com", ".bare.com", "*.star.com"] },
    }),
  ),
  ...[
    "https://example.com:{port}/",
    "https://a.example.com:{port}/",
    "https://a.example.com/",
    "https://evil.com:{port}/",
  ].map((referer) =>
    fromReferer(referer, { name: "with CSRF_COOKIE_DOMAIN", settings: COOKIE_DOMAIN }),
  ),
  ...["https://a.example.com/", "https://a.example.com:443/", "https://a.example.com:{port}/"].map(
    (referer) =>
      fromReferer(referer, {
        name: "with CSRF_COOKIE_DOMAIN behind port 443",
        headers: { "X-Forwarded-Port": "443" },
        settings: FORWARDED_PORT,
      }),
  ),
  fromReferer("https://a.example.com/", {
    name: "with CSRF_COOKIE_DOMAIN behind port 80",
    headers: { "X-Forwarded-Port": "80" },
    settings: FORWARDED_PORT,
  }),
  fromReferer("https://a.example.com:8443/", {
    name: "with CSRF_COOKIE_DOMAIN behind port 8443",
    headers: { "X-Forwarded-Port": "8443" },
    settings: FORWARDED_PORT,
  }),
  ...["https://a.example.com:{port}/", "https://a.shop.com:{port}/"].map((referer) =>
    fromReferer(referer, {
      name: "with SESSION_COOKIE_DOMAIN and the session",
      session: MASKED,
      settings: {
        ...COOKIE_DOMAIN,
        SESSION_COOKIE_DOMAIN: ".shop.com",
        CSRF_USE_SESSIONS: true,
      },
    }),
  ),
  ...["https://example.com/", "https://evil.com/"].map((referer) =>
    fromReferer(referer, {
      name: "for a host that is not allowed",
      settings: { ALLOWED_HOSTS: ["other.com"] },
    }),
  ),
  fromReferer("https://other.com/", {
    name: "of the forwarded host",
    headers: { "X-Forwarded-Host": "other.com" },
    settings: { USE_X_FORWARDED_HOST: true },
  }),
  fromReferer(null, { name: "behind two proxies", headers: { "X-Forwarded-Proto": "https,http" } }),
  fromReferer(null, { name: "of a visitor by HTTP", headers: { "X-Forwarded-Proto": "http" } }),
  fromReferer(null, { name: "and no token", form: undefined }),
  fromReferer("https://example.com/", { name: "and no cookie", cookie: undefined }),
  fromReferer("https://evil.com/", { name: "by GET", method: "GET", form: undefined }),
];

const METHODS = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND"];

const otherCases: readonly CsrfCase[] = [
  ...METHODS.flatMap((method): CsrfCase[] => [
    { name: `${method} without anything`, method },
    {
      name: `${method} with the header`,
      method,
      cookie: SECRET,
      headers: { "X-CSRFToken": MASKED },
    },
  ]),
  { name: "PUT with a form", method: "PUT", ...good },
  { name: "another cookie name", ...good, settings: { CSRF_COOKIE_NAME: "xsrf" } },
  {
    name: "another header name",
    cookie: SECRET,
    headers: { "X-XSRF-Token": MASKED },
    settings: { CSRF_HEADER_NAME: "HTTP_X_XSRF_TOKEN" },
  },
  {
    name: "a bad token in another header",
    cookie: SECRET,
    headers: { "X-2Fa-xsrf": "abc" },
    settings: { CSRF_HEADER_NAME: "HTTP_X_2FA_XSRF" },
  },
  {
    name: "a header name that WSGI does not have",
    cookie: SECRET,
    headers: { "X-CSRFToken": MASKED },
    settings: { CSRF_HEADER_NAME: "X-CSRFToken" },
  },
];

export const csrfCases: readonly CsrfCase[] = [
  ...tokenCases,
  ...sessionCases,
  ...originCases,
  ...refererCases,
  ...otherCases,
];
