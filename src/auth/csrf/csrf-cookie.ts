/** The CSRF cookie: what Django's settings make of it. Django: `CsrfViewMiddleware._set_csrf_cookie`. */
import { httpDate, serializeCookie } from "../../cookies/serialize.ts";
import type { CsrfSettings } from "./csrf-settings.ts";

/** The Set-Cookie that gives the browser its secret; `now` is in milliseconds. */
export function setCsrfCookie(settings: CsrfSettings, text: string, now: number): string {
  const { CSRF_COOKIE_AGE: age } = settings;
  const lasting = age === null ? {} : { maxAge: age, expires: httpDate(now / 1000 + age) };
  return serializeCookie(settings.CSRF_COOKIE_NAME, text, {
    ...lasting,
    domain: settings.CSRF_COOKIE_DOMAIN,
    httpOnly: settings.CSRF_COOKIE_HTTPONLY,
    path: settings.CSRF_COOKIE_PATH,
    sameSite: settings.CSRF_COOKIE_SAMESITE,
    secure: settings.CSRF_COOKIE_SECURE,
  });
}
