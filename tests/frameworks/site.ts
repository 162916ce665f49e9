/** A site on a database in memory, for tests of one framework. */
import Sqlite from "better-sqlite3";
import { Backend } from "../../src/backend.ts";
import { betterSqlite3Database } from "../../src/databases/better-sqlite3.ts";
import type { Settings } from "../../src/settings.ts";
import { sessionTable } from "../../src/testing/database-tables.ts";
import { ObservedDatabase } from "../../src/testing/observed-database.ts";

export interface MemorySite {
  readonly backend: Backend;
  readonly database: ObservedDatabase;
  /** The key of a stored session that holds `{ kept: 1 }`. */
  stored(): Promise<string>;
  /** What the store holds for a key, null when nothing. */
  peek(key: string): Promise<object | null>;
}

export function memorySite(settings: Partial<Settings> = {}): MemorySite {
  const sqlite = new Sqlite(":memory:");
  for (const statement of sessionTable("sqlite", "django_session")) sqlite.exec(statement);
  const database = new ObservedDatabase(betterSqlite3Database(sqlite));
  const backend = new Backend(database, { SECRET_KEY: "in memory", ...settings });
  return {
    backend,
    database,
    stored: async () => {
      const session = await backend.getSession().load();
      await session.set("kept", 1).save();
      return session.key!;
    },
    peek: async (key) => {
      const session = await backend.getSession(key).load();
      return session.key === null ? null : session.toJSON();
    },
  };
}
