/** PostgreSQL by `postgres` (postgres.js). */
import { assertClient } from "./sql/client.ts";
import type { SqlDatabase } from "./sql/database.ts";

/** What is called of postgres.js' `sql`. */
export interface PostgresClient {
  /** Runs a statement that is text, not a template. */
  unsafe(
    text: string,
    values: (string | number | null)[],
    options: { prepare: boolean },
  ): PromiseLike<readonly Record<string, unknown>[] & { readonly count: number | null }>;
}

/** Options of {@link postgresDatabase}. */
export interface PostgresOptions {
  /** Use named prepared statements; true unless told. False for poolers in transaction mode, such as pgbouncer's. */
  readonly prepare?: boolean;
}

/**
 * The PostgreSQL behind postgres.js.
 * @throws ImproperlyConfigured when given something else.
 */
export function postgresDatabase(
  client: PostgresClient,
  { prepare = true }: PostgresOptions = {},
): SqlDatabase {
  assertClient(client, {
    adapter: "postgresDatabase",
    wraps: "the sql function that postgres() returns",
    example: "postgres(connectionString)",
    methods: ["unsafe"],
  });
  return {
    vendor: "postgresql",
    async run({ text }, values) {
      // Its types know a bigint only when told to; the server knows one by its digits.
      const bound = values.map((value) => (typeof value === "bigint" ? String(value) : value));
      const rows = await client.unsafe(text, bound, { prepare });
      return { rows: rows.map(lowerCased), changed: rows.count ?? 0 };
    },
  };
}

/** Clients with `transform: postgres.toPascal` rename the columns. */
function lowerCased(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column.toLowerCase(), value]),
  );
}
