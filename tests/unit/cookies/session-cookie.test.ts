/** The session cookie under each setting, in the words of Django's own tests and documentation. */
import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { deleteSessionCookie, setSessionCookie } from "../../../src/cookies/session-cookie.ts";
import { siteSettings } from "../../../src/settings.ts";
import type { Settings } from "../../../src/settings.ts";

const KEY = "k".repeat(32);
const LIFE = { age: 1_209_600, now: 1_700_000_000_000 };
const given = (settings: Partial<Settings>) => siteSettings({ SECRET_KEY: "s", ...settings });
const set = (settings: Partial<Settings>): string => setSessionCookie(given(settings), KEY, LIFE);
const taken = (settings: Partial<Settings>): string => deleteSessionCookie(given(settings));

const EXPIRES = "expires=Tue, 28 Nov 2023 22:13:20 GMT";
const GONE = "expires=Thu, 01 Jan 1970 00:00:00 GMT";

describe("set", () => {
  test.each<[Partial<Settings>, string]>([
    [{}, `${EXPIRES}; HttpOnly; Max-Age=1209600; Path=/; SameSite=Lax`],
    [{ SESSION_COOKIE_HTTPONLY: false }, `${EXPIRES}; Max-Age=1209600; Path=/; SameSite=Lax`],
    [
      {
        SESSION_COOKIE_DOMAIN: ".example.com",
        SESSION_COOKIE_PATH: "/app",
        SESSION_COOKIE_SECURE: true,
      },
      `Domain=.example.com; ${EXPIRES}; HttpOnly; Max-Age=1209600; Path=/app; SameSite=Lax; Secure`,
    ],
    [{ SESSION_COOKIE_SAMESITE: false }, `${EXPIRES}; HttpOnly; Max-Age=1209600; Path=/`],
  ])("%j", (settings, attributes) => {
    assert.equal(set(settings), `sessionid=${KEY}; ${attributes}`);
  });

  test("as long as the browser: no expires and no Max-Age", () => {
    const cookie = setSessionCookie(given({}), KEY, "browser");
    assert.equal(cookie, `sessionid=${KEY}; HttpOnly; Path=/; SameSite=Lax`);
  });

  test("parts of a second: Max-Age is cut off, and so is the date", () => {
    const cookie = setSessionCookie(given({}), KEY, { age: 1.5, now: 1_700_000_000_400 });
    assert.match(cookie, /expires=Tue, 14 Nov 2023 22:13:21 GMT; HttpOnly; Max-Age=1;/);
  });

  test("what is over: a negative Max-Age", () => {
    const cookie = setSessionCookie(given({}), KEY, { age: -5, now: 1_700_000_000_000 });
    assert.match(cookie, /expires=Tue, 14 Nov 2023 22:13:15 GMT; HttpOnly; Max-Age=-5;/);
  });
});

describe("taken away", () => {
  test.each<[Partial<Settings>, string]>([
    [{}, `sessionid=""; ${GONE}; Max-Age=0; Path=/; SameSite=Lax`],
    [
      { SESSION_COOKIE_DOMAIN: "example.com", SESSION_COOKIE_SECURE: true },
      `sessionid=""; Domain=example.com; ${GONE}; Max-Age=0; Path=/; SameSite=Lax`,
    ],
    [
      { SESSION_COOKIE_SAMESITE: "None" },
      `sessionid=""; ${GONE}; Max-Age=0; Path=/; SameSite=None; Secure`,
    ],
    [
      { SESSION_COOKIE_NAME: "__Secure-a" },
      `__Secure-a=""; ${GONE}; Max-Age=0; Path=/; SameSite=Lax; Secure`,
    ],
    [
      { SESSION_COOKIE_NAME: "__Host-a" },
      `__Host-a=""; ${GONE}; Max-Age=0; Path=/; SameSite=Lax; Secure`,
    ],
  ])("%j", (settings, cookie) => {
    assert.equal(taken(settings), cookie);
  });
});
