/** Adapters that are given the wrong thing: the error says what to write, and quotes nothing of what was given. */
import { EventEmitter } from "node:events";
import Sqlite from "better-sqlite3";
import { Kysely, PostgresAdapter, SqliteDialect } from "kysely";
import mysql from "mysql2";
import mysqlPromise from "mysql2/promise";
import { Client, Pool } from "pg";
import postgres from "postgres";
import { describe, expect, test } from "vitest";
import { betterSqlite3Database } from "../../../src/databases/better-sqlite3.ts";
import { bunSqliteDatabase } from "../../../src/databases/bun-sqlite.ts";
import { kyselyDatabase } from "../../../src/databases/kysely.ts";
import { mysql2Database } from "../../../src/databases/mysql2.ts";
import { nodeSqliteDatabase } from "../../../src/databases/node-sqlite.ts";
import { pgDatabase } from "../../../src/databases/pg.ts";
import { postgresDatabase } from "../../../src/databases/postgres.ts";
import type { SqlDatabase } from "../../../src/databases/sql/database.ts";
import { ImproperlyConfigured } from "../../../src/errors.ts";

const PASSWORD = "canary-password";
const URL = `postgres://django:${PASSWORD}@localhost/django`;

type Adapter = (client: any) => SqlDatabase;

const ADAPTERS: readonly { adapter: Adapter; fix: string; theirs: unknown }[] = [
  { adapter: pgDatabase, fix: "pgDatabase(new Pool({ connectionString }))", theirs: Pool },
  {
    adapter: postgresDatabase,
    fix: "postgresDatabase(postgres(connectionString))",
    theirs: postgres,
  },
  { adapter: mysql2Database, fix: "mysql2Database(mysql.createPool(uri))", theirs: mysql },
  { adapter: kyselyDatabase, fix: "kyselyDatabase(new Kysely({ dialect }))", theirs: Kysely },
  {
    adapter: betterSqlite3Database,
    fix: 'betterSqlite3Database(new Database("db.sqlite3"))',
    theirs: Sqlite,
  },
  { adapter: nodeSqliteDatabase, fix: "nodeSqliteDatabase(new DatabaseSync(", theirs: Sqlite },
  { adapter: bunSqliteDatabase, fix: "bunSqliteDatabase(new Database(", theirs: Sqlite },
];

const WRONG: readonly [string, unknown][] = [
  ["null", null],
  ["undefined", undefined],
  ["a string", URL],
  ["a number", 5432],
  ["a boolean", true],
  ["another object", { connectionString: URL }],
  ["another object", Promise.resolve(URL)],
  ["another object", []],
];

describe.each(ADAPTERS.map(({ adapter, ...rest }) => ({ name: adapter.name, adapter, ...rest })))(
  "$name",
  ({ name, adapter, fix, theirs }) => {
    const refusal = (client: unknown): ImproperlyConfigured => {
      try {
        adapter(client);
      } catch (error) {
        expect(error).toBeInstanceOf(ImproperlyConfigured);
        return error as ImproperlyConfigured;
      }
      throw new Error("The client was not refused.");
    };

    test.each(WRONG)("given %s says so, and what to write", (kind, client) => {
      const error = refusal(client);
      expect(error.message).toContain(`${name}() was given ${kind}, and wraps `);
      expect(error.fix).toContain(fix);
      expect(error.message).not.toContain(PASSWORD);
    });

    test("given a class or a function in place of what it makes says so", () => {
      if (typeof theirs === "function")
        expect(refusal(theirs).message).toContain("a function or a class");
      expect(refusal(Object).message).toContain("a function or a class");
    });
  },
);

describe("an adapter", () => {
  test.each([
    ["postgresql", () => pgDatabase(new Pool({ connectionString: URL }))],
    ["postgresql", () => pgDatabase(new Client({ connectionString: URL }))],
    ["postgresql", () => postgresDatabase(postgres(URL))],
    ["mysql", () => mysql2Database(mysql.createPool("mysql://localhost"))],
    ["mysql", () => mysql2Database(mysqlPromise.createPool("mysql://localhost"))],
    ["sqlite", () => betterSqlite3Database(new Sqlite(":memory:"))],
  ])("for %s takes what its client makes, and opens no connection", (vendor, make) => {
    expect(make().vendor).toBe(vendor);
  });
});

test("a client of another library is no client, though it has some of the methods", () => {
  expect(() => mysql2Database(new Pool() as never)).toThrow(ImproperlyConfigured);
  expect(() => postgresDatabase(new Pool() as never)).toThrow(ImproperlyConfigured);
  expect(() => kyselyDatabase({ withoutPlugins: () => undefined } as never)).toThrow(
    ImproperlyConfigured,
  );
});

describe("kyselyDatabase", () => {
  const db = new Kysely<object>({
    dialect: new SqliteDialect({ database: new Sqlite(":memory:") }),
  });

  test("is told its vendor by the dialect, or by the option", () => {
    expect(kyselyDatabase(db).vendor).toBe("sqlite");
    expect(kyselyDatabase(db, { vendor: "mysql" }).vendor).toBe("mysql");
  });

  /** A Kysely whose dialect's adapter is of these classes. */
  const withAdapter = (adapter: object): Parameters<typeof kyselyDatabase>[0] => ({
    withoutPlugins: () => db,
    getExecutor: () => ({ adapter }),
  });

  /** An adapter of a class that has this name. */
  const named = (name: string): object => Object.create({ constructor: { name } });

  test("knows dialects made by others, and those that extend kysely's own", () => {
    class OwnAdapter extends PostgresAdapter {}
    const adapters = [
      new OwnAdapter(),
      ...["NeonAdapter", "LibSqlAdapter", "PlanetScaleAdapter"].map(named),
    ];
    const vendors = adapters.map((adapter) => kyselyDatabase(withAdapter(adapter)).vendor);
    expect(vendors).toEqual(["postgresql", "postgresql", "sqlite", "mysql"]);
  });

  test("says to name the vendor where the dialect does not tell", () => {
    for (const adapter of [named("MssqlAdapter"), {}, Object.create(null)]) {
      const make = (): SqlDatabase => kyselyDatabase(withAdapter(adapter));
      expect(make).toThrow(ImproperlyConfigured);
      expect(make).toThrow(/vendor: "postgresql"/);
    }
  });
});

test("a pool of pg whose waiting connections break does not end the process", () => {
  const pool = new EventEmitter();
  pgDatabase(Object.assign(pool, { query: async () => ({ rows: [], rowCount: 0 }) }));
  expect(() => pool.emit("error", new Error("terminating connection"))).not.toThrow();
});
