/** What a driver's error means, and what to do about it. The errors are of the shapes that the drivers throw. */
import Sqlite from "better-sqlite3";
import { describe, expect, test } from "vitest";
import {
  DuplicateKey,
  IncomparableText,
  UniqueViolation,
  storeFailure,
} from "../../../../src/databases/sql/failure.ts";
import { ImproperlyConfigured, StoreRefused, StoreUnavailable } from "../../../../src/errors.ts";

const shaped = (message: string, members: object): Error =>
  Object.assign(new Error(message), members);

/** As pg and postgres.js have them. */
const pg = (code: string, message = "an error of PostgreSQL"): Error => shaped(message, { code });
/** As mysql2 has them. */
const mysql = (errno: number, sqlState: string, message = "an error of MySQL"): Error =>
  shaped(message, { errno, sqlState, code: "ER_ANY", sqlMessage: message });
/** As Node has them. */
const system = (code: string, errno = -111): Error => shaped(`connect ${code}`, { code, errno });
/** As node:sqlite has them. */
const nodeSqlite = (errcode: number, message = "an error of SQLite"): Error =>
  shaped(message, { code: "ERR_SQLITE_ERROR", errcode });
const sqlite = (code: string, message = "an error of SQLite"): Error =>
  new Sqlite.SqliteError(message, code);

const PASSING: readonly [string, unknown][] = [
  ["connection_exception", pg("08000")],
  ["connection_failure", pg("08006")],
  ["admin_shutdown", pg("57P01")],
  ["cannot_connect_now", pg("57P03")],
  ["query_canceled", pg("57014")],
  ["too_many_connections", pg("53300")],
  ["out_of_memory", pg("53200")],
  ["deadlock_detected", pg("40P01")],
  ["serialization_failure", pg("40001")],
  ["lock_not_available", pg("55P03")],
  ["read_only_sql_transaction, of a replica", pg("25006")],
  ["ER_CON_COUNT_ERROR", mysql(1040, "08004")],
  ["ER_SERVER_SHUTDOWN", mysql(1053, "08S01")],
  ["ER_LOCK_WAIT_TIMEOUT", mysql(1205, "HY000")],
  ["ER_LOCK_DEADLOCK", mysql(1213, "40001")],
  ["ER_OPTION_PREVENTS_STATEMENT, of a replica", mysql(1290, "HY000")],
  ["ER_QUERY_INTERRUPTED", mysql(1317, "70100")],
  ["ER_CLIENT_INTERACTION_TIMEOUT", mysql(4031, "HY000")],
  ["PROTOCOL_CONNECTION_LOST", shaped("Connection lost", { code: "PROTOCOL_CONNECTION_LOST" })],
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"].map(
    (code): [string, unknown] => [code, system(code)],
  ),
  ...["EHOSTUNREACH", "ENETUNREACH", "ENOENT", "EMFILE", "CONNECT_TIMEOUT"].map(
    (code): [string, unknown] => [code, system(code)],
  ),
  [
    "CONNECTION_ENDED of postgres.js",
    shaped("write CONNECTION_ENDED", { code: "CONNECTION_ENDED" }),
  ],
  ["SQLITE_BUSY", sqlite("SQLITE_BUSY", "database is locked")],
  ["SQLITE_BUSY_SNAPSHOT", sqlite("SQLITE_BUSY_SNAPSHOT")],
  ["SQLITE_IOERR_READ", sqlite("SQLITE_IOERR_READ")],
  ["SQLITE_BUSY of node:sqlite", nodeSqlite(5)],
  ["SQLITE_BUSY_SNAPSHOT of node:sqlite", nodeSqlite(517)],
  ...[
    "Connection terminated unexpectedly",
    "Connection terminated due to connection timeout",
    "Client has encountered a connection error and is not queryable",
    "timeout exceeded when trying to connect",
    "Cannot use a pool after calling end on the pool",
    "Can't add new command when connection is in closed state",
    "Pool is closed.",
    "Queue limit reached.",
    "The database connection is not open",
    "driver has already been destroyed",
  ].map((message): [string, unknown] => [message, new Error(message)]),
];

const REFUSED: readonly [string, unknown, RegExp][] = [
  ["undefined_table", pg("42P01"), /table is missing.*manage\.py migrate/],
  ["ER_NO_SUCH_TABLE", mysql(1146, "42S02"), /table is missing.*manage\.py migrate/],
  ["no such table", sqlite("SQLITE_ERROR", "no such table: x"), /table is missing/],
  ["no such table of node:sqlite", nodeSqlite(1, "no such table: x"), /table is missing/],
  ["undefined_column", pg("42703"), /does not have these columns/],
  ["ER_BAD_FIELD_ERROR", mysql(1054, "42S22"), /does not have these columns/],
  ["no such column", sqlite("SQLITE_ERROR", "no such column: x"), /does not have these columns/],
  ["has no column", sqlite("SQLITE_ERROR", "table x has no column named y"), /these columns/],
  ["invalid_column_reference", pg("42P10"), /does not have these columns/],
  ["insufficient_privilege", pg("42501"), /may not do this.*SELECT, INSERT, UPDATE and DELETE/],
  ["ER_TABLEACCESS_DENIED_ERROR", mysql(1142, "42000"), /may not do this/],
  ["SQLITE_READONLY", sqlite("SQLITE_READONLY_DBMOVED"), /may not do this/],
  ["SQLITE_READONLY of node:sqlite", nodeSqlite(8), /may not do this/],
  ["invalid_password", pg("28P01"), /does not let this user in/],
  ["invalid_catalog_name", pg("3D000"), /does not let this user in/],
  ["ER_ACCESS_DENIED_ERROR", mysql(1045, "28000"), /does not let this user in/],
  ["ER_BAD_DB_ERROR", mysql(1049, "42000"), /does not let this user in/],
  ["invalid_sql_statement_name", pg("26000"), /prepare: false/],
  ["duplicate_prepared_statement", pg("42P05"), /prepare: false/],
  ["disk_full", pg("53100"), /disk .* is full.*clearExpired/],
  ["SQLITE_FULL", sqlite("SQLITE_FULL"), /disk .* is full/],
  ["syntax_error", pg("42601"), /The cause says why/],
  ["ER_PARSE_ERROR", mysql(1064, "42000"), /The cause says why/],
  ["an error of the server that mentions a timeout", pg("22023", "bad timeout"), /cause says why/],
  ["a mistake of the adapter's", new TypeError("x is not a function"), /The cause says why/],
];

describe("a failure that passes", () => {
  test.each(PASSING)("is StoreUnavailable, and can be tried again: %s", (_, error) => {
    const failure = storeFailure(error, []);
    expect(failure).toBeInstanceOf(StoreUnavailable);
    expect(failure).toMatchObject({ status: 503, retryAfter: 1 });
    expect(failure.fix).toContain("Try again");
  });
});

describe("a refusal", () => {
  test.each(REFUSED)("is StoreRefused, and says what to do: %s", (_, error, message) => {
    const failure = storeFailure(error, []);
    expect(failure).toBeInstanceOf(StoreRefused);
    expect(failure.message).toMatch(message);
    expect(failure.cause).toMatchObject({ name: (error as Error).name });
  });

  test("of a primary key that is in use is told from others, on MySQL", () => {
    const duplicate = (key: string): unknown =>
      storeFailure(mysql(1062, "23000", `Duplicate entry 'abc' for key '${key}'`), []);
    expect(duplicate("PRIMARY")).toBeInstanceOf(DuplicateKey);
    expect(duplicate("django_session.PRIMARY")).toBeInstanceOf(DuplicateKey);
    expect(duplicate("account_id")).not.toBeInstanceOf(DuplicateKey);
    expect(duplicate("account_id")).toBeInstanceOf(UniqueViolation);
  });

  test("of a value that must be unique is told from others", () => {
    const errors = [
      pg("23505", 'duplicate key value violates unique constraint "x"'),
      sqlite("SQLITE_CONSTRAINT_UNIQUE", "UNIQUE constraint failed: x.y"),
      nodeSqlite(2067, "UNIQUE constraint failed: x.y"),
    ];
    for (const error of errors) expect(storeFailure(error, [])).toBeInstanceOf(UniqueViolation);
    expect(storeFailure(pg("23502", "null value"), [])).not.toBeInstanceOf(UniqueViolation);
  });

  test.each([1267, 3854, 3988])("of a text that MySQL cannot compare is told: %d", (errno) => {
    expect(storeFailure(mysql(errno, "HY000"), [])).toBeInstanceOf(IncomparableText);
  });
});

describe("an error", () => {
  test("of this package stays what it is", () => {
    const error = new ImproperlyConfigured("mine");
    expect(storeFailure(error, [])).toBe(error);
  });

  test("is looked for behind what wraps it", () => {
    const inner = pg("57P01");
    const wrapped = new Error("Failed query: …", { cause: new Error("again", { cause: inner }) });
    expect(storeFailure(wrapped, [])).toBeInstanceOf(StoreUnavailable);
    expect(storeFailure(wrapped, []).cause).toMatchObject({ code: "57P01" });
  });

  test("of many addresses is told by theirs", () => {
    const many = Object.assign(new AggregateError([system("ECONNREFUSED")]), {
      code: "ECONNREFUSED",
    });
    const failure = storeFailure(many, []);
    expect(failure).toBeInstanceOf(StoreUnavailable);
    expect((failure.cause as Error).message).toContain("connect ECONNREFUSED");
  });

  test.each([null, undefined, "a text", 5, {}, []])("may be anything at all: %s", (thrown) => {
    expect(storeFailure(thrown, ["value"])).toBeInstanceOf(StoreRefused);
  });

  test("whose causes run in a circle ends", () => {
    const error = new Error("round");
    error.cause = error;
    expect(storeFailure(error, [])).toBeInstanceOf(StoreRefused);
  });
});
