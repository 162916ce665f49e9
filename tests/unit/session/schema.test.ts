/** A site's schema over its sessions: what Django wrote otherwise is told and left alone, what does not fit is not set. */
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Diagnostic } from "../../../src/backend.ts";
import { ImproperlyConfigured, ValidationError } from "../../../src/errors.ts";
import type { SessionSchema } from "../../../src/session/schema.ts";
import { TestSite } from "./site.ts";

const byZod = z.object({
  cart: z.array(z.object({ sku: z.string(), amount: z.number() })),
  theme: z.enum(["dark", "light"]),
  visits: z.number(),
});

/** The same by each library, strict ones among them: Django's own keys must pass. */
const SCHEMAS: Readonly<Record<string, SessionSchema>> = {
  zod: byZod,
  "zod, strict": byZod.strict(),
  valibot: v.object({
    cart: v.array(v.object({ sku: v.string(), amount: v.number() })),
    theme: v.picklist(["dark", "light"]),
    visits: v.number(),
  }),
  arktype: type({
    cart: type({ sku: "string", amount: "number" }).array(),
    theme: "'dark' | 'light'",
    visits: "number",
  }),
  "arktype, strict": type({
    "+": "reject",
    cart: type({ sku: "string", amount: "number" }).array(),
    theme: "'dark' | 'light'",
    visits: "number",
  }),
};

const AUTH = '"_auth_user_id": "7", "_session_expiry": 60';

function siteWith(sessionSchema: SessionSchema): { site: TestSite; told: Diagnostic[] } {
  const told: Diagnostic[] = [];
  const site = new TestSite({}, { sessionSchema, onDiagnostic: (found) => told.push(found) });
  return { site, told };
}

describe.each(Object.entries(SCHEMAS))("a schema of %s", (_, schema) => {
  test("lets pass what fits, what is not there, and what is Django's own", async () => {
    const { site, told } = siteWith(schema);
    const session = await site.load(site.putJson(`{"theme": "dark", ${AUTH}}`));
    expect(session.toJSON()).toEqual({ theme: "dark", _auth_user_id: "7", _session_expiry: 60 });
    expect((await site.load()).size).toBe(0);
    session.setExpiry(5);
    session.setTestCookie();
    await session.save();
    expect(told).toEqual([]);
  });

  test("tells by key of what does not fit, once, and never the value", async () => {
    const { site, told } = siteWith(schema);
    const key = site.putJson(
      `{"cart": [{"sku": "a-secret-sku", "amount": "a-secret-amount"}, 77001], "theme": "a-secret", "visits": 3, ${AUTH}}`,
    );
    const session = await site.load(key);
    expect(told).toMatchObject([
      { event: "session-value-misfit", key: "cart" },
      { event: "session-value-misfit", key: "theme" },
    ]);
    expect(told).toMatchObject([
      { detail: expect.stringMatching(/^cart\[0\]\.amount.*number.* And 1 more of this key\.$/) },
      { detail: expect.stringMatching(/^theme/) },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/a-secret|77001/);
    expect(session.accessed).toBe(false);
    session.set("visits", 4);
    await session.save();
    expect(session.get("theme")).toBeUndefined();
    expect(told).toHaveLength(2);
  });

  test("hides what does not fit, and leaves it stored", async () => {
    const { site } = siteWith(schema);
    const key = site.putJson('{"cart": {"1": 1.0}, "theme": "blue", "visits": 3}');
    const session = await site.load(key);
    expect([session.get("theme"), session.get("theme", "light")]).toEqual([undefined, "light"]);
    expect([session.has("theme"), session.has("visits"), session.size]).toEqual([false, true, 1]);
    expect([[...session.keys()], [...session.values()], [...session]]).toEqual([
      ["visits"],
      [3],
      [["visits", 3]],
    ]);
    expect(session.toJSON()).toEqual({ visits: 3 });
    expect(session.modified).toBe(false);
    expect(await session.save()).toBe(false);
    session.set("visits", 4);
    await session.save();
    expect(site.jsonOf(key)).toBe('{"cart": {"1": 1.0},"theme": "blue","visits":4}');
    await session.cycleKey();
    expect(site.jsonOf(session.key)).toBe('{"cart": {"1": 1.0},"theme": "blue","visits":4}');
  });

  test("is asked before a value is set", async () => {
    const { site } = siteWith(schema);
    const session = await site.load(site.putJson('{"theme": "dark", "visits": 3}'));
    const set = (key: string, value: unknown) => () => session.set(key, value);
    expect(set("theme", "a-secret")).toThrow(ValidationError);
    expect(set("theme", "a-secret")).not.toThrow(/a-secret/);
    expect(set("cart", [{ sku: "x" }])).toThrow(/cart\[0\]\.amount/);
    expect(() => session.assign({ visits: "four" })).toThrow(ValidationError);
    expect(() => session.setDefault("cart", "none")).toThrow(ValidationError);
    await expect(session.update((current) => current.set("visits", null))).rejects.toThrow(
      ValidationError,
    );
    expect(session.modified).toBe(false);
    session.set("cart", [{ sku: "x", amount: 1 }]);
    expect(await session.save()).toBe(true);
  });

  test("is asked again before a value that was changed in place is stored", async () => {
    const { site } = siteWith(schema);
    const session = await site.load();
    session.set("cart", [{ sku: "x", amount: 1 }]);
    await session.save();
    session.get("cart").push("no article");
    await expect(session.save()).rejects.toThrow(/cart\[1\]/);
    session.get("cart").pop();
    session.get("cart")[0].amount = 2;
    expect(await session.save()).toBe(true);
    expect(site.jsonOf(session.key)).toBe('{"cart":[{"sku":"x","amount":2}]}');
  });
});

test("a value that does not fit can be replaced and removed; both are this side's doing", async () => {
  const { site } = siteWith(byZod);
  const session = await site.load(site.putJson('{"theme": "blue", "visits": "x", "cart": 1}'));
  expect(session.setDefault("theme", "dark")).toBe("dark");
  expect(session.get("theme")).toBe("dark");
  expect(session.pop("visits", 0)).toBe(0);
  expect(session.delete("cart")).toBe(true);
  await session.save();
  expect(await site.dataOf(session.key)).toEqual({ theme: "dark" });
});

test("a null that fits is a value", async () => {
  const { site } = siteWith(z.object({ name: z.string().nullable() }));
  const session = await site.load(site.putJson('{"name": null}'));
  expect([session.has("name"), session.pop("name", "x")]).toEqual([true, null]);
});

test("what does not fit comes back when what replaced it is taken back", async () => {
  const { site, told } = siteWith(byZod);
  const session = await site.load(site.putJson('{"cart": {"a": 1}}'));
  const fails = session.update((current) => {
    current.set("cart", []);
    throw new Error("on purpose");
  });
  await expect(fails).rejects.toThrow("on purpose");
  expect([session.get("cart"), session.modified, told.length]).toEqual([undefined, false, 1]);
  session.clear();
  await session.save();
  expect(site.jsonOf(session.key)).toBe("{}");
});

test("what others wrote meanwhile is checked too", async () => {
  const { site, told } = siteWith(byZod);
  const session = await site.load(site.putJson('{"visits": 3}'));
  const other = await site.loadElsewhere(session.key);
  await other.set("visits", "many").save();
  const seen: unknown[] = [];
  await session.update((current) => {
    seen.push(current.get("visits"));
    current.set("theme", "dark");
  });
  expect(seen).toEqual([3, undefined]);
  expect(told).toMatchObject([{ key: "visits" }]);
  expect(await site.dataOf(session.key)).toEqual({ visits: "many", theme: "dark" });
});

test("what a schema makes of a value is not used: no default, no transformed value, no stripped member", async () => {
  const { site, told } = siteWith(
    z.object({
      cart: z.array(z.object({ sku: z.string() })),
      name: z.string().trim(),
      theme: z.string().default("light"),
    }),
  );
  const key = site.putJson('{"cart": [{"sku": "x", "note": "ours"}], "name": " a "}');
  const session = await site.load(key);
  expect([session.get("theme"), session.get("name")]).toEqual([undefined, " a "]);
  session.get("cart").push({ sku: "y" });
  session.set("name", " b ");
  await session.save();
  expect(await site.dataOf(key)).toEqual({
    cart: [{ sku: "x", note: "ours" }, { sku: "y" }],
    name: " b ",
  });
  expect(told).toEqual([]);
});

test("a schema that changes what it is given does not change the session", async () => {
  const emptied = z.array(z.number()).refine((list) => list.splice(0).length > 0);
  const { site } = siteWith(z.object({ list: z.custom((list) => emptied.parse(list)) }));
  const session = await site.load(site.putJson('{"list": [1, 2]}'));
  expect(session.get("list")).toEqual([1, 2]);
  expect(session.modified).toBe(false);
});

test("an issue of the whole is told of nothing, and hides nothing", async () => {
  const { site, told } = siteWith(z.looseObject({}).refine(() => false));
  const session = await site.load(site.putJson('{"a": 1}'));
  expect([session.get("a"), told]).toEqual([1, []]);
});

test("members are named where names are no data", async () => {
  const scores = z.record(z.string(), z.record(z.string(), z.number()));
  const { site, told } = siteWith(z.object({ scores }));
  await site.load(site.putJson('{"scores": {"ann@example.com": {"chess": null}}}'));
  expect(told).toMatchObject([{ detail: expect.stringMatching(/^scores\[…\]\.chess: /) }]);
});

describe.each([
  ["a long text, cut short", "the value is 0123456789abcd…", "0123456789abcdefgh"],
  ["a text with marks in it", 'was "say \\"no\\" now"', 'say "no" now'],
  ["a short text", 'was "ab"', "ab"],
  ["a number", "must be less than 7 (was 421)", 421],
  ["a big one", "was 9007199254740993n", 9007199254740993n],
  ["one of a list's", "was [1, 77001]", [1, { deep: 77001 }]],
])("a message that quotes %s", (_, message, value) => {
  const answering = (issue: object): SessionSchema => ({
    "~standard": {
      version: 1,
      vendor: "test",
      validate: () => ({ issues: [{ message, path: [{ key: "a" }], ...issue }] }),
    },
  });

  test.each([
    [{ expected: "something else" }, "a: expected something else"],
    [{ expected: message, code: "wrong" }, "a: wrong"],
    [{}, "a: expected another value"],
  ])("is not passed on, but of %o", async (issue, text) => {
    const session = await siteWith(answering(issue)).site.load();
    expect(() => session.set("a", value)).toThrow(new RegExp(`^${text}$`));
  });
});

describe("refused", () => {
  test("is what is no schema", () => {
    for (const wrong of [{}, null, { "~standard": {} }, { cart: z.string() }]) {
      expect(() => siteWith(wrong as unknown as SessionSchema)).toThrow(ImproperlyConfigured);
    }
  });

  test("is a schema that answers by a promise, whatever comes of it", async () => {
    const { site } = siteWith(z.object({ a: z.number().refine(async () => true) }));
    const key = site.putJson('{"a": 1}');
    await expect(site.load(key)).rejects.toThrow(/sessionSchema answers by a promise/);
    const failing: SessionSchema = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: () => Promise.reject(new Error("on purpose")),
      },
    };
    await expect(siteWith(failing).site.load()).rejects.toThrow(ImproperlyConfigured);
  });
});
