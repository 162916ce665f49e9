/** The secret that a visitor's cookie or session holds, in the forms that Django's releases gave it. */
import { knowsMaskedCsrfCookie, storesBareCsrfSecret } from "../../version.ts";
import type { CsrfSettings } from "./csrf-settings.ts";
import { maskSecret, newSecret, tokenFault, unmaskToken } from "./tokens.ts";
import type { TokenFault } from "./tokens.ts";

/** What a cookie or a session holds: a secret, or something that is none. */
export type StoredSecret =
  | { readonly secret: string; readonly text: string }
  | { readonly secret: null; readonly fault: TokenFault };

/** A secret, and the text that keeps it until the visitor's next request. */
export interface KeptSecret {
  readonly secret: string;
  readonly text: string;
}

type FormSettings = Pick<CsrfSettings, "CSRF_COOKIE_MASKED" | "DJANGO_VERSION">;

/** Reads a cookie or a session's value; null when there is none. Django: `CsrfViewMiddleware._get_secret`. */
export function readStoredSecret(value: unknown): StoredSecret | null {
  if (value === undefined || value === null) return null;
  const text = typeof value === "string" ? value : "";
  const fault = tokenFault(text);
  return fault === null ? { secret: unmaskToken(text), text } : { secret: null, fault };
}

/** A new secret, as it is first stored. Django: `_add_new_csrf_cookie`. */
export function freshSecret(settings: FormSettings): KeptSecret {
  const { CSRF_COOKIE_MASKED, DJANGO_VERSION } = settings;
  const isMasked = CSRF_COOKIE_MASKED && knowsMaskedCsrfCookie(DJANGO_VERSION);
  const secret = newSecret();
  const isBare = storesBareCsrfSecret(DJANGO_VERSION) && !isMasked;
  return { secret, text: isBare ? secret : maskSecret(secret) };
}

/** A secret that was stored before, as it is stored again. Django: `CsrfViewMiddleware.process_request`. */
export function keptSecret({ secret, text }: KeptSecret, settings: FormSettings): KeptSecret {
  if (storesBareCsrfSecret(settings.DJANGO_VERSION)) return { secret, text: secret };
  return { secret, text: text === secret ? maskSecret(secret) : text };
}
