/** The contract of a cache: what each adapter must do, on a real server. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { SiteCache } from "../caches/shared/cache.ts";
import { casesOf } from "./kit.ts";
import type { ConformanceCase } from "./kit.ts";

/** A case, with a cache and the start of keys that nobody else uses. */
type CacheCase = (cache: SiteCache, key: string) => Promise<void>;

const MINUTE = 60;
/** Every byte, one character each. */
const BYTES = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));

const cases: Readonly<Record<string, CacheCase>> = {
  "what is not there: null, and nothing to change": async (cache, key) => {
    assert.equal(await cache.get(key), null);
    assert.deepEqual(await cache.update(key, "a", "b", MINUTE), { kind: "gone" });
    assert.deepEqual(await cache.delete(key), { kind: "gone" });
    assert.deepEqual(await cache.delete(key, "a"), { kind: "gone" });
    assert.equal(await cache.touch(key, MINUTE), "gone");
    assert.equal(await cache.touch(key, null), "gone");
    assert.equal(await cache.get(key), null);
  },
  "bytes of all kinds, and many: unchanged": async (cache, key) => {
    for (const value of [BYTES, "", "5", BYTES.repeat(4000)]) {
      await cache.set(key, value, MINUTE);
      assert.equal(await cache.get(key), value);
      assert.deepEqual(await cache.update(key, value, `${value}!`, MINUTE), { kind: "done" });
      assert.equal(await cache.get(key), `${value}!`);
    }
  },
  "add: only where nothing is": async (cache, key) => {
    assert.equal(await cache.add(key, "first", MINUTE), "done");
    assert.equal(await cache.add(key, "second", MINUTE), "taken");
    assert.equal(await cache.get(key), "first");
  },
  "update: only of what was read, and else what is there": async (cache, key) => {
    await cache.set(key, BYTES, MINUTE);
    assert.deepEqual(await cache.update(key, "other", "mine", MINUTE), {
      kind: "conflict",
      stored: BYTES,
    });
    assert.equal(await cache.get(key), BYTES);
  },
  "update: to the same is done, and moves the expiry": async (cache, key) => {
    await cache.set(key, "a", 1);
    assert.deepEqual(await cache.update(key, "a", "a", MINUTE), { kind: "done" });
    await sleep(1200);
    assert.equal(await cache.get(key), "a");
  },
  "delete: only of what was read, and else what is there": async (cache, key) => {
    await cache.set(key, "a", MINUTE);
    assert.deepEqual(await cache.delete(key, "b"), { kind: "conflict", stored: "a" });
    assert.deepEqual(await cache.delete(key, "a"), { kind: "done" });
    assert.equal(await cache.get(key), null);
    await cache.set(key, "a", MINUTE);
    assert.deepEqual(await cache.delete(key), { kind: "done" });
  },
  "timeouts: what is over goes, what is kept for ever stays": async (cache, key) => {
    await cache.set(`${key}1`, "a", 1);
    await cache.set(`${key}2`, "a", 1);
    await cache.set(`${key}3`, "a", null);
    await cache.set(`${key}4`, "a", 1);
    assert.equal(await cache.touch(`${key}2`, MINUTE), "done");
    assert.equal(await cache.touch(`${key}4`, null), "done");
    await sleep(2100);
    const values = [1, 2, 3, 4].map((number) => cache.get(`${key}${number}`));
    assert.deepEqual(await Promise.all(values), [null, "a", "a", "a"]);
  },
  "timeouts of 0 and less: gone at once": async (cache, key) => {
    for (const timeout of [0, -1]) {
      await cache.set(key, "a", MINUTE);
      await cache.set(key, "b", timeout);
      assert.equal(await cache.get(key), null);
      assert.equal(await cache.add(key, "a", timeout), "done");
      assert.equal(await cache.get(key), null);
      await cache.set(key, "a", MINUTE);
      assert.deepEqual(await cache.update(key, "a", "b", timeout), { kind: "done" });
      assert.equal(await cache.get(key), null);
      await cache.set(key, "a", MINUTE);
      assert.equal(await cache.touch(key, timeout), "done");
      assert.equal(await cache.get(key), null);
    }
  },
  "many writers at once: each step of the counter is somebody's": async (cache, key) => {
    await cache.set(key, "0", MINUTE);
    await Promise.all(Array.from({ length: 20 }, () => countUp(cache, key, 10)));
    assert.equal(await cache.get(key), "200");
  },
};

async function countUp(cache: SiteCache, key: string, times: number): Promise<void> {
  let stored = (await cache.get(key)) ?? "";
  for (let done = 0; done < times;) {
    const next = `${Number(stored) + 1}`;
    const outcome = await cache.update(key, stored, next, MINUTE);
    assert.notEqual(outcome.kind, "gone");
    if (outcome.kind === "done") done++;
    stored = outcome.kind === "conflict" ? outcome.stored : next;
  }
}

/**
 * The cases that hold for every `SiteCache`, on a store with nothing in it or on one that is used.
 *
 * @example for (const { name, run } of cacheConformance(open)) test(name, run);
 */
export function cacheConformance(open: () => Promise<SiteCache>): ConformanceCase[] {
  const bound = Object.entries(cases).map(([name, body], number) => {
    const run = async (): Promise<void> => {
      const cache = await open();
      await body(cache, cache.makeKey(`kit ${number} ${Date.now()} ${Math.random()}`));
    };
    return [name, run] as const;
  });
  return casesOf(Object.fromEntries(bound));
}
