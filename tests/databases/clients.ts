/** Every client beside every database that it reaches. A new adapter is one line in the table at the end. */
import Sqlite from "better-sqlite3";
import { CamelCasePlugin, Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from "kysely";
import mysql from "mysql2";
import mysqlPromise from "mysql2/promise";
import { Client, Pool } from "pg";
import postgres from "postgres";
import { betterSqlite3Database } from "../../src/databases/better-sqlite3.ts";
import { bunSqliteDatabase } from "../../src/databases/bun-sqlite.ts";
import { kyselyDatabase } from "../../src/databases/kysely.ts";
import { mysql2Database } from "../../src/databases/mysql2.ts";
import { nodeSqliteDatabase } from "../../src/databases/node-sqlite.ts";
import type { NodeSqliteClient } from "../../src/databases/node-sqlite.ts";
import { pgDatabase } from "../../src/databases/pg.ts";
import { postgresDatabase } from "../../src/databases/postgres.ts";
import type { SqlDatabase, SqlValue, Vendor } from "../../src/databases/sql/database.ts";
import type { DatabaseSubject } from "../../src/testing/database-bench.ts";

/** A client on a live database. */
export interface OpenClient extends DatabaseSubject {
  close(): Promise<void>;
}

/** One line of the table. */
export interface ClientCase {
  readonly name: string;
  readonly vendor: Vendor;
  /** Opens the client at `url`, or at the vendor's server of this run; without, SQLite makes a database in memory. */
  open(url?: string): Promise<OpenClient>;
}

/** The address of a server; fails when the run has none. */
export function serverUrl(variable: "DATABASE_URL" | "MYSQL_URL" | "PGBOUNCER_URL"): string {
  const url = process.env[variable];
  if (url === undefined || url === "") {
    throw new Error(`${variable} is not set. "npm test" starts the server and sets it.`);
  }
  return url;
}

interface Opened {
  readonly database: SqlDatabase;
  close(): Promise<unknown>;
}

function onPostgres(name: string, open: (url: string) => Opened | Promise<Opened>): ClientCase {
  return {
    name,
    vendor: "postgresql",
    open: async (url = serverUrl("DATABASE_URL")) => {
      const bare = pgPool(url, 1);
      const { database, close } = await open(url);
      const probe = async (text: string, values: readonly SqlValue[] = []): Promise<any[]> =>
        (await bare.query(text, [...values])).rows;
      return {
        database,
        probe,
        close: async () => void (await Promise.all([bare.end(), close()])),
      };
    },
  };
}

function onMysql(name: string, open: (url: string) => Opened | Promise<Opened>): ClientCase {
  return {
    name,
    vendor: "mysql",
    open: async (url = serverUrl("MYSQL_URL")) => {
      const bare = mysqlPromise.createPool({ uri: url, connectionLimit: 1 });
      const { database, close } = await open(url);
      const probe = async (text: string, values: readonly SqlValue[] = []): Promise<any[]> =>
        (await bare.query(text, [...values]))[0] as any[];
      return {
        database,
        probe,
        close: async () => void (await Promise.all([bare.end(), close()])),
      };
    },
  };
}

/** The probe is the same connection: a database in memory has no other. */
function onSqlite(name: string, wrap: (db: Sqlite.Database) => SqlDatabase): ClientCase {
  return {
    name,
    vendor: "sqlite",
    open: async (url) => {
      const db = new Sqlite(sqlitePath(url));
      const probe = async (text: string, values: readonly SqlValue[] = []): Promise<any[]> => {
        const statement = db.prepare(text);
        if (statement.reader) return statement.all(...values);
        return statement.run(...values) && [];
      };
      return { database: wrap(db), probe, close: async () => void db.close() };
    },
  };
}

/** The DatabaseSync of node:sqlite, where the runtime has one: Node 22.13 and later. */
async function nodeSqlite(): Promise<ClientCase> {
  const module = "node:sqlite";
  const found = (await import(module).catch(() => null)) as {
    DatabaseSync: new (
      path: string,
    ) => NodeSqliteClient & { close(): void; exec(text: string): void };
  } | null;
  if (found === null) {
    return onSqlite("node:sqlite (look-alike: this runtime has none)", nodeSqliteDatabase);
  }
  return {
    name: "node:sqlite",
    vendor: "sqlite",
    open: async (url) => {
      const db = new found.DatabaseSync(sqlitePath(url));
      db.exec("PRAGMA busy_timeout = 5000");
      const probe = async (text: string, values: readonly SqlValue[] = []): Promise<any[]> =>
        db.prepare(text).all(...values);
      return { database: nodeSqliteDatabase(db), probe, close: async () => db.close() };
    },
  };
}

/** `sqlite:///path` as Django's settings of the tests have it. */
function sqlitePath(url: string | undefined): string {
  return url === undefined ? ":memory:" : url.replace("sqlite:///", "");
}

/** Without a listener the process would end when a server goes away under an idle connection. */
function pgPool(connectionString: string, max: number): Pool {
  const pool = new Pool({ connectionString, max });
  return pool.on("error", () => {});
}

const pg = (url: string, options: { prepare?: boolean } = {}): Opened => {
  const pool = pgPool(url, 10);
  return { database: pgDatabase(pool, options), close: () => pool.end() };
};

/** By default it waits up to 20 seconds before it connects again, and all its statements with it. */
const backoff = (): number => 0.1;

const postgresJs = (url: string, options: { prepare?: boolean } = {}): Opened => {
  const sql = postgres(url, { max: 10, transform: postgres.toPascal, backoff });
  return { database: postgresDatabase(sql, options), close: () => sql.end({ timeout: 1 }) };
};

const mysqlPool = (
  options: mysql.PoolOptions,
  adapter: { prepare?: boolean } = {},
): ((url: string) => Opened) => {
  return (uri) => {
    const pool = mysqlPromise.createPool({ uri, ...options });
    return { database: mysql2Database(pool, adapter), close: () => pool.end() };
  };
};

const kysely = (dialect: any): Opened => {
  const db = new Kysely<any>({ dialect, plugins: [new CamelCasePlugin({ upperCase: true })] });
  return { database: kyselyDatabase(db), close: () => db.destroy() };
};

/** The table. */
export const clients: readonly ClientCase[] = [
  onPostgres("pg", (url) => pg(url)),
  onPostgres("pg, prepare: false", (url) => pg(url, { prepare: false })),
  onPostgres("pg, one Client", async (connectionString) => {
    const client = new Client({ connectionString });
    await client.connect();
    return { database: pgDatabase(client), close: () => client.end() };
  }),
  onPostgres("postgres", (url) => postgresJs(url)),
  onPostgres("postgres, prepare: false", (url) => postgresJs(url, { prepare: false })),
  onPostgres("kysely", (url) => kysely(new PostgresDialect({ pool: pgPool(url, 10) }))),
  onMysql("mysql2", (url) => {
    const pool = mysql.createPool(url);
    return { database: mysql2Database(pool), close: () => pool.promise().end() };
  }),
  onMysql("mysql2/promise", mysqlPool({})),
  onMysql("mysql2/promise, one Connection", async (url) => {
    const connection = await mysqlPromise.createConnection(url);
    return { database: mysql2Database(connection), close: () => connection.end() };
  }),
  onMysql("mysql2, prepare: false", mysqlPool({}, { prepare: false })),
  onMysql("mysql2, without FOUND_ROWS", mysqlPool({ flags: ["-FOUND_ROWS"] })),
  onMysql(
    "mysql2, with options of its own",
    mysqlPool({ rowsAsArray: true, namedPlaceholders: true, nestTables: true }),
  ),
  onMysql("kysely", (uri) => kysely(new MysqlDialect({ pool: mysql.createPool(uri) }))),
  onSqlite("better-sqlite3", betterSqlite3Database),
  await nodeSqlite(),
  onSqlite("bun:sqlite (look-alike: it exists in Bun alone)", bunSqliteDatabase),
  onSqlite("kysely", (database) => kysely(new SqliteDialect({ database })).database),
];

/** A line of the table. */
export function clientCase(vendor: Vendor, name: string): ClientCase {
  const found = clients.find((client) => client.vendor === vendor && client.name === name);
  if (found === undefined) throw new Error(`There is no client ${name} of ${vendor}.`);
  return found;
}
