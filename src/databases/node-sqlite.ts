/** SQLite by `node:sqlite`. */
import type { SqlDatabase } from "./sql/database.ts";
import { sqliteDatabase } from "./sql/sqlite.ts";
import type { SqliteStatement } from "./sql/sqlite.ts";

/** What is called of a `DatabaseSync` of node:sqlite. */
export interface NodeSqliteClient {
  /** Makes a statement that is run often. */
  prepare(text: string): SqliteStatement;
}

/**
 * The SQLite database behind node:sqlite. Statements run synchronously, as everything does there.
 * @throws ImproperlyConfigured when given something else.
 */
export function nodeSqliteDatabase(client: NodeSqliteClient): SqlDatabase {
  return sqliteDatabase(client, {
    adapter: "nodeSqliteDatabase",
    wraps: "a DatabaseSync of node:sqlite",
    example: 'new DatabaseSync("db.sqlite3")',
  });
}
