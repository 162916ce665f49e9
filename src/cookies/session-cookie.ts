/** The session cookie: what Django's settings make of it. Django: the `set_cookie` and `delete_cookie` of its session middleware. */
import type { SiteSettings } from "../settings.ts";
import { httpDate, serializeCookie } from "./serialize.ts";

type CookieSettings = Pick<
  SiteSettings,
  | "SESSION_COOKIE_NAME"
  | "SESSION_COOKIE_DOMAIN"
  | "SESSION_COOKIE_PATH"
  | "SESSION_COOKIE_SECURE"
  | "SESSION_COOKIE_HTTPONLY"
  | "SESSION_COOKIE_SAMESITE"
>;

/** How long the cookie lives: seconds from `now` (in milliseconds), or as long as the browser. */
export type CookieLife = { readonly age: number; readonly now: number } | "browser";

/** The Set-Cookie that gives the browser its session key. */
export function setSessionCookie(settings: CookieSettings, key: string, life: CookieLife): string {
  const lasts = life !== "browser";
  return serializeCookie(settings.SESSION_COOKIE_NAME, key, {
    domain: settings.SESSION_COOKIE_DOMAIN,
    expires: lasts ? httpDate(life.now / 1000 + life.age) : undefined,
    httpOnly: settings.SESSION_COOKIE_HTTPONLY,
    maxAge: lasts ? Math.trunc(life.age) : undefined,
    path: settings.SESSION_COOKIE_PATH,
    sameSite: settings.SESSION_COOKIE_SAMESITE,
    secure: settings.SESSION_COOKIE_SECURE,
  });
}

/** The Set-Cookie that takes the session key away. */
export function deleteSessionCookie(settings: CookieSettings): string {
  const name = settings.SESSION_COOKIE_NAME;
  const sameSite = settings.SESSION_COOKIE_SAMESITE;
  const text = serializeCookie(name, "", {
    expires: httpDate(0),
    domain: settings.SESSION_COOKIE_DOMAIN,
    maxAge: 0,
    path: settings.SESSION_COOKIE_PATH,
    sameSite,
    // Browsers ignore a deletion that lacks Secure where the name or SameSite demands it.
    secure: /^__(Secure|Host)-/.test(name) || sameSite === "None",
  });
  return text;
}
