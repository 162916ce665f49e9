/** The seam of a SQL client: one method. Every adapter in `src/databases/` is this and no more. */

/** The kinds of SQL this package writes, by the name Django gives the vendor. */
export type Vendor = "postgresql" | "mysql" | "sqlite";

/** A statement, made once and run often. Placeholders are the vendor's: `$1` or `?`. */
export interface Statement {
  /** Names the text for drivers with named prepared statements; equal names have equal texts. */
  readonly name: string;
  readonly text: string;
}

/** Values bound to the placeholders. Dates travel as text, so that no driver's time zone touches them. */
export type SqlValue = string | number | bigint | null;

/** What came back: the rows by lower-case column alias, and how many rows the statement matched. */
export interface SqlResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly changed: number;
}

/**
 * A SQL database behind the client that the user already has.
 *
 * `run` holds a connection for one statement. It rejects with the driver's own error, which the engine makes safe to log.
 */
export interface SqlDatabase {
  readonly vendor: Vendor;
  /** Runs one statement with these values. */
  run(statement: Statement, values: readonly SqlValue[]): Promise<SqlResult>;
}
