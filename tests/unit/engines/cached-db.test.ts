/** The cached_db engine: a table in SQLite, and copies in a cache of this process that can be away. */
import Sqlite from "better-sqlite3";
import { beforeEach, describe, expect, test } from "vitest";
import { Backend } from "../../../src/backend.ts";
import type { Diagnostic } from "../../../src/backend.ts";
import { betterSqlite3Database } from "../../../src/databases/better-sqlite3.ts";
import { cachedDbEngine } from "../../../src/engines/cached-db.ts";
import { SessionInterrupted } from "../../../src/errors.ts";
import { RequestCycle } from "../../../src/lifecycle.ts";
import type { Session } from "../../../src/session/session.ts";
import { sessionTable } from "../../../src/testing/database-tables.ts";
import { engineConformance } from "../../../src/testing/engine-kit.ts";
import { ObservedDatabase } from "../../../src/testing/observed-database.ts";
import { siteEngine } from "../../../src/testing/site-engine.ts";
import { MemoryCache } from "./memory-cache.ts";

const SESSION_ENGINE = "django.contrib.sessions.backends.cached_db";

let cache: MemoryCache;
let sqlite: Sqlite.Database;
let database: ObservedDatabase;
let told: Diagnostic[];
let backend: Backend;

/** Another process of the same site. */
const process = (): Backend =>
  new Backend(
    { databases: { default: database }, caches: { default: cache } },
    { SECRET_KEY: "x", SESSION_ENGINE },
    { onDiagnostic: (diagnostic) => told.push(diagnostic) },
  );

beforeEach(() => {
  cache = new MemoryCache();
  sqlite = new Sqlite(":memory:");
  for (const text of sessionTable("sqlite", "django_session")) sqlite.exec(text);
  database = new ObservedDatabase(betterSqlite3Database(sqlite));
  told = [];
  backend = process();
});

async function stored(data: object = { a: 1 }): Promise<string> {
  const session = await backend.getSession().load();
  await session.assign(data).save();
  return session.key!;
}

const load = (key: string | null, site: Backend = process()): Promise<Session> =>
  site.getSession(key).load();
const copyOf = (key: string): string | undefined =>
  cache.values.get(`:1:django.contrib.sessions.cached_db${key}`)?.value;
const deleteRow = (): unknown => sqlite.exec("DELETE FROM django_session");

/** The statements and commands that a task makes. */
async function watch(task: () => Promise<unknown>): Promise<string[]> {
  let statements: string[] = [];
  const commands = await cache.watch(async () => (statements = await database.watch(task)));
  return [...statements, ...commands];
}

describe("the contract", () => {
  const sessions = new Sqlite(":memory:");
  for (const text of sessionTable("sqlite", "django_session")) sessions.exec(text);
  const databases = { default: betterSqlite3Database(sessions) };
  const make = siteEngine(cachedDbEngine(), { databases, caches: { default: new MemoryCache() } });
  for (const { name, run } of engineConformance(make)) test(name, run);
});

describe("one reads and writes", () => {
  test("with one command where there is a copy, and one statement more to change it", async () => {
    const key = await stored();
    expect(await watch(() => load(key))).toEqual(["get"]);
    const session = await load(key, backend);
    expect(await watch(() => session.set("b", 2).save())).toEqual(["UPDATE", "update"]);
    const elsewhere = await load(key);
    expect(await watch(() => elsewhere.set("c", 3).save())).toEqual(["SELECT", "UPDATE", "update"]);
    expect((await load(key)).toJSON()).toEqual({ a: 1, b: 2, c: 3 });
  });

  test("a copy of what was not there, with the seconds that the row has left", async () => {
    const key = await stored({ _session_expiry: 600 });
    cache.values.clear();
    expect(await watch(() => load(key))).toEqual(["SELECT", "SELECT", "get", "add"]);
    const { until } = cache.values.get(`:1:django.contrib.sessions.cached_db${key}`)!;
    expect(until - Date.now()).toBeGreaterThan(597_000);
    expect(until - Date.now()).toBeLessThanOrEqual(600_000);
  });

  test("a damaged copy from the row", async () => {
    const key = await stored();
    cache.values.set(`:1:django.contrib.sessions.cached_db${key}`, { value: "?", until: Infinity });
    expect((await load(key)).toJSON()).toEqual({ a: 1 });
  });

  test("over a copy that is older than the row, and loses nothing", async () => {
    const key = await stored({ a: 1, cart: ["x"] });
    const old = copyOf(key)!;
    await (await load(key)).set("b", 2).save();
    cache.values.set(`:1:django.contrib.sessions.cached_db${key}`, { value: old, until: Infinity });
    const session = await load(key);
    expect(session.has("b")).toBe(false);
    session.get("cart").push("y");
    await session.save();
    expect((await load(key)).toJSON()).toEqual({ a: 1, cart: ["x", "y"], b: 2 });
    expect(session.get("b")).toBe(2);
  });

  test("200 at once through two processes: 200 keys, counter 200", async () => {
    const key = await stored({ count: 0 });
    const sites = [process(), process()];
    const visits = Array.from({ length: 200 }, async (_, number) => {
      const session = await load(key, sites[number % 2]);
      session.set(`visit ${number}`, true);
      await session.update((own) => void own.set("count", own.get("count") + 1));
    });
    await Promise.all(visits);
    const session = await load(key);
    expect([session.get("count"), session.size]).toEqual([200, 201]);
    expect((await session.verify()).get("count")).toBe(200);
  });
});

describe("a session that was deleted", () => {
  test("by either way of deleting has no copy", async () => {
    for (const end of ["flush", "cycleKey"] as const) {
      const key = await stored();
      await (await load(key))[end]();
      expect(copyOf(key)).toBe(undefined);
      expect((await load(key)).key).toBe(null);
    }
  });

  test("while a reader copies it leaves no copy", async () => {
    const key = await stored();
    cache.values.clear();
    cache.before = async (command) => {
      cache.before = () => {};
      if (command !== "get") return;
      // The reader has missed, and is about to read the row.
      cache.before = async (next) => {
        if (next !== "add") return;
        cache.before = () => {};
        await backend.getSession(key).flush();
      };
    };
    await load(key);
    expect(copyOf(key)).toBe(undefined);
    expect((await load(key)).key).toBe(null);
  });

  test("in the database alone is believed by its copy, unless it is verified", async () => {
    const key = await stored();
    deleteRow();
    expect((await load(key)).get("a")).toBe(1);
    const sure = await process().getSession(key, { verify: "db" }).load();
    expect([sure.key, sure.size]).toEqual([null, 0]);
    expect(copyOf(key)).toBe(undefined);
  });

  test("in the database alone is not saved, and its copy goes", async () => {
    const key = await stored();
    const session = await load(key);
    deleteRow();
    await expect(session.set("a", 2).save()).rejects.toThrow(SessionInterrupted);
    expect(copyOf(key)).toBe(undefined);
  });
});

describe("to verify", () => {
  test("a loaded session keeps what was not saved, over what the row holds", async () => {
    const key = await stored({ a: 1, b: 1 });
    const session = await load(key);
    session.set("a", 2);
    const copy = copyOf(key)!;
    await (await load(key)).set("b", 2).save();
    cache.values.set(`:1:django.contrib.sessions.cached_db${key}`, {
      value: copy,
      until: Infinity,
    });
    await session.verify();
    expect(session.toJSON()).toEqual({ a: 2, b: 2 });
    await session.save();
    expect((await process().getSession(key, { verify: "db" }).load()).toJSON()).toEqual({
      a: 2,
      b: 2,
    });
  });

  test("is asked of a request, also after it was read and its user known", async () => {
    const key = await stored({ _auth_user_id: "1" });
    const header = (name: string): string | undefined =>
      name === "cookie" ? `sessionid=${key}` : undefined;
    const { access } = new RequestCycle(backend, { header } as never);
    expect((await access.getSession()).key).toBe(key);
    deleteRow();
    expect((await access.getSession()).key).toBe(key);
    expect((await access.getUser({ verify: "db" })).isAuthenticated).toBe(false);
    expect((await access.getSession()).key).toBe(null);
  });

  test("always is an option of the engine", async () => {
    const key = await stored();
    deleteRow();
    const sure = new Backend(
      { databases: { default: database }, caches: { default: cache } },
      { SECRET_KEY: "x", SESSION_ENGINE: "sure" },
      { engines: { sure: cachedDbEngine({ verify: "db" }) } },
    );
    expect((await load(key, sure)).key).toBe(null);
  });
});

describe("a cache that is away", () => {
  test("is told once, and the database goes on alone", async () => {
    const key = await stored();
    cache.isAway = true;
    const session = await load(key, backend);
    await session.set("b", 2).save();
    expect((await load(key, backend)).toJSON()).toEqual({ a: 1, b: 2 });
    expect(told).toMatchObject([{ event: "session-cache-away" }]);
    expect(told[0]!.detail).not.toContain(key);
  });

  test("is not asked again at once", async () => {
    const key = await stored();
    cache.isAway = true;
    const commands = await cache.watch(() => Promise.all([1, 2, 3].map(() => load(key, backend))));
    expect(commands.length).toBeLessThanOrEqual(3);
    expect(await cache.watch(() => load(key, backend))).toEqual([]);
  });

  test("gives up what changed meanwhile when it is back, before anybody believes it", async () => {
    const [changed, deleted] = [await stored({ a: 1 }), await stored({ a: 1 })];
    cache.isAway = true;
    await (await load(changed, backend)).set("a", 2).save();
    await (await load(deleted, backend)).flush();
    cache.isAway = false;
    await expect.poll(() => [copyOf(changed), copyOf(deleted)]).toEqual([undefined, undefined]);
    expect((await load(changed)).get("a")).toBe(2);
    expect((await load(deleted)).key).toBe(null);
  });
});
