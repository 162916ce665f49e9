/** The same operations on Django's SessionStore and on ours, at random, each on a database of its own. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as fc from "fast-check";
import type { Session } from "../../../src/session/session.ts";
import { djangoVersions, openPeer } from "../../django/server.ts";
import type { DjangoPeer } from "../../django/server.ts";
import { TestSite } from "./site.ts";

type Op = readonly [string, ...unknown[]];

/** Ours, by the names of tests/django/project/ops.py. */
const OURS: Readonly<Record<string, (session: Session, ...args: any[]) => unknown>> = {
  set: (session, key, value) => void session.set(key, value),
  get: (session, key, fallback) => session.get(key, fallback),
  has: (session, key) => session.has(key),
  setdefault: (session, key, value) => session.setDefault(key, value),
  update: (session, values) => void session.assign(values),
  keys: (session) => [...session.keys()],
  data: (session) => session.toJSON(),
  clear: (session) => session.clear(),
  flush: (session) => session.flush(),
  cycle: (session) => session.cycleKey(),
  create: async (session) => void (await session.create()),
  save: async (session) => {
    // Django reads what it saves, and also saves a session to which nothing was done.
    session.accessed = true;
    if (!(await session.save()) && session.key === null) await session.create();
  },
  set_expiry: (session, value) => session.setExpiry(value),
  expiry_age: (session) => session.expiryAge,
  expire_at_browser_close: (session) => session.expireAtBrowserClose,
  test_cookie_worked: (session) => session.testCookieWorked(),
  is_empty: (session) => session.isEmpty,
  accessed: (session) => session.accessed,
  modified: (session, value?: boolean) => {
    if (value === undefined) return session.modified;
    session.modified = value;
    return undefined;
  },
};

const keys = fc.constantFrom("a", "b", "1", "0", "", "__proto__", "constructor", "get", "é😀");
/** Never the same twice: to set what is there already is no change here, and one in Django. */
let unique = 0;
const fresh = fc.constantFrom("number", "text", "list", "object").map((kind) => {
  const value = unique++;
  if (kind === "number") return value;
  if (kind === "text") return `é😀 ${value}`;
  return kind === "list" ? [value, null, [true]] : { z: value, 1: { y: "x" } };
});

const ops: fc.Arbitrary<Op> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant("set"), keys, fresh) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("get"), keys, fc.constant("none")) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("setdefault"), keys, fresh) },
  fc.tuple(fc.constant("has"), keys),
  fc.tuple(
    fc.constant("update"),
    fc.tuple(keys, fresh).map((entry) => Object.fromEntries([entry])),
  ),
  fc.tuple(fc.constant("set_expiry"), fc.constantFrom(null, 0, 60, 10.5)),
  fc.tuple(fc.constant("modified"), fc.boolean()),
  fc.constantFrom<Op>(
    ["clear"],
    ["flush"],
    ["cycle"],
    ["create"],
    ["save"],
    ["test_cookie_worked"],
  ),
);

/** What is looked at after each operation, itself no access first. */
const LOOK: readonly Op[] = [["is_empty"], ["modified"], ["accessed"]];
const END: readonly Op[] = [["keys"], ["data"], ["expiry_age"], ["expire_at_browser_close"]];

/** The operations of one request. */
const request = fc
  .array(ops, { maxLength: 8 })
  .map((list) => [...list.flatMap((op) => [op, ...LOOK]), ...END]);

describe.each(djangoVersions())("beside Django %s", (version) => {
  let django: DjangoPeer;
  beforeAll(async () => {
    django = await openPeer({ version, databaseUrl: "sqlite:///:memory:" });
  });
  afterAll(() => django.stop());

  test("a session answers alike, from one request to the next", async () => {
    const requests = fc.array(request, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(requests, async (list) => {
        const site = new TestSite({ DJANGO_VERSION: version });
        let ourKey: string | null = null;
        let theirKey: string | null = null;
        for (const [index, all] of list.entries()) {
          const theirs = await django.run(theirKey, all);
          const session: Session = site.backend.getSession(ourKey);
          const results: unknown[] = [];
          for (const op of all) results.push(await perform(session, op));
          expect(results, `request ${index}: ${JSON.stringify(all)}`).toEqual(theirs.results);
          [ourKey, theirKey] = [session.key, theirs.key];
          expect(ourKey === null).toBe(theirKey === null);
        }
        site.sqlite.close();
      }),
      { numRuns: 150 },
    );
  });
});

/** Django loads at the first touch, and these touch no data. */
const UNTOUCHED = new Set(["create", "flush", "is_empty", "modified", "accessed"]);

async function perform(session: Session, [name, ...args]: Op): Promise<unknown> {
  if (!UNTOUCHED.has(name)) await session.load();
  const result = await OURS[name]?.(session, ...args);
  return result === undefined ? null : result;
}
