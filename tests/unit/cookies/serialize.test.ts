/** Our Set-Cookie headers and HTTP dates, and Django's. */
import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import { httpDate, serializeCookie } from "../../../src/cookies/serialize.ts";
import type { CookieAttributes } from "../../../src/cookies/serialize.ts";
import type { DjangoPeer } from "../../django/server.ts";
import { versions } from "../../interop/own-database.ts";
import { moduleOf, openDjango, python } from "./django.ts";

const SECONDS = [
  0, 0.4, 0.9999, 1, 59, 60, -1, -0.5, -86_400, 951_782_400, 951_868_800, 1_700_000_000,
  1_700_000_000.999, 2_147_483_648, 4_102_444_800, 32_503_680_000, 253_402_300_799,
];

const VALUES = [
  "",
  "plain",
  "a.b-c_d~e!f#g$h%i&j'k*l+m^n`o|p:q",
  "with space",
  "a,b",
  "a;b",
  "a=b",
  '"',
  "a\\b",
  "(a)",
  "<a>",
  "@",
  "[a]",
  "{a}",
  "/a?b",
  "\t",
  "\x7f",
  "a b".repeat(50),
];

const ATTRIBUTES: readonly CookieAttributes[] = [
  {},
  { maxAge: 0 },
  { maxAge: -5, path: "/" },
  { domain: "example.com", path: "/a b", sameSite: "Lax" },
  { domain: null, sameSite: null },
  { domain: "", path: "", sameSite: false },
  { httpOnly: true, secure: true },
  { httpOnly: false, secure: false, sameSite: "Strict", expires: httpDate(1_700_000_000) },
  {
    domain: ".example.com",
    expires: httpDate(0),
    httpOnly: true,
    maxAge: 1_209_600,
    path: "/app/",
    sameSite: "None",
    secure: true,
  },
];

/** As arguments of Django's `set_cookie`. */
const argumentsOf = (attributes: CookieAttributes): unknown => ({
  domain: attributes.domain ?? null,
  expires: attributes.expires ?? null,
  httponly: attributes.httpOnly ?? false,
  max_age: attributes.maxAge ?? null,
  path: attributes.path ?? null,
  samesite: attributes.sameSite ?? null,
  secure: attributes.secure ?? false,
});

describe.each(versions())("Django %s", (version) => {
  let django: DjangoPeer;
  beforeAll(async () => void (django = await openDjango(version)));
  afterAll(() => django.stop());

  /** The Set-Cookie header of each, made by Django; its max_age alone implies an Expires that ours leaves to the caller. */
  const setThere = (calls: readonly unknown[]): Promise<string[]> => {
    const set = `(lambda r, c: (r.set_cookie("name", **{**c, "max_age": None}), r.cookies["name"].update({"max-age": "" if c["max_age"] is None else c["max_age"]}), r.cookies["name"].OutputString())[2])`;
    return django.eval(
      `[${set}(${moduleOf("django.http")}.HttpResponse(), call) for call in ${python(calls)}]`,
    );
  };

  test("writes the attributes alike", async () => {
    const there = await setThere(
      ATTRIBUTES.map((given) => ({ ...(argumentsOf(given) as object), value: "v" })),
    );
    assert.deepEqual(
      ATTRIBUTES.map((given) => serializeCookie("name", "v", given)),
      there,
    );
  });

  test("quotes values alike", async () => {
    const there = await setThere(
      VALUES.map((value) => ({ ...(argumentsOf({}) as object), value })),
    );
    assert.deepEqual(
      VALUES.map((value) => serializeCookie("name", value, {})),
      there,
    );
  });

  test("writes dates alike", async () => {
    const there = await django.eval(
      `[${moduleOf("django.utils.http")}.http_date(seconds) for seconds in ${python(SECONDS)}]`,
    );
    assert.deepEqual(SECONDS.map(httpDate), there);
  });
});
