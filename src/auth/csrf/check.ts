/** Whether a request may be a forgery of another site's. Django: `CsrfViewMiddleware.process_view`. */
import { checksOrigin } from "../../version.ts";
import type { RequestFacts } from "../request-facts.ts";
import { wsgiHeader } from "../request-facts.ts";
import type { CsrfSettings } from "./csrf-settings.ts";
import {
  BAD_TOKEN,
  badCookie,
  badFormToken,
  badHeaderToken,
  NO_COOKIE,
  NO_TOKEN,
} from "./reasons.ts";
import { sourceRejection } from "./source.ts";
import type { StoredSecret } from "./stored-secret.ts";
import { tokenFault, tokenMatches } from "./tokens.ts";

/** What a visitor proves that the request is meant: what is stored with them, and what the page sent. */
export interface CsrfProof {
  /** The secret of the cookie, or with CSRF_USE_SESSIONS of the session. */
  readonly stored: StoredSecret | null;
  /** The form field `csrfmiddlewaretoken`; the header counts where it is missing or empty. */
  readonly formToken: string | null;
}

/** Whether a method changes nothing, so that it needs no proof. */
export function isSafeMethod(method: string): boolean {
  return ["GET", "HEAD", "OPTIONS", "TRACE"].includes(method.toUpperCase());
}

/** Why a request is rejected, in the words of the site's Django; null when it may pass. */
export function csrfRejection(
  request: RequestFacts,
  proof: CsrfProof,
  settings: CsrfSettings,
): string | null {
  if (isSafeMethod(request.method)) return null;
  return sourceRejection(request, settings) ?? tokenRejection(request, proof, settings);
}

/** Django: `CsrfViewMiddleware._check_token`. */
function tokenRejection(
  request: RequestFacts,
  { stored, formToken }: CsrfProof,
  settings: CsrfSettings,
): string | null {
  if (stored === null) return NO_COOKIE;
  const reason =
    cookieRejection(stored, settings) ??
    mismatch(request, { secret: stored.secret, formToken }, settings.CSRF_HEADER_NAME);
  return reason === null || checksOrigin(settings.DJANGO_VERSION) ? reason : BAD_TOKEN;
}

/** A session is ours, so that Django does not look at the form of what it holds. */
function cookieRejection(stored: StoredSecret, settings: CsrfSettings): string | null {
  return stored.secret !== null || settings.CSRF_USE_SESSIONS ? null : badCookie(stored.fault);
}

/** What is wrong with the token that the page sent; without a secret, that it is not the right one. */
function mismatch(
  request: RequestFacts,
  { secret, formToken }: { readonly secret: string | null; readonly formToken: string | null },
  headerName: string,
): string | null {
  const ofForm = request.method.toUpperCase() === "POST" && formToken !== "" ? formToken : null;
  const token = ofForm ?? wsgiHeader(request, headerName);
  if (token === null) return NO_TOKEN;
  const isRight = secret !== null && tokenMatches(token, secret);
  const fault = tokenFault(token) ?? (isRight ? null : "incorrect");
  if (fault === null) return null;
  return ofForm === null ? badHeaderToken(fault, headerName) : badFormToken(fault);
}
