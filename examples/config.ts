/** What the examples share: the settings of `django_app.py`, or of a project of your own, and a connection to Django's database. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BackendOptions, Settings, SqlDatabase } from "async-django-session";
import { betterSqlite3Database } from "async-django-session/better-sqlite3";
import { mysql2Database } from "async-django-session/mysql2";
import { pgDatabase } from "async-django-session/pg";
import Sqlite from "better-sqlite3";
import mysql from "mysql2/promise";
import { Pool } from "pg";

const validator = (name: string) => ({ NAME: `django.contrib.auth.password_validation.${name}` });

/** The settings of `django_app.py`. */
const own: Omit<Settings, "SECRET_KEY"> = {
  ALLOWED_HOSTS: ["localhost", "127.0.0.1"],
  AUTH_PASSWORD_VALIDATORS: [
    validator("UserAttributeSimilarityValidator"),
    validator("MinimumLengthValidator"),
    validator("CommonPasswordValidator"),
    validator("NumericPasswordValidator"),
  ],
};

/** A project of your own: DJANGO=django.json, which `npx async-django-session describe > django.json` has made. */
const described = JSON.parse(
  process.env.DJANGO === undefined ? "{}" : readFileSync(process.env.DJANGO, "utf8"),
) as BackendOptions & { settings?: Omit<Settings, "SECRET_KEY"> };

export const settings: Settings = {
  ...(described.settings ?? own),
  SECRET_KEY: process.env.SECRET_KEY ?? "django-insecure-only-for-the-examples",
  LOGIN_URL: "/account/login",
};

/** What is neither: the user model, where it is not Django's own. */
export const options: BackendOptions = described.userModel
  ? { userModel: described.userModel }
  : {};

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
