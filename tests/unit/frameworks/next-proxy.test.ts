/** The proxy file that asks no database: who passes, and where the others are sent. */
import assert from "node:assert/strict";
import { NextRequest } from "next/server.js";
import { describe, test } from "vitest";
import { DisallowedHost, ImproperlyConfigured } from "../../../src/errors.ts";
import { hasSessionCookie, sessionCookieRequired } from "../../../src/frameworks/next-proxy.ts";

const ask = (cookie: string | null, path = "/a?b=c", host = "a.example"): NextRequest => {
  const headers = { Host: host, ...(cookie !== null && { Cookie: cookie }) };
  return new NextRequest(`https://${host}${path}`, { headers });
};

describe("a session cookie", () => {
  test.each([
    [null, false],
    ["", false],
    ["other=12345678", false],
    ["sessionid=", false],
    ["sessionid=1234567", false],
    ["sessionid=12345678", true],
    ['sessionid="12345678"', true],
    ["sessionid=12345678; sessionid=short", false],
  ])("in %j: %j", (cookie, expected) => {
    assert.equal(hasSessionCookie(ask(cookie)), expected);
  });

  test("has the name that the settings give it", () => {
    const settings = { SESSION_COOKIE_NAME: "own" };
    assert.equal(hasSessionCookie(ask("own=12345678"), settings), true);
    assert.equal(hasSessionCookie(ask("sessionid=12345678"), settings), false);
  });
});

describe("a proxy file", () => {
  test("lets pass who brings one", () => {
    const response = sessionCookieRequired()(ask("sessionid=12345678"));
    assert.equal(response.headers.get("x-middleware-next"), "1");
  });

  test("sends others to LOGIN_URL, and back", () => {
    const response = sessionCookieRequired()(ask(null));
    assert.equal(response.status, 302);
    const login = "https://a.example/accounts/login/?next=/a%3Fb%3Dc";
    assert.equal(response.headers.get("Location"), login);
  });

  test("sends them to another site with the whole address, where the host is allowed", () => {
    const settings = { LOGIN_URL: "https://login.example/", ALLOWED_HOSTS: ["a.example"] };
    const proxy = sessionCookieRequired(settings);
    const login = "https://login.example/?next=https%3A//a.example/a%3Fb%3Dc";
    assert.equal(proxy(ask(null)).headers.get("Location"), login);
    assert.throws(() => proxy(ask(null, "/", "evil.example")), DisallowedHost);
  });

  test("says of wrong settings what is wrong, before the first request", () => {
    assert.throws(
      () => sessionCookieRequired({ SESSION_COOKIE_NAME: 5 as never }),
      ImproperlyConfigured,
    );
  });
});
