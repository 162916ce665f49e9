/** SQLite by `bun:sqlite`. */
import type { SqlDatabase } from "./sql/database.ts";
import { sqliteDatabase } from "./sql/sqlite.ts";
import type { SqliteStatement } from "./sql/sqlite.ts";

/** What is called of a `Database` of bun:sqlite. */
export interface BunSqliteClient {
  /** Makes a statement that is run often. */
  prepare(text: string): SqliteStatement;
}

/**
 * The SQLite database behind bun:sqlite. Statements run synchronously, as everything does there.
 * @throws ImproperlyConfigured when given something else.
 */
export function bunSqliteDatabase(client: BunSqliteClient): SqlDatabase {
  return sqliteDatabase(client, {
    adapter: "bunSqliteDatabase",
    wraps: "a Database of bun:sqlite",
    example: 'new Database("db.sqlite3")',
  });
}
