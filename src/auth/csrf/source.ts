/** From which page a request comes, by its Origin and its Referer. */
import { checksOrigin } from "../../version.ts";
import { allowedHost, getPort, isSameDomain, isSecure } from "../hosts.ts";
import type { RequestFacts } from "../request-facts.ts";
import { urlSplit, urlUnsplit } from "../urls.ts";
import type { CsrfSettings } from "./csrf-settings.ts";
import {
  badOrigin,
  badReferer,
  INSECURE_REFERER,
  MALFORMED_REFERER,
  NO_REFERER,
} from "./reasons.ts";
import { isTrustedHost, isTrustedOrigin } from "./trusted-origins.ts";

/** Why a request's source is not to be trusted, or null. */
export function sourceRejection(request: RequestFacts, settings: CsrfSettings): string | null {
  const origin = checksOrigin(settings.DJANGO_VERSION) ? request.header("origin") : null;
  if (origin != null) return originRejection(origin, request, settings);
  return isSecure(request, settings) ? refererRejection(request, settings) : null;
}

/** Django: `CsrfViewMiddleware._origin_verified`. */
function originRejection(
  origin: string,
  request: RequestFacts,
  settings: CsrfSettings,
): string | null {
  const host = allowedHost(request, settings);
  const scheme = isSecure(request, settings) ? "https" : "http";
  const isOwn = host !== null && origin === `${scheme}://${host}`;
  return isOwn || isTrustedOrigin(origin, settings) ? null : badOrigin(origin);
}

/** Django: `CsrfViewMiddleware._check_referer`. */
function refererRejection(request: RequestFacts, settings: CsrfSettings): string | null {
  const referer = request.header("referer") ?? null;
  if (referer === null) return NO_REFERER;
  const page = urlSplit(referer);
  if (page === null || page.scheme === "" || page.netloc === "") return MALFORMED_REFERER;
  if (page.scheme !== "https") return INSECURE_REFERER;
  const isGood =
    isTrustedHost(page.netloc, settings) || isSameDomain(page.netloc, ownHosts(request, settings));
  return isGood ? null : badReferer(urlUnsplit(page));
}

/** The hosts whose pages share our cookie, as a pattern; "" for none. */
function ownHosts(request: RequestFacts, settings: CsrfSettings): string {
  const { CSRF_USE_SESSIONS, SESSION_COOKIE_DOMAIN, CSRF_COOKIE_DOMAIN } = settings;
  const domain = CSRF_USE_SESSIONS ? SESSION_COOKIE_DOMAIN : CSRF_COOKIE_DOMAIN;
  if (domain === null) return allowedHost(request, settings) ?? "";
  const port = getPort(request, settings);
  return port === "443" || port === "80" ? domain : `${domain}:${port}`;
}
