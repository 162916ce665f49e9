/** What the proxy file of Next.js can do without a database, on the Edge runtime too. */
import { NextResponse } from "next/server.js";
import type { NextRequest } from "next/server.js";
import { loginRedirect } from "../auth/redirects.ts";
import { cookieValue } from "../cookies/parse.ts";
import { validSessionKey } from "../session/valid-key.ts";
import { siteSettings } from "../settings.ts";
import type { Settings, SiteSettings } from "../settings.ts";
import { WebFacts } from "./shared/web-facts.ts";

/** Django's settings, of which the SECRET_KEY is not needed here. */
export type ProxySettings = Partial<Settings>;

/**
 * Whether a request brings what may be a session key. Whose it is, and whether it is one, only the database knows: a page still
 * has to ask. Who brings none is nobody, without a query.
 */
export function hasSessionCookie(request: Request, settings: ProxySettings = {}): boolean {
  return bringsKey(request, filled(settings));
}

/** A proxy file that sends who has no session cookie to LOGIN_URL, and from there back. Others pass: a page still has to ask. */
export function sessionCookieRequired(
  settings: ProxySettings = {},
): (request: NextRequest) => NextResponse {
  const site = filled(settings);
  return (request) => {
    if (bringsKey(request, site)) return NextResponse.next();
    const { pathname, search } = new URL(request.url);
    const page = { url: site.LOGIN_URL };
    const login = loginRedirect(new WebFacts(request), pathname + search, site, page);
    return NextResponse.redirect(new URL(login, request.url), 302);
  };
}

function bringsKey(request: Request, { SESSION_COOKIE_NAME: name }: SiteSettings): boolean {
  const cookies = request.headers.get("cookie");
  return cookies !== null && validSessionKey(cookieValue(cookies, name)) !== null;
}

function filled(settings: ProxySettings): SiteSettings {
  return siteSettings({ SECRET_KEY: "signs nothing", ...settings });
}
