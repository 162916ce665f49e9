/** Our Vary header, and Django's. */
import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import { varyOnCookie } from "../../../src/cookies/vary.ts";
import type { DjangoPeer } from "../../django/server.ts";
import { versions } from "../../interop/own-database.ts";
import { moduleOf, openDjango, python } from "./django.ts";

const VARIES = [
  null,
  "Accept",
  "Cookie",
  "cookie",
  "COOKIE, Accept",
  "Accept,Cookie",
  "Accept , cOOkie",
  "Accept,Accept",
  "Accept-Language, Accept-Encoding",
  "Cookies",
  "X-Cookie, Y",
  "*",
  "Accept, *",
  "*,Cookie",
  "**",
];

/** Django before 6.1 keeps members that are empty. */
const RAGGED = ["", ",", " Accept ", "Accept,, Cookie,", ",Cookie", " * "];

const isNew = (version: string): boolean => Number(version.split(".")[0]) >= 6;

describe.each(versions())("Django %s", (version) => {
  let django: DjangoPeer;
  beforeAll(async () => void (django = await openDjango(version)));
  afterAll(() => django.stop());

  test("adds Cookie alike", async () => {
    const varies = isNew(version) ? [...VARIES, ...RAGGED] : VARIES;
    const response = `(lambda r: (${moduleOf("django.utils.cache")}.patch_vary_headers(r, ("Cookie",)), r["Vary"])[1])`;
    const made = `${moduleOf("django.http")}.HttpResponse(headers={} if vary is None else {"Vary": vary})`;
    const there = await django.eval(`[${response}(${made}) for vary in ${python(varies)}]`);
    assert.deepEqual(
      varies.map((vary) => [vary, varyOnCookie(vary)]),
      varies.map((vary, index) => [vary, there[index]]),
    );
  });
});

test("undefined is none", () => assert.equal(varyOnCookie(undefined), "Cookie"));
