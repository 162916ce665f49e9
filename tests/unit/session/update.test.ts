/** `session.update(change)`: read, change and save in one step, however many others do the same. */
import { beforeEach, describe, expect, test } from "vitest";
import { SessionConflict, SessionInterrupted, SessionNotLoaded } from "../../../src/errors.ts";
import type { Session } from "../../../src/session/session.ts";
import { TestSite } from "./site.ts";

let site: TestSite;
let session: Session;
beforeEach(async () => {
  site = new TestSite();
  session = await site.stored({ count: 0, list: [] });
});

const increment = (target: Session): Session => target.set("count", target.get("count", 0) + 1);
const found = (): Promise<unknown> => site.dataOf(session.key);

describe("update", () => {
  test("loads, changes and saves: two statements, and returns what the function returned", async () => {
    const fresh = site.backend.getSession(session.key);
    const update = (): Promise<unknown> => fresh.update((s) => increment(s).get("count"));
    expect(await site.watch(async () => expect(await update()).toBe(1))).toEqual([
      "SELECT",
      "UPDATE",
    ]);
    expect(await found()).toEqual({ count: 1, list: [] });
  });

  test("writes nothing when nothing changed", async () => {
    expect(await site.watch(() => session.update(() => "nothing"))).toEqual([]);
  });

  test("waits for a function that is asynchronous", async () => {
    await session.update(async (s) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      increment(s);
    });
    expect(await found()).toMatchObject({ count: 1 });
  });

  test("stores a new session, and not an empty one", async () => {
    const fresh = await site.load();
    expect(await site.watch(() => fresh.update(() => undefined))).toEqual([]);
    expect(fresh.key).toBeNull();
    expect(await site.watch(() => fresh.update(increment))).toEqual(["INSERT"]);
    expect(await site.dataOf(fresh.key)).toEqual({ count: 1 });
  });

  test("runs again on what others saved, and keeps what they changed", async () => {
    const other = await site.loadElsewhere(session.key);
    other.set("count", 41).set("other", true);
    await other.save();
    let runs = 0;
    await session.update((s) => {
      runs += 1;
      increment(s).get("list").push(runs);
    });
    expect(runs).toBe(2);
    expect(await found()).toEqual({ count: 42, list: [2], other: true });
    expect(session.toJSON()).toEqual(await found());
  });

  test("counts to the number of those who count, in one process and in many", async () => {
    const sessions = await Promise.all([
      ...Array.from({ length: 20 }, async () => site.load(session.key)),
      ...Array.from({ length: 20 }, async () => site.loadElsewhere(session.key)),
    ]);
    await Promise.all(
      sessions.map((each, index) => each.update((s) => void increment(s).set(`k${index}`, index))),
    );
    const data = await site.dataOf(session.key);
    expect(data.count).toBe(40);
    expect(Object.keys(data)).toHaveLength(42);
  });

  test("counts on one object that is updated many times at once", async () => {
    await Promise.all(Array.from({ length: 20 }, () => session.update(increment)));
    expect(session.get("count")).toBe(20);
    expect(await found()).toMatchObject({ count: 20 });
  });

  test("saves what was set before it too, and only once when it runs again", async () => {
    session.set("before", [1]);
    const other = await site.loadElsewhere(session.key);
    await other.update(increment);
    await session.update((s) => void s.get("before").push(2));
    expect(await found()).toEqual({ count: 1, list: [], before: [1, 2] });
  });

  test("ends with SessionInterrupted when somebody deleted the session", async () => {
    site.deleteRow(session.key ?? "");
    await expect(session.update(increment)).rejects.toThrow(SessionInterrupted);
    expect(site.rows()).toEqual([]);
  });

  test("keeps a renewal of the expiry that it did not save itself", async () => {
    session.setExpiry(60);
    await session.save();
    session.setExpiry(60);
    site.now += 30_000;
    await session.update(() => undefined);
    await session.save();
    expect(site.row(session.key)?.expire_date).toBe("2024-07-01 12:01:30");
  });
});

describe("an error thrown in update", () => {
  const fail = (s: Session): never => {
    increment(s).get("list").push("lost");
    s.delete("before");
    throw new RangeError("from the site");
  };

  test("comes out as it is, and the session is as it was before", async () => {
    await expect(session.update(fail)).rejects.toThrow(RangeError);
    expect(session.toJSON()).toEqual({ count: 0, list: [] });
    expect(await site.watch(() => session.save())).toEqual([]);
    expect(await found()).toEqual({ count: 0, list: [] });
  });

  test("leaves a session that was not modified unmodified", async () => {
    await expect(session.update(fail)).rejects.toThrow(RangeError);
    expect(session.modified).toBe(false);
  });

  test("leaves what was set before it to be saved", async () => {
    session.set("before", [1]);
    await expect(session.update(fail)).rejects.toThrow(RangeError);
    expect(session.toJSON()).toEqual({ count: 0, list: [], before: [1] });
    expect(await session.save()).toBe(true);
    expect(await found()).toEqual({ count: 0, list: [], before: [1] });
  });

  test("does not stand in the way of the next update", async () => {
    const outcomes = await Promise.allSettled([session.update(fail), session.update(increment)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(await found()).toEqual({ count: 1, list: [] });
  });
});

describe("within update", () => {
  const methods: readonly [string, (s: Session) => Promise<unknown>][] = [
    ["save", (s) => s.save()],
    ["update", (s) => s.update(increment)],
    ["create", (s) => s.create()],
    ["flush", (s) => s.flush()],
    ["cycleKey", (s) => s.cycleKey()],
  ];

  test.each(methods)("%s() is refused at once, and nothing is lost", async (name, call) => {
    const start = performance.now();
    const failure = await session.update(call).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SessionConflict);
    expect((failure as Error).message).toContain(`${name}()`);
    expect(performance.now() - start).toBeLessThan(500);
    await session.update(increment);
    expect(await found()).toEqual({ count: 1, list: [] });
  });

  test("another writer of the same session is waited for, and both are saved", async () => {
    await session.update(async (s) => {
      const other = await site.load(s.key);
      await other.set("other", true).save();
      increment(s);
    });
    expect(await found()).toEqual({ count: 1, list: [], other: true });
  });

  test("loaded sessions stay as they are: an unloaded one is loaded first", async () => {
    const fresh = site.backend.getSession(session.key);
    expect(() => fresh.get("count")).toThrow(SessionNotLoaded);
    await fresh.update((s) => {
      expect(s).toBe(fresh);
      expect(s.get("count")).toBe(0);
    });
  });
});
