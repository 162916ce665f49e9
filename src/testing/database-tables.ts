/** Django's tables as its migrations make them, for tests that have no Django at hand. */
import type { Vendor } from "../databases/sql/database.ts";
import { dialectOf } from "../databases/sql/dialect.ts";

const TYPES: Readonly<Record<Vendor, { data: string; date: string; options: string }>> = {
  postgresql: { data: "text", date: "timestamptz", options: "" },
  mysql: { data: "longtext", date: "datetime(6)", options: " CHARACTER SET utf8mb4" },
  sqlite: { data: "text", date: "datetime", options: "" },
};

/** What a table may have that Django's own does not. */
export interface TableOptions {
  /** Definitions of more columns: `"account_id" integer NULL`. */
  readonly columns?: readonly string[];
  /** MySQL's character set and collation, in place of the default. */
  readonly charset?: string;
}

/** The statements that make the table and its indexes. Run them one by one. */
export function sessionTable(
  vendor: Vendor,
  table: string,
  { columns = [], charset }: TableOptions = {},
): string[] {
  const { quote } = dialectOf(vendor);
  const { data, date, options } = TYPES[vendor];
  const own = [
    `${quote("session_key")} varchar(40) NOT NULL PRIMARY KEY`,
    `${quote("session_data")} ${data} NOT NULL`,
    `${quote("expire_date")} ${date} NOT NULL`,
  ];
  const name = quote(table);
  const index = (of: string, by: string): string =>
    `CREATE INDEX ${quote(`${table}_${of}`)} ON ${name} (${by})`;
  const statements = [
    `CREATE TABLE ${name} (${[...own, ...columns].join(", ")})${charset ?? options}`,
    index("expire_date", quote("expire_date")),
  ];
  const like = index("session_key_like", `${quote("session_key")} varchar_pattern_ops`);
  return vendor === "postgresql" ? [...statements, like] : statements;
}

const ID = '"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT';

/** The columns of the tables of `django.contrib.auth` and `django.contrib.contenttypes`, as SQLite has them. */
const USER_TABLES: Readonly<Record<string, string>> = {
  auth_user:
    '"password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL',
  auth_group: '"name" varchar(150) NOT NULL UNIQUE',
  django_content_type:
    '"app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL, UNIQUE ("app_label", "model")',
  auth_permission:
    '"content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id"), "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL, UNIQUE ("content_type_id", "codename")',
  auth_group_permissions: pairOf("group", "permission"),
  auth_user_groups: pairOf("user", "group"),
  auth_user_user_permissions: pairOf("user", "permission"),
};

function pairOf(one: string, other: string): string {
  const columns = [one, other].map(
    (name) => `"${name}_id" integer NOT NULL REFERENCES "auth_${name}" ("id")`,
  );
  return `${columns.join(", ")}, UNIQUE ("${one}_id", "${other}_id")`;
}

/** The statements that make the tables of users, groups and permissions in SQLite. Run them one by one. */
export function userTables(): string[] {
  return Object.entries(USER_TABLES).map(
    ([table, columns]) => `CREATE TABLE "${table}" (${ID}, ${columns})`,
  );
}
