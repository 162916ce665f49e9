/** The `db` engine beside its contract, which the conformance kit holds on every client: options, and what each thing costs. */
import Sqlite from "better-sqlite3";
import { beforeEach, describe, expect, test } from "vitest";
import { Backend } from "../../../src/backend.ts";
import { betterSqlite3Database } from "../../../src/databases/better-sqlite3.ts";
import { dbEngine } from "../../../src/engines/db.ts";
import type { DbEngineOptions } from "../../../src/engines/db.ts";
import { ImproperlyConfigured, StoreRefused, StoreUnavailable } from "../../../src/errors.ts";
import type { Settings } from "../../../src/settings.ts";
import { EngineBench } from "../../../src/testing/engine-bench.ts";
import { ObservedDatabase } from "../../../src/testing/observed-database.ts";
import { engineConformance, sessionTable, siteEngine } from "../../../src/testing/testing.ts";

const KEY = "k".repeat(32);

let sqlite: Sqlite.Database;
let database: ObservedDatabase;
beforeEach(() => {
  sqlite = new Sqlite(":memory:");
  for (const text of sessionTable("sqlite", "django_session")) sqlite.exec(text);
  database = new ObservedDatabase(betterSqlite3Database(sqlite));
});

const benchOf = (
  options: DbEngineOptions = {},
  settings: Partial<Settings> = {},
): Promise<EngineBench> => EngineBench.make(siteEngine(dbEngine(options), database, settings));

describe("the contract", () => {
  const memory = new Sqlite(":memory:");
  for (const text of sessionTable("sqlite", "django_session")) memory.exec(text);
  const cases = engineConformance(siteEngine(dbEngine(), betterSqlite3Database(memory)));
  for (const { name, run } of cases) test(name, run);
});

describe("an operation costs", () => {
  const costs: readonly [string, string[], (bench: EngineBench) => Promise<unknown>][] = [
    ["load", ["SELECT"], ({ engine }) => engine.load(KEY)],
    ["exists", ["SELECT"], ({ engine }) => engine.exists(KEY)],
    ["insert", ["INSERT"], (bench) => bench.engine.insert("n".repeat(32), bench.row(1))],
    ["insert of a taken key", ["INSERT"], (bench) => bench.engine.insert(KEY, bench.row(1))],
    ["delete", ["DELETE"], ({ engine }) => engine.delete(KEY)],
    ["touch", ["UPDATE"], (bench) => bench.engine.touch(KEY, bench.end(bench.in(1)))],
    [
      "touch of what is gone",
      ["UPDATE"],
      (bench) => bench.engine.touch("x".repeat(32), bench.end(bench.in(1))),
    ],
    ["clearExpired", ["DELETE"], ({ engine }) => engine.clearExpired()],
  ];

  test.each(costs)("%s: %j", async (_, expected, operation) => {
    const bench = await benchOf();
    await bench.engine.insert(KEY, bench.row(0));
    expect(await database.watch(() => operation(bench))).toEqual(expected);
  });

  test("an update one statement, and one more to see why it was not made", async () => {
    const bench = await benchOf();
    const { key, row } = await bench.stored(1);
    const update = (previous: string): Promise<string[]> =>
      database.watch(() => bench.engine.update(key, previous, bench.row(2)));
    expect(await update(row.text)).toEqual(["UPDATE"]);
    expect(await update("other")).toEqual(["UPDATE", "SELECT"]);
  });

  test("nothing for a key that no row can have", async () => {
    const bench = await benchOf();
    for (const key of [
      `${KEY}\0`,
      `${KEY}\ud83d`,
      "x".repeat(41),
      "😀".repeat(41),
      "x".repeat(1e6),
    ]) {
      const ask = async (): Promise<void> => {
        expect(await bench.engine.load(key)).toBeNull();
        expect(await bench.engine.exists(key)).toBe(false);
        expect(await bench.engine.touch(key, bench.end(bench.in(1)))).toBe("gone");
        expect(await bench.engine.delete(key)).toEqual({ kind: "gone" });
        expect(await bench.engine.update(key, "", bench.row(1))).toEqual({ kind: "gone" });
      };
      expect(await database.watch(ask)).toEqual([]);
    }
    expect(await database.watch(() => bench.engine.load("😀".repeat(40)))).toEqual(["SELECT"]);
  });
});

describe("clearExpired", () => {
  test.each([0, -1, 1.5, NaN, Infinity, "10", null])("refuses a batch of %s", async (batch) => {
    const { engine } = await benchOf();
    await expect(engine.clearExpired({ batch: batch as number })).rejects.toThrow(
      ImproperlyConfigured,
    );
  });
});

describe("the option", () => {
  const row = (table: string): Record<string, unknown> =>
    sqlite.prepare(`SELECT * FROM "${table}"`).get() as Record<string, unknown>;

  test("table is the model's, whatever its name", async () => {
    const table = 'My "own" sessions';
    for (const text of sessionTable("sqlite", table)) sqlite.exec(text);
    const bench = await benchOf({ table });
    const { key } = await bench.stored(1);
    expect(sqlite.prepare(`SELECT session_key FROM "My ""own"" sessions"`).get()).toEqual({
      session_key: key,
    });
    expect(await bench.engine.load(key)).not.toBeNull();
  });

  test("schema stands before the table", async () => {
    const bench = await benchOf({ schema: "main" });
    const { key } = await bench.stored(1);
    expect(await bench.engine.load(key)).not.toBeNull();
    expect(database.statements.at(-1)).toContain('"main"."django_session"');
  });

  test("columns fills the model's other columns, at an insert and at an update", async () => {
    const columns = [
      `"account_id" integer NULL`,
      `"is_staff" bool NOT NULL`,
      `"seen" datetime NOT NULL`,
    ];
    for (const text of sessionTable("sqlite", "accounts", { columns })) sqlite.exec(text);
    const bench = await benchOf({
      table: "accounts",
      columns: (data) => ({
        account_id: data.get("value") as number | null,
        is_staff: data.get("value") === 7,
        seen: new Date("2024-07-01T12:00:00Z"),
      }),
    });
    const { key, row: first } = await bench.stored(7);
    expect(row("accounts")).toMatchObject({
      account_id: 7,
      is_staff: 1,
      seen: "2024-07-01 12:00:00",
    });
    await bench.engine.update(key, first.text, bench.row(null));
    expect(row("accounts")).toMatchObject({ account_id: null, is_staff: 0 });
  });

  test("cookieAge is the store's, SESSION_COOKIE_AGE unless told", async () => {
    const ageOf = async (options: DbEngineOptions): Promise<number> =>
      (await benchOf(options, { SESSION_COOKIE_AGE: 60 })).engine.cookieAge;
    expect([await ageOf({}), await ageOf({ cookieAge: 5 })]).toEqual([60, 5]);
  });

  test("keySalt signs for another class of store", async () => {
    const salted = (keySalt?: string): Promise<EngineBench> =>
      benchOf(keySalt === undefined ? {} : { keySalt });
    const [plain, own] = [await salted(), await salted("django.contrib.sessions.Own")];
    const { text } = own.row(1);
    expect(own.engine.codec.decode(text).failure).toBeNull();
    expect(plain.engine.codec.decode(text).failure).not.toBeNull();
    const named = await salted("django.contrib.sessions.SessionStore");
    expect(plain.engine.codec.decode(named.row(1).text).failure).toBeNull();
  });

  test("database is an alias of the Backend's", async () => {
    const settings = { SECRET_KEY: "secret", SESSION_ENGINE: "own.engine" };
    const make = (alias: string): Backend =>
      new Backend({ databases: { sessions: database } }, settings, {
        engines: { "own.engine": dbEngine({ database: alias }) },
      });
    expect((await make("sessions").getSession().load()).size).toBe(0);
    for (const alias of ["default", "constructor", "__proto__"]) {
      expect(() => make(alias)).toThrow(ImproperlyConfigured);
      expect(() => make(alias)).toThrow(
        `The database "${alias}" of the session engine is not known.`,
      );
    }
  });

  const wrong: readonly [string, unknown[], RegExp][] = [
    ["database", ["", null, 5], /option database .* a text that is not empty/],
    ["table", ["", null, 5], /option table .* a text that is not empty/],
    ["schema", ["", null, 5], /option schema .* a text that is not empty/],
    ["keySalt", ["", null, 5], /option keySalt .* a text that is not empty/],
    [
      "columns",
      [null, "account_id", ["account_id"], { account_id: 1 }],
      /option columns .* a function/,
    ],
    [
      "cookieAge",
      [null, "60", 1.5, NaN, Infinity],
      /option cookieAge .* a whole number of seconds/,
    ],
  ];
  test.each(
    wrong.flatMap(([name, values, message]) => values.map((value) => ({ name, value, message }))),
  )("$name is refused at once when it is $value", ({ name, value, message }) => {
    expect(() => dbEngine({ [name]: value })).toThrow(ImproperlyConfigured);
    expect(() => dbEngine({ [name]: value })).toThrow(message);
  });
});

describe("a database that fails", () => {
  const operations: readonly [string, (bench: EngineBench) => Promise<unknown>][] = [
    ["load", ({ engine }) => engine.load(KEY)],
    ["exists", ({ engine }) => engine.exists(KEY)],
    ["insert", (bench) => bench.engine.insert(KEY, bench.row(1))],
    ["update", (bench) => bench.engine.update(KEY, "", bench.row(1))],
    ["touch", (bench) => bench.engine.touch(KEY, bench.end(bench.in(1)))],
    ["delete", ({ engine }) => engine.delete(KEY)],
    ["delete of a text", ({ engine }) => engine.delete(KEY, "text")],
    ["clearExpired", ({ engine }) => engine.clearExpired()],
  ];

  test.each(operations)(
    "makes %s fail with a status, and without the key",
    async (_, operation) => {
      const bench = await benchOf();
      database.down = true;
      const error = await operation(bench).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StoreUnavailable);
      expect(error).toMatchObject({ status: 503, headers: { "Retry-After": "1" } });
      expect((error as Error).message).not.toContain(KEY);
    },
  );

  test.each(operations)("for want of a table says so in %s", async (_, operation) => {
    const missing = await benchOf({ table: "no_such_table" });
    await expect(operation(missing)).rejects.toThrow(StoreRefused);
    await expect(operation(missing)).rejects.toThrow(/manage\.py migrate/);
  });
});
