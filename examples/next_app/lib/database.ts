/** Django's database: `sqlite:///path` or `postgres://…`. */
import type { SqlDatabase } from "async-django-session";
import { betterSqlite3Database } from "async-django-session/better-sqlite3";
import { pgDatabase } from "async-django-session/pg";
import Sqlite from "better-sqlite3";
import { Pool } from "pg";

const { DATABASE_URL = "sqlite:///../db.sqlite3" } = process.env;

function connect(): SqlDatabase {
  if (DATABASE_URL.startsWith("postgres")) {
    return pgDatabase(new Pool({ connectionString: DATABASE_URL }));
  }
  const sqlite = new Sqlite(DATABASE_URL.replace("sqlite:///", ""));
  sqlite.pragma("journal_mode = WAL");
  return betterSqlite3Database(sqlite);
}

export const database = connect();
