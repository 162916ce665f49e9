/** The grid of the engines that keep sessions in a cache: every form of its values beside every Django, on a real Redis. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, test } from "vitest";
import { ioredisCache } from "../../src/caches/ioredis.ts";
import { redisCache } from "../../src/caches/redis.ts";
import { betterSqlite3Database } from "../../src/databases/better-sqlite3.ts";
import { openPeer } from "../django/server.ts";
import type { DjangoPeer } from "../django/server.ts";
import { cacheCases } from "./cases/engine-caches.ts";
import { keptCases } from "./cases/engine-kept.ts";
import { EngineSite } from "./engine-site.ts";
import { versions } from "./own-database.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("REDIS_URL names no Redis: start the tests by npm test.");

const DJANGO = "django.core.cache.backends.redis.RedisCache";
const DJANGO_REDIS = "django_redis.cache.RedisCache";
const compressed = (name: string): Record<string, unknown> => ({
  COMPRESSOR: `django_redis.compressors.${name}`,
});

/** What Django's `RedisCache` and django-redis may be told, as far as it changes a value's bytes. */
const FORMS: readonly (readonly [
  name: string,
  cache: { BACKEND: string; OPTIONS?: Readonly<Record<string, unknown>> },
])[] = [
  ["RedisCache", { BACKEND: DJANGO }],
  ["django-redis", { BACKEND: DJANGO_REDIS }],
  ["django-redis, protocol 2", { BACKEND: DJANGO_REDIS, OPTIONS: { PICKLE_VERSION: 2 } }],
  ["django-redis, zlib", { BACKEND: DJANGO_REDIS, OPTIONS: compressed("zlib.ZlibCompressor") }],
];

const ENGINES = ["cache", "cached_db"];
const ROWS = FORMS.flatMap(([name, cache]) =>
  ENGINES.map((engine) => [`${engine}, ${name}`, engine, cache] as const),
);

const node = createClient({ url });
const ioredis = new Redis(url);
beforeAll(async () => void (await node.connect()));
afterAll(async () => {
  await node.close();
  await ioredis.quit();
});

describe.each(versions())("Django %s", (version) => {
  describe.each(ROWS)("%s", (row, engine, cache) => {
    let folder: string;
    let sqlite: Sqlite.Database;
    let peer: DjangoPeer;
    let site: EngineSite;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "caches-"));
      const path = join(folder, "db.sqlite3");
      const settings = {
        SECRET_KEY: "django-insecure-for-both-sides",
        USE_TZ: true,
        TIME_ZONE: "UTC",
        SESSION_ENGINE: `django.contrib.sessions.backends.${engine}`,
        CACHES: {
          default: {
            LOCATION: url,
            KEY_PREFIX: `${version} ${row}`.replace(/\W+/g, "-"),
            ...cache,
          },
        },
      };
      peer = await openPeer({
        version,
        databaseUrl: `sqlite:///${path}`,
        settings,
        migrate: engine === "cached_db",
      });
      sqlite = new Sqlite(path);
      const databases = { default: betterSqlite3Database(sqlite) };
      // One row by the one client, the next by the other.
      const connection = cache.BACKEND === DJANGO ? redisCache(node) : ioredisCache(ioredis);
      site = new EngineSite(peer, settings, { databases, caches: { default: connection } });
    }, 60_000);
    afterAll(async () => {
      await peer.stop();
      sqlite.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const cases = engine === "cache" ? { ...keptCases, ...cacheCases } : keptCases;
    test.each(Object.entries(cases))("%s", async (_, run) => run(site));
  });
});
