/** The session table as Django's migrations make it, for tests that have no Django at hand. */
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
