/** A session as a Map: the order of its keys, hostile names, and what JSON.stringify makes of it. */
import { beforeEach, describe, expect, test } from "vitest";
import { jsonSafe } from "../../../src/session/json-safe.ts";
import type { Session } from "../../../src/session/session.ts";
import { TestSite } from "./site.ts";

let site: TestSite;
let session: Session;
beforeEach(async () => {
  site = new TestSite();
  session = await site.load();
});

const HOSTILE = [
  "__proto__",
  "constructor",
  "prototype",
  "get",
  "key",
  "toJSON",
  "then",
  "hasOwnProperty",
  "_session_expiry_",
  "",
  "1",
  " ",
  "é😀",
  "\ud83d",
  "\u0000",
  'a"b\\c',
];

describe("the order of keys", () => {
  const order = async (): Promise<string[]> => {
    await session.save();
    const found = await site.load(session.key);
    expect([...found.keys()]).toEqual([...session.keys()]);
    return [...session.keys()];
  };

  test("is that in which they were set, digits among them", async () => {
    session.set("b", 1).set("2", 1).set("a", 1).set("1", 1);
    expect(await order()).toEqual(["b", "2", "a", "1"]);
  });

  test("is kept by a new value, and left by a key that was removed and set again", async () => {
    session.set("a", 1).set("b", 1).set("c", 1);
    await session.save();
    session.set("a", 2);
    expect(await order()).toEqual(["a", "b", "c"]);
    session.delete("a");
    session.set("a", 3);
    expect(await order()).toEqual(["b", "c", "a"]);
    session.clear();
    session.set("c", 1).set("a", 1);
    expect(await order()).toEqual(["c", "a"]);
    session.set("new", 1);
    session.delete("new");
    session.set("d", 1).set("new", 1).set("d", 2);
    expect(await order()).toEqual(["c", "a", "d", "new"]);
  });

  test("is one for keys, values, entries, forEach, iteration and JSON", () => {
    session.set("b", 1).set("a", 2);
    const entries = [
      ["b", 1],
      ["a", 2],
    ];
    expect([...session]).toEqual(entries);
    expect([...session.entries()]).toEqual(entries);
    expect([...session.keys()]).toEqual(["b", "a"]);
    expect([...session.values()]).toEqual([1, 2]);
    const seen: unknown[] = [];
    session.forEach((value, key, from) => {
      expect(from).toBe(session);
      seen.push([key, value]);
    });
    expect(seen).toEqual(entries);
    expect(JSON.stringify(session)).toBe('{"b":1,"a":2}');
    expect(new Map(session)).toEqual(
      new Map<string, unknown>([
        ["b", 1],
        ["a", 2],
      ]),
    );
  });
});

describe("hostile names", () => {
  test.each(HOSTILE)("are keys like any other: %j", async (name) => {
    const key = name as "any";
    expect(session.has(key)).toBe(false);
    expect(session.get(key)).toBeUndefined();
    expect(session.get(key, "none")).toBe("none");
    expect(session.delete(key)).toBe(false);
    session.set(key, { polluted: true });
    await session.save();
    const found = await site.load(session.key);
    expect([found.size, found.get(key), [...found.keys()]]).toEqual([
      1,
      { polluted: true },
      [name],
    ]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.keys(found.toJSON())).toEqual([name]);
    expect(JSON.parse(JSON.stringify(found))).toHaveProperty([name]);
    expect(found.pop(key)).toEqual({ polluted: true });
    await found.save();
    expect(await site.dataOf(session.key)).toEqual({});
  });

  test("within values are kept too", async () => {
    const value = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}');
    session.set("a", value);
    await session.save();
    const found = await site.load(session.key);
    expect(JSON.stringify(found.get("a"))).toBe('{"__proto__":{"polluted":true},"constructor":1}');
    expect(JSON.stringify(found)).toContain('"__proto__":{"polluted":true}');
    expect(found.get("a").polluted).toBeUndefined();
  });
});

describe("toJSON", () => {
  test("gives a copy that can be changed at its top", () => {
    session.set("a", 1);
    const copy = session.toJSON();
    copy.b = 2;
    delete copy.a;
    expect([...session]).toEqual([["a", 1]]);
  });

  test("writes big integers as their digits, deep within too", async () => {
    const key = site.putJson(
      '{"n":9223372036854775809,"deep":[{"m":-18446744073709551616}],"i":1}',
    );
    const found = await site.load(key);
    expect(found.get("n")).toBe(9223372036854775809n);
    expect(JSON.stringify(found)).toBe(
      '{"n":"9223372036854775809","deep":[{"m":"-18446744073709551616"}],"i":1}',
    );
  });

  test("is not misled by data that is called toJSON", () => {
    session
      .set("n", 2n ** 64n)
      .set("toJSON", "data")
      .set("deep", { toJSON: 1, m: 2n ** 64n });
    expect(JSON.parse(JSON.stringify(session.toJSON()))).toEqual({
      n: "18446744073709551616",
      toJSON: "data",
      deep: { toJSON: 1, m: "18446744073709551616" },
    });
  });

  test("leaves to an object its own toJSON", () => {
    const date = new Date(0);
    expect(jsonSafe({ date })).toEqual({ date });
  });

  test("lets NaN and the infinities become null, as JSON.stringify does", async () => {
    const found = await site.load(site.putJson('{"n":NaN,"i":-Infinity,"f":1.0}'));
    expect(JSON.stringify(found)).toBe('{"n":null,"i":null,"f":1}');
    expect(found.get("n")).toBeNaN();
    expect(await found.save()).toBe(false);
  });
});
