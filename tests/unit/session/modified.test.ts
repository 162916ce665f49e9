/** `session.modified` and `session.accessed`: what counts, in place included, and what setting them does. */
import { beforeEach, describe, expect, test } from "vitest";
import { NotSerializable, SessionSealed } from "../../../src/errors.ts";
import type { Session } from "../../../src/session/session.ts";
import { TestSite } from "./site.ts";

let site: TestSite;
let session: Session;
beforeEach(async () => {
  site = new TestSite();
  session = await site.stored({ a: 1, list: [1, { deep: [] }], nothing: null });
});

describe("modified", () => {
  const changes: readonly [string, (s: Session) => unknown][] = [
    ["a set", (s) => s.set("a", 2)],
    ["a set of another type", (s) => s.set("a", "1")],
    ["a set of a new key", (s) => s.set("b", null)],
    ["a delete", (s) => s.delete("a")],
    ["a pop", (s) => s.pop("a")],
    ["a new default", (s) => s.setDefault("b", 1)],
    ["a clear", (s) => s.clear()],
    ["an assignment", (s) => s.assign({ b: 1 })],
    ["a push", (s) => s.get("list").push(2)],
    ["a change deep within", (s) => s.get("list")[1].deep.push(1)],
    ["a change through values()", (s) => [...s.values()][1].push(2)],
    ["a change through entries()", (s) => [...s.entries()][1]?.[1].push(2)],
    [
      "a change through forEach()",
      (s) => s.forEach((value) => Array.isArray(value) && value.push(2)),
    ],
    ["a change through iteration", (s) => [...s][1]?.[1].push(2)],
    ["a change of a default", (s) => s.setDefault("list", []).push(2)],
    [
      "a change of an object after it was set",
      (s) => {
        const object = { b: 1 };
        s.set("object", object);
        s.modified = false;
        object.b = 2;
        s.set("a", 2);
      },
    ],
    [
      "an object set in place of an equal one, then changed",
      (s) => {
        const list = [1, { deep: [] }] as unknown[];
        s.set("list", list);
        expect(s.modified).toBe(false);
        list.push(2);
      },
    ],
  ];

  test.each(changes)("is true after %s, and the save is real", async (_, change) => {
    change(session);
    expect(session.modified).toBe(true);
    expect(await session.save()).toBe(true);
    expect(await site.dataOf(session.key)).toEqual(session.toJSON());
  });

  const others: readonly [string, (s: Session) => unknown][] = [
    ["reading everything", (s) => [s.get("list"), s.toJSON(), [...s], s.size, s.has("a")]],
    ["a set of what is there", (s) => s.set("a", 1).set("nothing", null)],
    ["an equal object", (s) => s.set("list", [1, { deep: [] }])],
    ["a delete of what is not there", (s) => s.delete("b")],
    ["a pop of what is not there", (s) => s.pop("b", 1)],
    ["a default that is not needed", (s) => s.setDefault("a", 2)],
    ["a change of the copy that toJSON() gives", (s) => s.toJSON().list.push(2)],
    [
      "a change that was taken back",
      (s) => {
        s.get("list").push(2);
        s.get("list").pop();
      },
    ],
  ];

  test.each(others)("is false after %s, and nothing is saved", async (_, act) => {
    act(session);
    expect(session.modified).toBe(false);
    expect(await site.watch(() => session.save())).toEqual([]);
  });

  test("stays true after a save, as in Django: the middleware sends the cookie", async () => {
    session.set("a", 2);
    await session.save();
    expect(session.modified).toBe(true);
  });

  test("set to true renews the expiry, once", async () => {
    session.modified = true;
    site.now += 60_000;
    expect(await site.watch(() => session.save())).toEqual(["UPDATE"]);
    expect(site.row(session.key)?.expire_date).toBe("2024-07-15 12:01:00");
    expect(await site.watch(() => session.save())).toEqual([]);
  });

  test("set to false lets the changes so far pass unnoticed, and a later one not", () => {
    session.set("a", 2).get("list").push(2);
    session.modified = false;
    expect(session.modified).toBe(false);
    session.set("a", 3);
    expect(session.modified).toBe(true);
  });

  test("set to false does not undo: an explicit save still saves", async () => {
    session.set("a", 2);
    session.modified = false;
    expect(await session.save()).toBe(true);
    expect(await site.dataOf(session.key)).toMatchObject({ a: 2 });
  });

  test("asked for is no access", () => {
    expect(session.modified).toBe(false);
    expect(session.isEmpty).toBe(false);
    expect(session.key).not.toBeNull();
    expect(session.accessed).toBe(false);
  });
});

describe("a value that cannot be stored", () => {
  test.each([undefined, () => 1, Symbol("s")])(
    "is refused at once where it is no object: %s",
    (value) => {
      expect(() => session.set("a", value)).toThrow(NotSerializable);
      expect(session.get("a")).toBe(1);
      expect(session.modified).toBe(false);
    },
  );

  test.each([
    ["a Date", new Date(0)],
    ["a Map", new Map()],
    ["a nested function", [() => 1]],
    ["an instance of a class", new URL("https://example.com")],
  ])("is refused by save(): %s, and nothing is stored", async (_, value) => {
    const before = site.row(session.key);
    session.set("b", value);
    await expect(session.save()).rejects.toThrow(NotSerializable);
    expect(site.row(session.key)).toEqual(before);
    session.delete("b");
    session.set("a", 2);
    expect(await session.save()).toBe(true);
  });

  test("is refused when it holds itself, and does not hang", async () => {
    session.get("list").push(session.get("list"));
    await expect(session.save()).rejects.toThrow(/nested/);
  });
});

describe("a sealed session", () => {
  const changes: readonly [string, (s: Session) => unknown][] = [
    ["set", (s) => s.set("a", 2)],
    ["delete", (s) => s.delete("a")],
    ["clear", (s) => s.clear()],
    ["pop", (s) => s.pop("a")],
    ["assign", (s) => s.assign({ a: 2 })],
    ["setDefault", (s) => s.setDefault("b", 2)],
    ["setExpiry", (s) => s.setExpiry(1)],
    ["setExpiry(null)", (s) => s.setExpiry(null)],
    ["setTestCookie", (s) => s.setTestCookie()],
  ];
  const asynchronous: readonly [string, (s: Session) => Promise<unknown>][] = [
    ["update", (s) => s.update(() => undefined)],
    ["create", (s) => s.create()],
    ["flush", (s) => s.flush()],
    ["cycleKey", (s) => s.cycleKey()],
    ["save with mustCreate", (s) => s.save({ mustCreate: true })],
  ];
  beforeEach(() => session.seal());

  test.each(changes)("refuses %s, and says what to do", (_, change) => {
    expect(() => change(session)).toThrow(SessionSealed);
    expect(() => change(session)).toThrow(/before the first byte.*getSession\(\)/);
  });

  test.each(asynchronous)("refuses %s, without a statement", async (_, change) => {
    const refuse = (): Promise<void> => expect(change(session)).rejects.toThrow(SessionSealed);
    expect(await site.watch(refuse)).toEqual([]);
  });

  test("is still read, and a save of nothing is nothing", async () => {
    expect(session.isSealed).toBe(true);
    expect(session.get("a")).toBe(1);
    expect(session.toJSON()).toMatchObject({ a: 1 });
    expect(await session.save()).toBe(false);
  });

  test("that was changed in place does not save it in silence", async () => {
    session.get("list").push(2);
    await expect(session.save()).rejects.toThrow(SessionSealed);
  });
});
