/** SQLite by `better-sqlite3`. */
import type { SqlDatabase } from "./sql/database.ts";
import { sqliteDatabase } from "./sql/sqlite.ts";
import type { SqliteStatement } from "./sql/sqlite.ts";

/** What is called of a `Database` of better-sqlite3. */
export interface BetterSqlite3Client {
  /** Makes a statement that is run often. */
  prepare(text: string): SqliteStatement;
}

/**
 * The SQLite database behind better-sqlite3. Statements run synchronously, as everything does there.
 * @throws ImproperlyConfigured when given something else.
 */
export function betterSqlite3Database(client: BetterSqlite3Client): SqlDatabase {
  return sqliteDatabase(client, {
    adapter: "betterSqlite3Database",
    wraps: "a Database of better-sqlite3",
    example: 'new Database("db.sqlite3")',
  });
}
