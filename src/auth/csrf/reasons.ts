/** Why a request is rejected, in Django's words, and what to do about it. Django: the `REASON_…` of `django.middleware.csrf`. */
import type { ErrorDetails } from "../../errors.ts";
import { headerTitle } from "../request-facts.ts";
import type { TokenFault } from "./tokens.ts";

export const NO_REFERER = "Referer checking failed - no Referer.";
export const MALFORMED_REFERER = "Referer checking failed - Referer is malformed.";
export const INSECURE_REFERER =
  "Referer checking failed - Referer is insecure while host is secure.";
export const NO_COOKIE = "CSRF cookie not set.";
export const NO_TOKEN = "CSRF token missing.";
/** All that Django before 4.0 says of tokens. */
export const BAD_TOKEN = "CSRF token missing or incorrect.";

export function badOrigin(origin: string): string {
  return `Origin checking failed - ${origin} does not match any trusted origins.`;
}

export function badReferer(referer: string): string {
  return `Referer checking failed - ${referer} does not match any trusted origins.`;
}

export function badCookie(fault: TokenFault): string {
  return `CSRF cookie ${fault}.`;
}

export function badFormToken(fault: TokenFault | "incorrect"): string {
  return `CSRF token from POST ${fault}.`;
}

/** `header` is in WSGI's spelling. */
export function badHeaderToken(fault: TokenFault | "incorrect", header: string): string {
  return `CSRF token from the '${headerTitle(header)}' HTTP header ${fault}.`;
}

/** What the developer can do about a rejection, by how its reason begins. */
const REMEDIES: readonly (readonly [beginning: string, remedy: string])[] = [
  [
    "Origin",
    "If it is a page of yours that sent it, this service's host has to be in ALLOWED_HOSTS, or the page's origin in CSRF_TRUSTED_ORIGINS.",
  ],
  [
    "Referer",
    "Over HTTPS a request without an Origin needs the Referer of a page of this host, or of one in CSRF_TRUSTED_ORIGINS.",
  ],
  ["CSRF cookie", "The page that sends the request has to ask for a token, which sets the cookie."],
  [
    "CSRF token",
    "Send the page's token as the form field csrfmiddlewaretoken, or in the header that CSRF_HEADER_NAME names.",
  ],
];

/** What to do about a rejection. */
export function remedyFor(reason: string): ErrorDetails {
  const remedy = REMEDIES.find(([beginning]) => reason.startsWith(beginning))?.[1];
  return remedy === undefined ? {} : { fix: remedy };
}
