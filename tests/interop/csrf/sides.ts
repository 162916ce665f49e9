/** One case before Django and before us. */
import { request } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { csrfRejection } from "../../../src/auth/csrf/check.ts";
import type { CsrfSettings } from "../../../src/auth/csrf/csrf-settings.ts";
import { readStoredSecret } from "../../../src/auth/csrf/stored-secret.ts";
import type { RequestFacts } from "../../../src/auth/request-facts.ts";
import { parseCookies } from "../../../src/cookies/parse.ts";
import { parseVersion } from "../../../src/version.ts";
import type { DjangoSite } from "../../django/server.ts";
import type { CsrfCase } from "./cases.ts";

/** Django's defaults, but for the tests' ALLOWED_HOSTS. */
const DEFAULTS = {
  ALLOWED_HOSTS: ["*"],
  DEBUG: false,
  USE_X_FORWARDED_HOST: false,
  USE_X_FORWARDED_PORT: false,
  SECURE_PROXY_SSL_HEADER: null,
  CSRF_COOKIE_NAME: "csrftoken",
  CSRF_COOKIE_AGE: 31_449_600,
  CSRF_COOKIE_DOMAIN: null,
  CSRF_COOKIE_PATH: "/",
  CSRF_COOKIE_SECURE: false,
  CSRF_COOKIE_HTTPONLY: false,
  CSRF_COOKIE_SAMESITE: "Lax",
  CSRF_COOKIE_MASKED: false,
  CSRF_HEADER_NAME: "HTTP_X_CSRFTOKEN",
  CSRF_USE_SESSIONS: false,
  CSRF_TRUSTED_ORIGINS: [],
  SESSION_COOKIE_DOMAIN: null,
} as const satisfies Omit<CsrfSettings, "DJANGO_VERSION">;

/** The settings of a Django of this version. */
export function csrfSettings(version: string, given: CsrfCase["settings"] = {}): CsrfSettings {
  const DJANGO_VERSION = parseVersion(version);
  if (DJANGO_VERSION === null) throw new Error(`${version} is no version of Django.`);
  return { ...DEFAULTS, ...given, DJANGO_VERSION };
}

/** The headers of a case as they are sent, in lower case. */
function headersOf(sent: CsrfCase, port: number, sessionKey?: string): Record<string, string> {
  const { settings = {}, headers = {}, cookie, form } = sent;
  const cookies = [
    cookie === undefined ? [] : [`${settings.CSRF_COOKIE_NAME ?? "csrftoken"}=${cookie}`],
    sessionKey === undefined ? [] : [`sessionid=${sessionKey}`],
  ].flat();
  const all = {
    Host: "example.com",
    ...(cookies.length === 0 ? {} : { Cookie: asBytes(cookies.join("; ")) }),
    ...(form === undefined ? {} : { "Content-Type": "application/x-www-form-urlencoded" }),
    ...headers,
  };
  const entries = Object.entries(all).map(([name, value]) => [
    name.toLowerCase(),
    value.replace("{port}", String(port)),
  ]);
  return Object.fromEntries(entries);
}

/** Headers are bytes, one a character. */
function asBytes(value: string): string {
  return Buffer.from(value, "utf8").toString("latin1");
}

/** The case as our side is told of it; `port` is that of the server. */
export function factsOf(sent: CsrfCase, port: number, sessionKey?: string): RequestFacts {
  const headers = headersOf(sent, port, sessionKey);
  return {
    method: sent.method ?? "POST",
    encrypted: false,
    serverName: "127.0.0.1",
    serverPort: port,
    header: (name) => headers[name],
  };
}

/** Why our side rejects the case under this Django, or null. */
export function ourReason(version: string, sent: CsrfCase, port: number): string | null {
  const settings = csrfSettings(version, sent.settings);
  const facts = factsOf(sent, port);
  const cookies = parseCookies(facts.header("cookie") ?? "");
  const stored = readStoredSecret(
    settings.CSRF_USE_SESSIONS ? sent.session : cookies.get(settings.CSRF_COOKIE_NAME),
  );
  return csrfRejection(facts, { stored, formToken: sent.form ?? null }, settings);
}

export interface DjangoAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly reason: string | null;
  readonly token: string | null;
}

/** What Django says of the case; `steps` are those of its page, the session is the case's own unless told. */
export async function askDjango(
  site: DjangoSite,
  sent: CsrfCase,
  { steps = [], sessionKey }: { steps?: readonly string[]; sessionKey?: string } = {},
): Promise<DjangoAnswer> {
  const key = sessionKey ?? (await djangoSession(site, sent.session));
  const query = new URLSearchParams({ settings: JSON.stringify(sent.settings ?? {}) });
  for (const step of steps) query.append("do", step);
  const answer = await exchange(`${site.url}/csrf?${query.toString()}`, {
    method: sent.method ?? "POST",
    headers: headersOf(sent, portOf(site), key),
    // Bytes: Node would send the headers as UTF-8 together with a text.
    body: Buffer.from(bodyOf(sent)),
  });
  return readAnswer(answer);
}

function bodyOf({ form }: CsrfCase): string {
  return form === undefined ? "" : new URLSearchParams({ csrfmiddlewaretoken: form }).toString();
}

async function readAnswer(answer: IncomingMessage): Promise<DjangoAnswer> {
  const { statusCode: status = 0, headers } = answer;
  const body = await text(answer);
  if (status !== 200 && status !== 403) throw new Error(`Django answered ${status}.`);
  // HEAD is answered without a body.
  const said = body === "" ? { reason: null, token: null } : JSON.parse(body);
  return { status, headers, ...said };
}

export function portOf(site: DjangoSite): number {
  return Number(new URL(site.url).port);
}

interface Message {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request whose every header is ours, Host included, which `fetch` does not let be. */
function exchange(url: string, { method, headers, body }: Message): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method,
      headers: { ...headers, "content-length": body.length },
    });
    outgoing.on("response", resolve).on("error", reject).end(body);
  });
}

/** A session of Django's that holds a secret; none for undefined. */
async function djangoSession(site: DjangoSite, secret: unknown): Promise<string | undefined> {
  if (secret === undefined) return undefined;
  const body = JSON.stringify([["set", "_csrftoken", secret], ["save"]]);
  const answer = await fetch(`${site.url}/ops`, { method: "POST", body });
  const { key } = (await answer.json()) as { key: string | null };
  if (key === null) throw new Error("Django made no session.");
  return key;
}
