/** Which host a request is for, and whether it came safely. Django: `HttpRequest.get_host`, `get_port`, `is_secure`. */
import { DisallowedHost } from "../errors.ts";
import { readsFirstProxy } from "../version.ts";
import type { DjangoVersion } from "../version.ts";
import type { RequestFacts } from "./request-facts.ts";
import { wsgiHeader } from "./request-facts.ts";

/** The settings that say who may be believed about host and scheme, by Django's names. */
export interface HostSettings {
  readonly ALLOWED_HOSTS: readonly string[];
  readonly DEBUG: boolean;
  readonly USE_X_FORWARDED_HOST: boolean;
  readonly USE_X_FORWARDED_PORT: boolean;
  /** A header in WSGI's spelling, and the value that means HTTPS. */
  readonly SECURE_PROXY_SSL_HEADER: readonly [header: string, value: string] | null;
  readonly DJANGO_VERSION: DjangoVersion;
}

const LOCAL_HOSTS = [".localhost", "127.0.0.1", "[::1]"];
const HOST = /^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::[0-9]+)?$/;

/**
 * The host that the request is for, as it was sent: `example.com:8000`.
 * @throws DisallowedHost when it is none of ALLOWED_HOSTS.
 */
export function getHost(request: RequestFacts, settings: HostSettings): string {
  const host = rawHost(request, settings);
  const domain = domainOf(host);
  if (isAllowed(domain, settings)) return host;
  throw new DisallowedHost(`Invalid HTTP_HOST header: '${host}'.`, {
    fix:
      domain === ""
        ? "The domain name provided is not valid according to RFC 1034/1035."
        : `You may need to add '${domain}' to ALLOWED_HOSTS.`,
  });
}

/** The same, or null when it is none of ALLOWED_HOSTS. */
export function allowedHost(request: RequestFacts, settings: HostSettings): string | null {
  const host = rawHost(request, settings);
  return isAllowed(domainOf(host), settings) ? host : null;
}

/** The port that the request came to, as Django's settings say. */
export function getPort(request: RequestFacts, settings: HostSettings): string {
  const forwarded = settings.USE_X_FORWARDED_PORT ? request.header("x-forwarded-port") : null;
  return forwarded ?? String(request.serverPort);
}

/** Whether the visitor's connection is HTTPS, by the word of the proxy where SECURE_PROXY_SSL_HEADER trusts it. */
export function isSecure(request: RequestFacts, settings: HostSettings): boolean {
  const { SECURE_PROXY_SSL_HEADER: trusted, DJANGO_VERSION } = settings;
  const said = trusted === null ? null : wsgiHeader(request, trusted[0]);
  if (trusted === null || said === null) return request.encrypted;
  // Of a chain of proxies, the first one met the visitor.
  const scheme = readsFirstProxy(DJANGO_VERSION) ? said.replace(/,.*$/s, "").trim() : said;
  return scheme === trusted[1];
}

/** Whether a host is the pattern, or with a leading dot its domain or a subdomain of it. Django: `is_same_domain`. */
export function isSameDomain(host: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  if (wanted === "") return false;
  if (!wanted.startsWith(".")) return host === wanted;
  return host.endsWith(wanted) || host === wanted.slice(1);
}

function rawHost(request: RequestFacts, settings: HostSettings): string {
  const forwarded = settings.USE_X_FORWARDED_HOST ? request.header("x-forwarded-host") : null;
  const sent = forwarded ?? request.header("host");
  if (sent != null) return sent;
  const port = getPort(request, settings);
  const isUsual = port === (isSecure(request, settings) ? "443" : "80");
  return isUsual ? request.serverName : `${request.serverName}:${port}`;
}

/** The domain without port and last dot, in lower case; "" when it is none. Django: `split_domain_port`. */
function domainOf(host: string): string {
  return HOST.exec(host.toLowerCase())?.[1]?.replace(/\.$/, "") ?? "";
}

/** Django: `validate_host`. */
function isAllowed(domain: string, { ALLOWED_HOSTS, DEBUG }: HostSettings): boolean {
  const hosts = DEBUG && ALLOWED_HOSTS.length === 0 ? LOCAL_HOSTS : ALLOWED_HOSTS;
  return domain !== "" && hosts.some((host) => host === "*" || isSameDomain(domain, host));
}
