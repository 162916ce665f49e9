/** The life of a session: created, given a new key, flushed, destroyed, and others at the same session meanwhile. */
import { beforeEach, describe, expect, test } from "vitest";
import { CreateError, SessionInterrupted, StoreUnavailable } from "../../../src/errors.ts";
import type { Session } from "../../../src/session/session.ts";
import { TestSite } from "./site.ts";

const KEY = /^[a-z0-9]{32}$/;

let site: TestSite;
let session: Session & { readonly key: string };
beforeEach(async () => {
  site = new TestSite();
  session = await site.stored({ a: 1 });
});

const keys = (): string[] => site.rows().map((row) => row.session_key);

/** Begins a load whose answer is given at once, and comes after that of all that follows. */
function lateLoad(target: Session): Promise<Session> {
  const run = site.database.run.bind(site.database);
  site.database.run = async (...statement) => {
    const result = await run(...statement);
    await new Promise((resolve) => setTimeout(resolve, 20));
    return result;
  };
  const loading = target.load();
  site.database.run = run;
  return loading;
}

describe("create", () => {
  test("stores a session under a new key, be it empty", async () => {
    const fresh = await site.load();
    expect(await site.watch(() => fresh.create())).toEqual(["INSERT"]);
    expect(fresh.key).toMatch(KEY);
    expect(fresh.modified).toBe(true);
    expect(fresh.isEmpty).toBe(false);
    expect(await site.dataOf(fresh.key)).toEqual({});
  });

  test("stores what was set, and leaves the row of the key before", async () => {
    const before = session.key;
    session.set("b", 2);
    await session.create();
    expect(session.key).not.toBe(before);
    expect(await site.dataOf(session.key)).toEqual({ a: 1, b: 2 });
    expect(await site.dataOf(before)).toEqual({ a: 1 });
  });

  test("fetches nothing for a session that was not loaded", async () => {
    const unloaded = site.backend.getSession(session.key);
    expect(await site.watch(() => unloaded.create())).toEqual(["INSERT"]);
    expect(unloaded.size).toBe(0);
    expect(await site.dataOf(session.key)).toEqual({ a: 1 });
  });

  test("keeps its key when a load was under way", async () => {
    const unknown = site.backend.getSession("an-unknown-key-0");
    const loading = lateLoad(unknown);
    await unknown.create();
    await loading;
    expect(unknown.key).toMatch(KEY);
    unknown.set("b", 2);
    await unknown.save();
    expect(keys()).toHaveLength(2);
  });
});

describe("save with mustCreate", () => {
  test("inserts, and refuses a key that is in use", async () => {
    const fresh = await site.load();
    fresh.set("b", 2);
    expect(await site.watch(() => fresh.save({ mustCreate: true }))).toEqual(["INSERT"]);
    const row = site.row(session.key);
    session.set("a", 2);
    await expect(session.save({ mustCreate: true })).rejects.toThrow(CreateError);
    expect(site.row(session.key)).toEqual(row);
    expect(await session.save()).toBe(true);
    expect(await site.dataOf(session.key)).toEqual({ a: 2 });
  });
});

describe("flush", () => {
  test("deletes the row and the data, and forgets the key", async () => {
    expect(await site.watch(() => session.flush())).toEqual(["DELETE"]);
    expect([session.key, session.size, session.isEmpty]).toEqual([null, 0, true]);
    expect([session.modified, session.accessed]).toEqual([true, true]);
    expect(await site.watch(() => session.save())).toEqual([]);
    expect(site.rows()).toEqual([]);
  });

  test("works on a session that was not loaded, and needs no store without a key", async () => {
    const unloaded = site.backend.getSession(session.key);
    expect(await site.watch(() => unloaded.flush())).toEqual(["DELETE"]);
    expect(unloaded.size).toBe(0);
    expect(await site.watch(() => site.backend.getSession().flush())).toEqual([]);
  });

  test("is final for a load that was under way", async () => {
    const unloaded = site.backend.getSession(session.key);
    const loading = lateLoad(unloaded);
    await unloaded.flush();
    await loading;
    expect([unloaded.key, unloaded.size]).toEqual([null, 0]);
    unloaded.set("b", 2);
    await unloaded.save();
    expect(await site.dataOf(unloaded.key)).toEqual({ b: 2 });
  });

  test("while others write is stronger than they are", async () => {
    const other = await site.loadElsewhere(session.key);
    other.set("b", 2);
    const outcomes = await Promise.allSettled([other.save(), session.flush()]);
    expect(outcomes.at(1)?.status).toBe("fulfilled");
    expect(site.rows()).toEqual([]);
    other.set("b", 3);
    await expect(other.save()).rejects.toThrow(SessionInterrupted);
  });

  test("gives what is set after it a new key", async () => {
    const before = session.key;
    await session.flush();
    session.set("b", 2);
    expect(await site.watch(() => session.save())).toEqual(["INSERT"]);
    expect(session.key).toMatch(KEY);
    expect(session.key).not.toBe(before);
    expect(await site.dataOf(session.key)).toEqual({ b: 2 });
  });

  test("that the store refused flushes nothing, and can be tried again", async () => {
    const before = session.key;
    site.database.down = true;
    await expect(session.flush()).rejects.toThrow(StoreUnavailable);
    expect([session.key, session.get("a")]).toEqual([before, 1]);
    site.database.down = false;
    await session.flush();
    expect(site.rows()).toEqual([]);
  });
});

describe("cycleKey", () => {
  test("moves the data to a new key", async () => {
    const before = session.key;
    session.set("b", 2);
    expect(await site.watch(() => session.cycleKey())).toEqual(["INSERT", "DELETE"]);
    expect(session.key).toMatch(KEY);
    expect(keys()).toEqual([session.key]);
    expect(keys()).not.toContain(before);
    expect(session.modified).toBe(true);
    expect(await site.dataOf(session.key)).toEqual({ a: 1, b: 2 });
    expect(await session.save()).toBe(false);
  });

  test("gives a new session a key, and one that nobody knows another", async () => {
    const fresh = await site.load();
    await fresh.cycleKey();
    expect(fresh.key).toMatch(KEY);
    const unknown = site.backend.getSession("an-unknown-key-0");
    await unknown.cycleKey();
    expect(unknown.key).toMatch(KEY);
  });

  test("carries over what others saved since it was loaded", async () => {
    const other = await site.loadElsewhere(session.key);
    other.set("other", true).delete("a");
    await other.save();
    session.set("b", 2);
    await session.cycleKey();
    expect(await site.dataOf(session.key)).toEqual({ other: true, b: 2 });
    expect(session.toJSON()).toEqual({ other: true, b: 2 });
    expect(keys()).toEqual([session.key]);
  });

  test("carries over what others save while it is under way", async () => {
    const others = await Promise.all(
      Array.from({ length: 5 }, async () => site.loadElsewhere(session.key)),
    );
    for (const [index, other] of others.entries()) other.set(`k${index}`, index);
    site.database.delay = 1;
    const saves = others.map((other) => other.save().catch((error: unknown) => error));
    await session.cycleKey();
    const outcomes = await Promise.all(saves);
    site.database.delay = 0;
    const data = await site.dataOf(session.key);
    for (const [index, outcome] of outcomes.entries()) {
      // Who came too late was told so; what was saved is there.
      if (outcome === true) expect(data).toHaveProperty(`k${index}`, index);
      else expect(outcome).toBeInstanceOf(SessionInterrupted);
    }
    expect(keys()).toEqual([session.key]);
  });

  test("after which the old key is worth nothing", async () => {
    const other = await site.loadElsewhere(session.key);
    await session.cycleKey();
    other.set("b", 2);
    await expect(other.save()).rejects.toThrow(SessionInterrupted);
    expect(keys()).toEqual([session.key]);
  });

  test("of a session that somebody deleted leaves no row behind", async () => {
    site.deleteRow(session.key);
    await expect(session.cycleKey()).rejects.toThrow(SessionInterrupted);
    expect(site.rows()).toEqual([]);
  });

  test("that the store refused keeps the old key, and can be tried again", async () => {
    const before = session.key;
    site.database.down = true;
    await expect(session.cycleKey()).rejects.toThrow(StoreUnavailable);
    site.database.down = false;
    expect(session.key).toBe(before);
    expect(session.get("a")).toBe(1);
    await session.cycleKey();
    expect(keys()).toEqual([session.key]);
  });
});

describe("destroy", () => {
  test("deletes the row and keeps the data here, as Django's delete() does", async () => {
    await session.destroy();
    expect(site.rows()).toEqual([]);
    expect(session.get("a")).toBe(1);
    session.set("a", 2);
    await expect(session.save()).rejects.toThrow(SessionInterrupted);
  });

  test("of another key leaves this one, and of no key does nothing", async () => {
    const other = await site.stored({ b: 2 });
    await session.destroy(other.key);
    expect(keys()).toEqual([session.key]);
    expect(await site.watch(() => site.backend.getSession().destroy())).toEqual([]);
  });
});

describe("exists", () => {
  test("knows every row, expired or not", async () => {
    expect(await session.exists(session.key)).toBe(true);
    site.now += 1e12;
    expect(await session.exists(session.key)).toBe(true);
    expect(await session.exists("an-unknown-key-0")).toBe(false);
  });
});
