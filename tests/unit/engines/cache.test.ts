/** The cache engine on a cache of this process. Its caches have their own tests, and the grid has Django beside it. */
import { describe, expect, test } from "vitest";
import { Backend } from "../../../src/backend.ts";
import { cacheEngine } from "../../../src/engines/cache.ts";
import { ImproperlyConfigured, SessionInterrupted, StoreUnavailable } from "../../../src/errors.ts";
import { engineConformance } from "../../../src/testing/engine-kit.ts";
import { siteEngine } from "../../../src/testing/site-engine.ts";
import { MemoryCache } from "./memory-cache.ts";

const SESSION_ENGINE = "django.contrib.sessions.backends.cache";
const site = (cache: MemoryCache): Backend =>
  new Backend({ databases: {}, caches: { default: cache } }, { SECRET_KEY: "x", SESSION_ENGINE });

describe("the contract", () => {
  const caches = { default: new MemoryCache() };
  const make = siteEngine(cacheEngine(), { databases: {}, caches });
  for (const { name, run } of engineConformance(make, { expiresByItself: true })) test(name, run);
});

test("a session stands under Django's key, for as long as Django says", async () => {
  const cache = new MemoryCache();
  const session = await site(cache).getSession().load();
  await session.set("a", 1).save();
  const [key, { until }] = [...cache.values][0]!;
  expect(key).toBe(`:1:django.contrib.sessions.cache${session.key}`);
  expect(Math.abs(until - Date.now() - 1_209_600_000)).toBeLessThan(1000);
});

test("one command reads, one creates, one changes, one renews, one deletes", async () => {
  const cache = new MemoryCache();
  const session = await site(cache).getSession().load();
  expect(await cache.watch(() => session.set("a", 1).save())).toEqual(["add"]);
  const again = site(cache).getSession(session.key);
  expect(await cache.watch(() => again.load())).toEqual(["get"]);
  expect(await cache.watch(() => again.set("a", 2).save())).toEqual(["update"]);
  again.modified = true;
  expect(await cache.watch(() => again.save())).toEqual(["touch"]);
  expect(await cache.watch(() => again.flush())).toEqual(["delete"]);
  expect(await cache.watch(() => site(cache).getSession("a b\u0000c d e f").load())).toEqual([]);
});

test("what the cache forgot is not brought back, and a cache that is away signs nobody out", async () => {
  const cache = new MemoryCache();
  const session = await site(cache).getSession().load();
  await session.set("a", 1).save();
  cache.isAway = true;
  await expect(site(cache).getSession(session.key).load()).rejects.toThrow(StoreUnavailable);
  cache.isAway = false;
  cache.values.clear();
  await expect(session.set("a", 2).save()).rejects.toThrow(SessionInterrupted);
});

test.each([
  [{ SESSION_CACHE_ALIAS: "sessions" }, 'CACHES has no cache "sessions"'],
  [{}, "LocMemCache, and no connection to it was passed. Pass it to the Backend"],
])("what is missing is named: %j", (settings, words) => {
  const make = (): Backend =>
    new Backend({ databases: {} }, { SECRET_KEY: "x", SESSION_ENGINE, ...settings });
  expect(make).toThrow(ImproperlyConfigured);
  expect(make).toThrow(words);
});
