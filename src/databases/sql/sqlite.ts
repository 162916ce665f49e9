/** What the SQLite clients have in common: they are synchronous, and prepare a statement to run it often. */
import { assertClient } from "./client.ts";
import type { ClientKind } from "./client.ts";
import type { SqlDatabase, SqlValue, Statement } from "./database.ts";

/** What is called of a prepared statement. */
export interface SqliteStatement {
  all(...values: SqlValue[]): unknown[];
  run(...values: SqlValue[]): { readonly changes: number | bigint };
}

/** What is called of a SQLite client. */
export interface SqliteClient {
  prepare(text: string): SqliteStatement;
}

/** The SQLite database behind a client; each statement is prepared once. */
export function sqliteDatabase(
  client: SqliteClient,
  kind: Omit<ClientKind, "methods">,
): SqlDatabase {
  assertClient(client, { ...kind, methods: ["prepare"] });
  const prepared = new WeakMap<Statement, SqliteStatement>();
  const prepare = (statement: Statement): SqliteStatement => {
    const known = prepared.get(statement) ?? client.prepare(statement.text);
    prepared.set(statement, known);
    return known;
  };
  return {
    vendor: "sqlite",
    async run(statement, values) {
      if (/^\s*(?:SELECT|WITH|EXPLAIN|PRAGMA)\b/i.test(statement.text)) {
        const rows = prepare(statement).all(...values) as Record<string, unknown>[];
        return { rows, changed: rows.length };
      }
      return { rows: [], changed: Number(prepare(statement).run(...values).changes) };
    },
  };
}
