/** The columns of a table, as the database's own schema tells them. */
import type { SqlDatabase, Vendor } from "../../databases/sql/database.ts";
import { dialectOf } from "../../databases/sql/dialect.ts";
import { parameter, sql } from "../../databases/sql/fragment.ts";
import type { Fragment } from "../../databases/sql/fragment.ts";
import type { FieldType } from "./user-model.ts";

/** A column that a user model can have. */
export interface TableColumn {
  readonly name: string;
  readonly type: FieldType;
  readonly isNullable: boolean;
  /** The database fills it in: it counts, or has a default. */
  readonly isFilled: boolean;
  readonly isPrimary: boolean;
  readonly isUnique: boolean;
  /** Whether it holds letters: of type `text` are decimals and hours too. */
  readonly isText: boolean;
  readonly maxLength: number | null;
  /** What a foreign key points to. */
  readonly references: { readonly table: string; readonly column: string } | null;
}

/** A table, where there is one. */
export interface TableName {
  readonly table: string;
  readonly schema?: string | undefined;
}

const table = parameter("table");
const schema = parameter("schema");

/** Rows of `name`, `type`, `nullable`, `filled`, `uniqueness` (2 for the primary key), `totable`, `tocolumn`. */
const QUERIES: Readonly<Record<Vendor, Fragment>> = {
  // `table` is quoted, and with its schema.
  postgresql: sql`SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, CASE WHEN a.attnotnull THEN 0 ELSE 1 END AS nullable, CASE WHEN a.attidentity <> '' OR a.atthasdef THEN 1 ELSE 0 END AS filled, (SELECT max(CASE WHEN i.indisprimary THEN 2 ELSE 1 END) FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indnatts = 1 AND i.indkey[0] = a.attnum) AS uniqueness, r.relname AS totable, t.attname AS tocolumn FROM pg_attribute a LEFT JOIN pg_constraint f ON f.conrelid = a.attrelid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum] LEFT JOIN pg_class r ON r.oid = f.confrelid LEFT JOIN pg_attribute t ON t.attrelid = f.confrelid AND t.attnum = f.confkey[1] WHERE a.attrelid = to_regclass(CAST(${table} AS text)) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
  mysql: sql`SELECT c.column_name AS name, CAST(c.column_type AS CHAR) AS type, c.is_nullable = 'YES' AS nullable, c.extra LIKE '%auto_increment%' OR COALESCE(c.column_default, 'NULL') <> 'NULL' AS filled, CASE c.column_key WHEN 'PRI' THEN 2 WHEN 'UNI' THEN 1 END AS uniqueness, k.referenced_table_name AS totable, k.referenced_column_name AS tocolumn FROM information_schema.columns c LEFT JOIN information_schema.key_column_usage k ON k.table_schema = c.table_schema AND k.table_name = c.table_name AND k.column_name = c.column_name AND k.referenced_table_name IS NOT NULL WHERE c.table_schema = COALESCE(${schema}, DATABASE()) AND c.table_name = ${table} ORDER BY c.ordinal_position`,
  sqlite: sql`SELECT c.name AS name, c.type AS type, 1 - c."notnull" AS nullable, c.dflt_value IS NOT NULL OR (c.pk = 1 AND lower(c.type) = 'integer') AS filled, CASE WHEN c.pk = 1 THEN 2 ELSE (SELECT 1 FROM pragma_index_list(${table}) i WHERE i."unique" AND (SELECT group_concat(p.name) FROM pragma_index_info(i.name) p) = c.name) END AS uniqueness, f."table" AS totable, f."to" AS tocolumn FROM pragma_table_info(${table}) c LEFT JOIN pragma_foreign_key_list(${table}) f ON f."from" = c.name ORDER BY c.cid`,
};

/** The columns of a table; none where there is no such table. Those that hold bytes are left out. */
export async function columnsOf(
  database: SqlDatabase,
  { table, schema }: TableName,
): Promise<TableColumn[]> {
  const { vendor } = database;
  const { compile, quote } = dialectOf(vendor);
  const { statement, bind } = compile(QUERIES[vendor], "django_auth_columns");
  const quoted = [schema, table].filter((name) => name !== undefined).map(quote);
  const name = vendor === "postgresql" ? quoted.join(".") : table;
  const { rows } = await database.run(statement, bind({ table: name, schema: schema ?? null }));
  return rows.map(readColumn).filter((column) => column !== null);
}

function readColumn(row: Readonly<Record<string, unknown>>): TableColumn | null {
  const declared = String(row["type"]).toLowerCase();
  const type = typeOf(declared);
  if (type === null) return null;
  const [, length] = /^(?:var|character varying).*\((\d+)\)/.exec(declared) ?? [];
  const [table, column] = [row["totable"], row["tocolumn"]];
  const isReference = typeof table === "string" && typeof column === "string";
  return {
    name: String(row["name"]),
    type,
    isNullable: Number(row["nullable"]) === 1,
    isFilled: Number(row["filled"]) === 1,
    isPrimary: Number(row["uniqueness"]) === 2,
    isUnique: Number(row["uniqueness"]) === 1,
    isText: /char|text/.test(declared),
    maxLength: length === undefined ? null : Number(length),
    references: isReference ? { table, column } : null,
  };
}

/** The kinds of Django's fields, by the types that Django declares for them; null for bytes. */
const TYPES: readonly (readonly [RegExp, FieldType | null])[] = [
  [/^(?:bool|tinyint\(1\))/, "boolean"],
  [/^bigint/, "bigint"],
  [/^(?:int|smallint|mediumint|tinyint)(?!erval)/, "integer"],
  [/^(?:datetime|timestamp)/, "datetime"],
  [/^date/, "date"],
  [/^(?:double|real|float)/, "float"],
  [/^(?:uuid|char\(32\))/, "uuid"],
  [/^json/, "json"],
  [/blob|^(?:bytea|(?:var)?binary)/, null],
];

function typeOf(declared: string): FieldType | null {
  const known = TYPES.find(([pattern]) => pattern.test(declared));
  return known === undefined ? "text" : known[1];
}
