/** One Django site, composed of its connections and its settings. */
import { inspect } from "node:util";
import Sqlite from "better-sqlite3";
import { Pool } from "pg";
import { beforeEach, describe, expect, test } from "vitest";
import { Backend } from "../../src/backend.ts";
import type { BackendOptions, Diagnostic } from "../../src/backend.ts";
import { betterSqlite3Database } from "../../src/databases/better-sqlite3.ts";
import { pgDatabase } from "../../src/databases/pg.ts";
import { dbEngine } from "../../src/engines/db.ts";
import { ImproperlyConfigured, NotSerializable, StoreUnavailable } from "../../src/errors.ts";
import { Session } from "../../src/session/session.ts";
import type { Settings } from "../../src/settings.ts";
import { b62Encode } from "../../src/signing/signing.ts";
import { sessionTable } from "../../src/testing/database-tables.ts";
import { ObservedDatabase } from "../../src/testing/observed-database.ts";

const SECRET_KEY = "canary-secret";

let sqlite: Sqlite.Database;
let database: ObservedDatabase;
beforeEach(() => {
  sqlite = new Sqlite(":memory:");
  for (const text of sessionTable("sqlite", "django_session")) sqlite.exec(text);
  database = new ObservedDatabase(betterSqlite3Database(sqlite));
});

const site = (settings: Partial<Settings> = {}, options: BackendOptions = {}): Backend =>
  new Backend(database, { SECRET_KEY, ...settings }, options);

describe("a backend", () => {
  test("is made of a database, or of databases by alias, and a secret key or settings", async () => {
    const backends = [
      new Backend(database, SECRET_KEY),
      new Backend(database, { SECRET_KEY }),
      new Backend({ databases: { default: database } }, SECRET_KEY),
    ];
    const session = await backends[0]?.getSession().load();
    await session?.set("a", 1).save();
    for (const backend of backends) {
      expect((await backend.getSession(session?.key).load()).get("a")).toBe(1);
      expect(backend.settings.SESSION_COOKIE_NAME).toBe("sessionid");
    }
  });

  test("asks its database nothing, and opens no connection", async () => {
    expect(await database.watch(async () => site().getSession("k".repeat(32)))).toEqual([]);
    const pool = new Pool({ host: "localhost", port: 1 });
    new Backend(pgDatabase(pool), SECRET_KEY).getSession();
    expect(pool.totalCount).toBe(0);
    await pool.end();
  });

  const notDatabases: readonly [string, unknown][] = [
    ["nothing", undefined],
    ["null", null],
    ["an address", "postgres://django:canary@localhost/django"],
    ["a pool", new Pool()],
    ["a database of SQLite", new Sqlite(":memory:")],
    ["an empty object", {}],
    ["a function", pgDatabase],
    ["something with a run() and no vendor, as bun:sqlite has", { run: () => [] }],
    ["no databases", { databases: {} }],
    ["a pool for a database", { databases: { default: new Pool() } }],
    ["null for a database", { databases: { default: null } }],
  ];

  test.each(notDatabases)("says what to do when it is given %s", (_, connections) => {
    const make = (): Backend => new Backend(connections as never, SECRET_KEY);
    expect(make).toThrow(ImproperlyConfigured);
    expect(make).toThrow(/new Backend\(/);
    expect(make).not.toThrow(/canary/);
  });

  test("says what is wrong with its settings", () => {
    expect(() => site({ SESSION_COOKIE_AGE: "60" as never })).toThrow(/SESSION_COOKIE_AGE/);
    expect(() => new Backend(database, undefined as never)).toThrow(/neither a SECRET_KEY/);
  });
});

describe("getSession", () => {
  test("gives a session that fetches nothing before it is loaded", async () => {
    const backend = site();
    const get = async (): Promise<void> => {
      expect(backend.getSession("k".repeat(32))).toBeInstanceOf(Session);
      expect(backend.getSession(null).key).toBeNull();
      expect(backend.getSession(undefined).key).toBeNull();
      expect(backend.getSession().key).toBeNull();
    };
    expect(await database.watch(get)).toEqual([]);
  });

  test("gives a session of its own each time", () => {
    const backend = site();
    const [one, other] = [0, 1].map(() => backend.getSession("k".repeat(32)));
    expect(one === other).toBe(false);
  });
});

describe("SESSION_ENGINE", () => {
  test("is the db engine unless told, or one of the site's own", async () => {
    const engines = { "accounts.sessions": dbEngine({ table: "accounts" }) };
    for (const text of sessionTable("sqlite", "accounts")) sqlite.exec(text);
    const own = site({ SESSION_ENGINE: "accounts.sessions" }, { engines });
    await (await own.getSession().load()).set("a", 1).save();
    expect(sqlite.prepare("SELECT COUNT(*) AS n FROM accounts").get()).toEqual({ n: 1 });
    await (await site({}, { engines }).getSession().load()).set("a", 1).save();
    expect(sqlite.prepare("SELECT COUNT(*) AS n FROM django_session").get()).toEqual({ n: 1 });
  });

  test.each(["accounts.sessions", "constructor", "toString"])(
    "that is not known is named, with those that are: %s",
    (SESSION_ENGINE) => {
      expect(() => site({ SESSION_ENGINE })).toThrow(ImproperlyConfigured);
      expect(() => site({ SESSION_ENGINE })).toThrow(
        `The SESSION_ENGINE ${SESSION_ENGINE} is not known here. Known are django.contrib.sessions.backends.db`,
      );
    },
  );
});

describe("now", () => {
  test.each([
    ["a Date", () => new Date("2024-07-01T12:00:00Z")],
    ["milliseconds", () => Date.parse("2024-07-01T12:00:00Z")],
  ])("is %s, and is what sessions go by", async (_, now) => {
    const session = await site({}, { now }).getSession().load();
    await session.set("a", 1).save();
    const row = sqlite.prepare("SELECT * FROM django_session").get() as Record<string, string>;
    expect(row.expire_date).toBe("2024-07-15 12:00:00");
    const signedAt = b62Encode(Date.parse("2024-07-01T12:00:00Z") / 1000);
    expect(row.session_data?.split(":").at(1)).toBe(signedAt);
  });
});

describe("the form of what is stored", () => {
  const LEGACY = /^[A-Za-z0-9+/]+=*$/;
  const encode = (settings: Partial<Settings>): string =>
    site(settings).getSession().encode({ a: 1 });
  const reads = (settings: Partial<Settings>, text: string): boolean =>
    "a" in site(settings).getSession().decode(text);

  test.each([
    [{ DJANGO_VERSION: "2.2" }, true],
    [{ DJANGO_VERSION: "3.0" }, true],
    [{ DJANGO_VERSION: "3.1" }, false],
    [{ DJANGO_VERSION: "3.2" }, false],
    [{ DJANGO_VERSION: "3.2", DEFAULT_HASHING_ALGORITHM: "sha1" }, true],
    [{ DEFAULT_HASHING_ALGORITHM: "sha1" }, true],
    [{ DJANGO_VERSION: "5.2", DEFAULT_HASHING_ALGORITHM: "sha1" }, false],
    [{ DJANGO_VERSION: "5.2" }, false],
    [{}, false],
  ] as const)(
    "is that of before 3.1 where the site's Django writes it: %j %s",
    (settings, isLegacy) => {
      expect(LEGACY.test(encode(settings))).toBe(isLegacy);
    },
  );

  test("is read where the site's Django reads it", () => {
    const legacy = encode({ DJANGO_VERSION: "3.0" });
    const modern = encode({});
    const versions = ["2.2", "3.0", "3.1", "3.2", "4.0", "4.2", "5.2", "6.1"];
    const who = (text: string): string[] =>
      versions.filter((DJANGO_VERSION) => reads({ DJANGO_VERSION }, text));
    expect(who(legacy)).toEqual(["2.2", "3.0", "3.1", "3.2"]);
    expect(who(modern)).toEqual(["3.1", "3.2", "4.0", "4.2", "5.2", "6.1"]);
  });

  test("is verified by the fallback keys too, and signed by none of them", () => {
    const old = encode({ SECRET_KEY: "old" });
    const rotated = { SECRET_KEY: "new", SECRET_KEY_FALLBACKS: ["older", "old"] };
    expect(reads(rotated, old)).toBe(true);
    expect(reads({ SECRET_KEY: "new" }, encode(rotated))).toBe(true);
    expect(reads({ SECRET_KEY: "old" }, encode(rotated))).toBe(false);
  });
});

describe("limits", () => {
  const large = { a: "x".repeat(2000), b: Array.from({ length: 500 }, (_, index) => index * 7919) };

  test.each([
    ["textLength", 100],
    ["inflatedLength", 1000],
    ["depth", 1],
  ])("%s bounds what is read, and what is written", (name, limit) => {
    const stored = site().getSession().encode(large);
    const bounded = site({}, { limits: { [name]: limit } }).getSession();
    expect(bounded.decode(stored)).toEqual({});
    expect(() => bounded.encode(large)).toThrow(NotSerializable);
  });

  test("statementTimeout bounds the time of a statement", async () => {
    database.delay = 200;
    const session = site({}, { limits: { statementTimeout: 10 } }).getSession("k".repeat(32));
    await expect(session.load()).rejects.toThrow(StoreUnavailable);
    expect(() => site({}, { limits: { statementTimeout: Infinity } })).toThrow(/pass 0/);
  });
});

describe("onDiagnostic", () => {
  test("tells of what cannot be read, and nothing that is secret", async () => {
    const seen: Diagnostic[] = [];
    const insert = sqlite.prepare(
      "INSERT INTO django_session VALUES (?, ?, '2099-01-01 00:00:00')",
    );
    insert.run("canarykey", new Backend(database, "another").getSession().encode({ canary: 1 }));
    const settings = { SECRET_KEY_FALLBACKS: ["canary-old"] };
    const backend = site(settings, { onDiagnostic: (diagnostic) => seen.push(diagnostic) });
    await backend.getSession("canarykey").load();
    expect(seen).toMatchObject([
      { event: "session-unreadable", cause: "bad-signature", keysTried: 2 },
    ]);
    expect(JSON.stringify(seen)).not.toContain("canary");
  });
});

describe("clearExpired", () => {
  test("deletes what has expired, in batches, and returns how many", async () => {
    const insert = sqlite.prepare("INSERT INTO django_session VALUES (?, '', ?)");
    for (let index = 0; index < 5; index++) insert.run(`old${index}`, "2001-01-01 00:00:00");
    insert.run("young", "2099-01-01 00:00:00");
    const progress: number[] = [];
    const onProgress = (deleted: number): void => void progress.push(deleted);
    expect(await site().clearExpired({ batch: 2, onProgress })).toBe(5);
    expect(progress).toEqual([2, 4, 5]);
    expect(sqlite.prepare("SELECT session_key FROM django_session").all()).toEqual([
      { session_key: "young" },
    ]);
  });
});

describe("what is logged and told", () => {
  test("a backend that is printed tells no secret", () => {
    expect(inspect(site(), { depth: 10, showHidden: true })).not.toContain(SECRET_KEY);
    expect(JSON.stringify(site())).not.toContain(SECRET_KEY);
  });

  test("a listener that fails leaves the session to be read", async () => {
    const key = "k".repeat(32);
    const row = "INSERT INTO django_session VALUES (?, 'damaged', '2999-01-01')";
    sqlite.prepare(row).run(key);
    const onDiagnostic = (): never => {
      throw new Error("from the listener");
    };
    const session = await site({}, { onDiagnostic }).getSession(key).load();
    expect([session.key, session.size]).toEqual([key, 0]);
  });

  test.each([NaN, 0, -1, 1.5, Infinity])(
    "a limit of %s bounds nothing, and is refused",
    (limit) => {
      for (const name of ["textLength", "inflatedLength", "depth"]) {
        const make = (): Backend => site({}, { limits: { [name]: limit } });
        expect(make).toThrow(ImproperlyConfigured);
        expect(make).toThrow(name);
      }
    },
  );

  test("databases by alias that are no object are refused", () => {
    const given = { databases: null } as unknown as ConstructorParameters<typeof Backend>[0];
    expect(() => new Backend(given, SECRET_KEY)).toThrow(ImproperlyConfigured);
  });
});
