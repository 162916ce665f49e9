/** What the cases of the database kit work with. */
import { randomBytes } from "node:crypto";
import type { SqlDatabase, SqlValue } from "../databases/sql/database.ts";
import { dialectOf } from "../databases/sql/dialect.ts";
import type { Dialect } from "../databases/sql/dialect.ts";
import type { Fragment } from "../databases/sql/fragment.ts";

/** An adapter under test, and a way to the same database that does not go through it. */
export interface DatabaseSubject {
  readonly database: SqlDatabase;
  /** Runs a statement by the bare driver, the values bound to the vendor's placeholders; gives its rows. */
  readonly probe: (
    text: string,
    values?: readonly SqlValue[],
  ) => Promise<Readonly<Record<string, unknown>>[]>;
}

/** What a case works with: a table with `key_` (40 characters, the primary key), `body` (a text) and `amount` (a big integer). */
export interface DatabaseBench extends DatabaseSubject {
  readonly dialect: Dialect;
  /** The table, quoted. */
  readonly table: string;
  /** Runs a fragment by the adapter. */
  run(
    fragment: Fragment,
    values?: Readonly<Record<string, SqlValue>>,
  ): ReturnType<SqlDatabase["run"]>;
}

/** A case before it is given its bench. */
export type DatabaseCase = (bench: DatabaseBench) => Promise<void>;

/** Runs a case on a table made for it. */
export async function onBench(
  make: () => Promise<DatabaseSubject>,
  body: DatabaseCase,
): Promise<void> {
  const { database, probe } = await make();
  const dialect = dialectOf(database.vendor);
  const table = dialect.quote(`kit "${randomBytes(6).toString("hex")}"`);
  const collation = database.vendor === "mysql" ? " CHARACTER SET utf8mb4" : "";
  const text = database.vendor === "mysql" ? "longtext" : "text";
  await probe(
    `CREATE TABLE ${table} (key_ varchar(40) PRIMARY KEY, body ${text} NOT NULL, amount bigint)${collation}`,
  );
  const run: DatabaseBench["run"] = (fragment, values = {}) => {
    const template = dialect.compile(fragment, "kit");
    return database.run(template.statement, template.bind(values));
  };
  try {
    await body({ database, probe, dialect, table, run });
  } finally {
    await probe(`DROP TABLE ${table}`);
  }
}
