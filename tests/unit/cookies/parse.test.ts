/** Our reading of a Cookie header, and Django's of the same bytes. */
import assert from "node:assert/strict";
import { array, constantFrom, sample } from "fast-check";
import { afterAll, beforeAll, describe, test } from "vitest";
import { cookieValue, parseCookies } from "../../../src/cookies/parse.ts";
import type { DjangoPeer } from "../../django/server.ts";
import { versions } from "../../interop/own-database.ts";
import { moduleOf, openDjango, python } from "./django.ts";

/** As a server hands them over: one character per byte. */
const HEADERS = [
  "",
  ";",
  ";;;",
  "=",
  " = ",
  "a",
  "a=",
  "=a",
  "a=b",
  " a = b ",
  "a=b;c=d",
  "a=b; c=d;",
  "a=b;;c=d",
  "a=b=c==",
  "a=1; a=2",
  "a=1; A=2",
  "a=1; a",
  "a; b",
  "a b=c d",
  "a=b,c=d",
  "a\t=\tb",
  "a=\x0bb\x0c",
  "a=\x1cb\x1f",
  "\x1da\x1e=b",
  "a=\x00b\x00",
  "a=%41%3B",
  "a=+",
  'a="b"',
  'a="b',
  'a=b"',
  'a="',
  'a=""',
  'a="""',
  'a=" b "',
  'a="b;c"',
  'a="x\\054y"',
  'a="\\"quoted\\""',
  'a="\\\\"',
  'a="\\"',
  'a="b\\"',
  'a="\\a\\b\\c"',
  'a="\\000\\377\\400\\777"',
  'a="\\0\\00\\08\\012\\0123"',
  'a="\\\\054"',
  'a="\\\\\\054"',
  'a="\\134\\042"',
  'a="\\101\\102" ; b=\\101',
  'a="\\\xc3\xa9"',
  'a="\\\xe2\x80\xa8\\\xe2\x80\xa9"',
  'a="\\\r\\\x85"',
  "caf\xc3\xa9=th\xc3\xa9",
  "a=\xf0\x9f\x8d\xaa",
  "a=\xe9",
  "a=\xff\xfe",
  "a=\xc3",
  "a=\xe2\x82; b=\xac",
  "a=\xed\xa0\x80",
  "a=\xf4\x90\x80\x80",
  "a=\xc0\xaf",
  "a=\xef\xbb\xbfb\xef\xbb\xbf",
  "\xef\xbb\xbfa=b",
  "a=\xc2\x85b\xc2\xa0",
  "a=\xe3\x80\x80b\xe2\x80\x83",
  "a=\xe2\x80\x8bb",
  "a=\x7f",
  "__proto__=1; constructor=2; hasOwnProperty=3",
];

const LETTERS = Array.from('ab=; "\\0378,\t\x1c\x85\xc3\xa9\xe2\x80\xa8\xef\xbb\xbf\xf0\x9f\x00');

const hostile = array(constantFrom(...LETTERS), { maxLength: 24 });

describe.each(versions())("Django %s", (version) => {
  let django: DjangoPeer;
  beforeAll(async () => void (django = await openDjango(version)));
  afterAll(() => django.stop());

  /** The cookies of each header, in order, as Django has them from its server. */
  const parseThere = (headers: readonly string[]): Promise<[string, string][][]> => {
    const text = `${moduleOf("django.core.handlers.wsgi")}.get_str_from_wsgi({"HTTP_COOKIE": header}, "HTTP_COOKIE", "")`;
    const parse = `${moduleOf("django.http.cookie")}.parse_cookie(${text})`;
    return django.eval(`[list(${parse}.items()) for header in ${python(headers)}]`);
  };

  const compare = async (headers: readonly string[]): Promise<void> => {
    const there = await parseThere(headers);
    assert.deepEqual(
      headers.map((header) => [header, [...parseCookies(header)]]),
      headers.map((header, index) => [header, there[index]]),
    );
  };

  test("reads these alike", () => compare(HEADERS));

  test("reads random ones alike", () =>
    compare(sample(hostile, 3000).map((letters) => letters.join(""))));
});

test("a single cookie: as among all of them", () => {
  for (const header of [...HEADERS, ...sample(hostile, 3000).map((letters) => letters.join(""))]) {
    const cookies = parseCookies(header);
    for (const name of ["a", "b", "café", "__proto__", "\ufeffa", ...cookies.keys()]) {
      if (name !== "") assert.equal(cookieValue(header, name), cookies.get(name), header);
    }
  }
});
