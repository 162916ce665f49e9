/** The contract of caches, for every client of Redis, on a real one. */
import { Redis } from "ioredis";
import { Redis as Valkey } from "iovalkey";
import { createClient, createClientPool } from "redis";
import { afterAll, describe, expect, test } from "vitest";
import { ioredisCache } from "../../src/caches/ioredis.ts";
import { redisCache } from "../../src/caches/redis.ts";
import type { CacheConnection, SiteCache } from "../../src/caches/shared/cache.ts";
import { siteClock } from "../../src/datetime.ts";
import { cacheConformance } from "../../src/testing/cache-kit.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("REDIS_URL names no Redis: start the tests by npm test.");

const closers: (() => unknown)[] = [];
afterAll(() => Promise.all(closers.map((close) => close())));

const clients: Readonly<Record<string, () => Promise<CacheConnection>>> = {
  redis: async () => {
    const client = await createClient({ url }).connect();
    closers.push(() => client.close());
    return redisCache(client);
  },
  "redis, a pool": async () => {
    const pool = createClientPool({ url });
    await pool.connect();
    closers.push(() => pool.close());
    return redisCache(pool);
  },
  ioredis: async () => {
    const client = new Redis(url);
    closers.push(() => client.quit());
    return ioredisCache(client);
  },
  iovalkey: async () => {
    const client = new Valkey(url);
    closers.push(() => client.quit());
    return ioredisCache(client);
  },
};

const BACKENDS = {
  "Django's own": "django.core.cache.backends.redis.RedisCache",
  "django-redis": "django_redis.cache.RedisCache",
};

function open(
  connection: CacheConnection,
  settings: object = {},
  statementTimeout = 5000,
): SiteCache {
  const site = { USE_TZ: true, TIME_ZONE: "UTC", DATABASES: {} };
  return connection.open({
    alias: "default",
    settings: { BACKEND: BACKENDS["Django's own"], KEY_PREFIX: "kit", ...settings },
    databases: {},
    site,
    clock: siteClock(site),
    limits: { statementTimeout },
  });
}

describe.each(Object.entries(clients))("%s", (_, connect) => {
  describe.each(Object.entries(BACKENDS))("%s", (__, BACKEND) => {
    const cases = cacheConformance(async () => open(await connect(), { BACKEND }));
    for (const { name, run } of cases) test.concurrent(name, run);
  });

  test("fractions of a second count in django-redis, and not in Django", async () => {
    const connection = await connect();
    const own = open(connection);
    await own.set(own.makeKey("half"), "a", 0.5);
    expect(await own.get(own.makeKey("half"))).toBeNull();
    const other = open(connection, { BACKEND: BACKENDS["django-redis"] });
    await other.set(other.makeKey("half"), "a", 0.5);
    expect(await other.get(other.makeKey("half"))).toBe("a");
  });

  test("a value of another type is refused, and named without the key", async () => {
    const cache = open(await connect());
    const raw = new Redis(url);
    closers.push(() => raw.quit());
    await raw.lpush(cache.makeKey("a list"), "1");
    await expect(cache.get(cache.makeKey("a list"))).rejects.toMatchObject({
      code: "STORE_REFUSED",
      message: expect.not.stringContaining("a list"),
      cause: { message: "WRONGTYPE" },
    });
  });
});

test("a Redis that is away is an error within the time that is given", async () => {
  const client = new Redis(1, { lazyConnect: true });
  closers.push(() => client.disconnect());
  const cache = open(ioredisCache(client), {}, 100);
  await expect(cache.get("k")).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", status: 503 });
});

describe("settings", () => {
  const client = { callBuffer: async () => null };

  test("keys are Django's", () => {
    expect(open(ioredisCache(client), { KEY_PREFIX: undefined }).makeKey("k")).toBe(":1:k");
    expect(open(ioredisCache(client), { VERSION: 2 }).makeKey("k")).toBe("kit:2:k");
    const keyFunction = (key: string, prefix: string, version: number): string =>
      `${version}/${prefix}/${key}`;
    expect(open(ioredisCache(client, { keyFunction })).makeKey("k")).toBe("1/kit/k");
  });

  test.each([
    [{ KEY_FUNCTION: "shop.keys.make" }, /keyFunction/],
    [{ BACKEND: "django.core.cache.backends.locmem.LocMemCache" }, /BACKEND .*locmem/],
    [{ OPTIONS: { serializer: "shop.Own" } }, /serializer .*shop\.Own/],
    [
      { BACKEND: BACKENDS["django-redis"], OPTIONS: { COMPRESSOR: "shop.Own" } },
      /COMPRESSOR .*shop\.Own/,
    ],
  ])("%j is refused by name", (settings, message) => {
    expect(() => open(ioredisCache(client), settings)).toThrow(message);
  });

  test("what is no client is refused", () => {
    expect(() => ioredisCache({} as never)).toThrow(/new Redis\(url\)/);
    expect(() => redisCache(null as never)).toThrow(/createClient/);
  });
});
