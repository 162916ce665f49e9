/** Fetching a session: when it is, how many statements each thing costs, and what an unloaded session says. */
import { beforeEach, describe, expect, test } from "vitest";
import { SessionNotLoaded, StoreUnavailable } from "../../../src/errors.ts";
import type { Session } from "../../../src/session/session.ts";
import { TestSite } from "./site.ts";

let site: TestSite;
let key: string;
beforeEach(async () => {
  site = new TestSite();
  ({ key } = await site.stored({ a: 1, list: [1] }));
});

describe("statements:", () => {
  const cost = (task: (session: Session) => unknown): Promise<string[]> =>
    site.watch(async () => task(await site.load(key)));

  test("none for a session that nobody loads", async () => {
    expect(await site.watch(async () => site.backend.getSession(key).save())).toEqual([]);
  });

  test("none for a new session that holds nothing", async () => {
    expect(await site.watch(async () => (await site.load()).save())).toEqual([]);
  });

  test("one to read, however much is read", async () => {
    const read = (session: Session): unknown => [session.get("a"), session.toJSON(), [...session]];
    expect(await cost(read)).toEqual(["SELECT"]);
  });

  test("no more when nothing changed, in the end", async () => {
    expect(await cost((session) => session.save())).toEqual(["SELECT"]);
    expect(await cost((session) => session.set("a", 1).set("list", [1]).save())).toEqual([
      "SELECT",
    ]);
    const back = (session: Session): unknown => {
      session.get("list").push(2);
      session.get("list").pop();
      return session.save();
    };
    expect(await cost(back)).toEqual(["SELECT"]);
  });

  test("one more for whatever changed", async () => {
    const change = (session: Session): unknown => session.set("a", 2).set("b", 3).save();
    expect(await cost(change)).toEqual(["SELECT", "UPDATE"]);
    expect(await cost((session) => session.update((s) => s.delete("a")))).toEqual([
      "SELECT",
      "UPDATE",
    ]);
  });

  test("one more to move the expiry alone, which leaves the text", async () => {
    const before = site.row(key);
    site.now += 60_000;
    const renew = (session: Session): unknown => {
      session.modified = true;
      return session.save();
    };
    expect(await cost(renew)).toEqual(["SELECT", "UPDATE"]);
    expect(site.row(key)?.session_data).toBe(before?.session_data);
    expect(site.row(key)?.expire_date).toBe("2024-07-15 12:01:00");
    expect(site.database.statements.at(-1)).not.toContain("session_data");
  });

  test("one for a new session that holds something", async () => {
    const save = async (): Promise<unknown> => (await site.load()).set("a", 1).save();
    expect(await site.watch(save)).toEqual(["INSERT"]);
  });

  test("one for an unknown key, and one INSERT when something is set then", async () => {
    const save = async (): Promise<unknown> => (await site.load("x".repeat(32))).set("a", 1).save();
    expect(await site.watch(save)).toEqual(["SELECT", "INSERT"]);
  });
});

describe("load", () => {
  test("returns the session, and fetches once", async () => {
    const session = site.backend.getSession(key);
    expect(await site.watch(() => session.load())).toEqual(["SELECT"]);
    expect(await session.load()).toBe(session);
    expect(await site.watch(() => session.load())).toEqual([]);
    expect(session.accessed).toBe(false);
  });

  test("is one statement, however many ask at once", async () => {
    const session = site.backend.getSession(key);
    const ask = (): Promise<unknown> =>
      Promise.all(Array.from({ length: 9 }, () => session.load()));
    expect(await site.watch(ask)).toEqual(["SELECT"]);
    expect(session.get("a")).toBe(1);
  });

  test("of a new session needs no store", async () => {
    site.database.down = true;
    expect((await site.load()).size).toBe(0);
  });

  test("that failed can be tried again, and the key is kept", async () => {
    const session = site.backend.getSession(key);
    site.database.down = true;
    await expect(session.load()).rejects.toThrow(StoreUnavailable);
    expect(session.key).toBe(key);
    expect(() => session.get("a")).toThrow(SessionNotLoaded);
    site.database.down = false;
    expect((await session.load()).get("a")).toBe(1);
  });

  test("forgets a key that is unknown, and one that has expired", async () => {
    expect((await site.load("x".repeat(32))).key).toBeNull();
    site.now += 15 * 86_400_000;
    expect((await site.load(key)).key).toBeNull();
  });
});

describe("reload", () => {
  test("fetches again, and forgets what was not saved", async () => {
    const session = await site.load(key);
    session.set("a", 2).get("list").push(2);
    const other = await site.loadElsewhere(key);
    await other.set("b", 3).save();
    expect(await site.watch(() => session.reload())).toEqual(["SELECT"]);
    expect(session.toJSON()).toEqual({ a: 1, list: [1], b: 3 });
    expect(await session.save()).toBe(false);
  });

  test("is how a session comes to know that it was deleted", async () => {
    const session = await site.load(key);
    site.deleteRow(key);
    await session.reload();
    expect([session.key, session.size]).toEqual([null, 0]);
  });
});

describe("a session that was not loaded", () => {
  const touches: readonly [string, (session: Session) => unknown][] = [
    ["get", (session) => session.get("a")],
    ["has", (session) => session.has("a")],
    ["set", (session) => session.set("a", 1)],
    ["delete", (session) => session.delete("a")],
    ["clear", (session) => session.clear()],
    ["pop", (session) => session.pop("a")],
    ["setDefault", (session) => session.setDefault("a", 1)],
    ["assign", (session) => session.assign({ a: 1 })],
    ["size", (session) => session.size],
    ["keys", (session) => session.keys()],
    ["values", (session) => session.values()],
    ["entries", (session) => session.entries()],
    ["iteration", (session) => [...session]],
    ["forEach", (session) => session.forEach(() => undefined)],
    ["toJSON", (session) => session.toJSON()],
    ["JSON.stringify", (session) => JSON.stringify(session)],
    ["setExpiry", (session) => session.setExpiry(1)],
    ["expiryAge", (session) => session.expiryAge],
    ["expiryDate", (session) => session.expiryDate],
    ["expireAtBrowserClose", (session) => session.expireAtBrowserClose],
    ["testCookieWorked", (session) => session.testCookieWorked()],
  ];

  test.each(touches)("says in %s to `await load()`, and tells no key", (_, touch) => {
    for (const session of [site.backend.getSession(key), site.backend.getSession()]) {
      expect(() => touch(session)).toThrow(SessionNotLoaded);
      expect(() => touch(session)).toThrow(/await backend\.getSession\(key\)\.load\(\)/);
      expect(() => touch(session)).not.toThrow(key);
    }
  });

  test("answers what needs no data", async () => {
    const session = site.backend.getSession(key);
    expect([session.key, session.isEmpty, session.modified]).toEqual([key, false, false]);
    expect(session.accessed).toBe(false);
    expect(session.getExpiryAge({ expiry: 5 })).toBe(5);
    expect(await session.exists(key)).toBe(true);
    expect(session.decode(session.encode({ b: 2 }))).toEqual({ b: 2 });
    expect(await site.watch(() => session.save())).toEqual([]);
  });
});
