import { sessionCookieRequired } from "async-django-session/next-proxy";
import type { NextFetchEvent, NextRequest } from "next/server";
import { loginRequired, withSession } from "@/lib/session";

const byCookie = sessionCookieRequired({ LOGIN_URL: "/account/login" });
const byUser = withSession(async () => void (await loginRequired()));
const withToken = withSession(async ({ csrfToken }) => void (await csrfToken()));

/** In place of the example's: three pages, each with another way to be guarded. */
export const proxy = (request: NextRequest, event: NextFetchEvent) => {
  const { pathname } = request.nextUrl;
  if (pathname === "/members") return byCookie(request);
  return (pathname === "/form" ? withToken : byUser)(request, event);
};

export const config = { matcher: ["/staff", "/members", "/form"] };
