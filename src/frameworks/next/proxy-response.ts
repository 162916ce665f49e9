/** Cookies and redirects in Next.js' own terms. */
import { NextResponse } from "next/server.js";

/** A cookie that a response sets. */
type SetCookie = ReturnType<NextResponse["cookies"]["getAll"]>[number];

/** The cookies of Set-Cookie headers. */
export function cookiesOf(headers: Headers): SetCookie[] {
  const { cookies } = new NextResponse(null, { headers });
  // An empty value has quotes in Django.
  return cookies.getAll().map((cookie) => ({ ...cookie, value: cookie.value.replaceAll('"', "") }));
}

/** A response as the proxy file has to give it: what it sets, pages see at once, and it redirects to whole addresses. */
export function forProxy(response: Response, request: Request): Response {
  const answer = new NextResponse(response.body, response);
  for (const cookie of cookiesOf(response.headers)) answer.cookies.set(cookie);
  const location = response.headers.get("Location");
  if (location !== null) answer.headers.set("Location", new URL(location, request.url).href);
  return answer;
}
