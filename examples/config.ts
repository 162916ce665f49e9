/** What the examples share: the settings of `django_app.py`, and a connection to Django's database. */
import { fileURLToPath } from "node:url";
import type { SqlDatabase } from "async-django-session";
import { betterSqlite3Database } from "async-django-session/better-sqlite3";
import { mysql2Database } from "async-django-session/mysql2";
import { pgDatabase } from "async-django-session/pg";
import Sqlite from "better-sqlite3";
import mysql from "mysql2/promise";
import { Pool } from "pg";

const validator = (name: string) => ({ NAME: `django.contrib.auth.password_validation.${name}` });

export const settings = {
  SECRET_KEY: process.env.SECRET_KEY ?? "django-insecure-only-for-the-examples",
  ALLOWED_HOSTS: ["localhost", "127.0.0.1"],
  LOGIN_URL: "/account/login",
  AUTH_PASSWORD_VALIDATORS: [
    validator("UserAttributeSimilarityValidator"),
    validator("MinimumLengthValidator"),
    validator("CommonPasswordValidator"),
    validator("NumericPasswordValidator"),
  ],
};

const here = fileURLToPath(new URL(".", import.meta.url));

/** The database at an address: `sqlite:///path`, `postgres://…` or `mysql://…`. */
function connect(url: string): SqlDatabase {
  if (url.startsWith("postgres")) return pgDatabase(new Pool({ connectionString: url }));
  if (url.startsWith("mysql")) return mysql2Database(mysql.createPool(url));
  const sqlite = new Sqlite(url.replace("sqlite:///", ""));
  sqlite.pragma("journal_mode = WAL");
  return betterSqlite3Database(sqlite);
}

export const database = connect(process.env.DATABASE_URL ?? `sqlite:///${here}db.sqlite3`);
