/** PostgreSQL by `pg` (node-postgres), and by clients that answer as it does. */
import { assertClient } from "./sql/client.ts";
import type { SqlDatabase } from "./sql/database.ts";

/** What is called of a `Pool`, `Client` or `PoolClient` of pg. */
export interface PgClient {
  /** Runs a statement, prepared where it has a name. */
  query(query: { name?: string; text: string; values: unknown[] }): Promise<{
    readonly rows: Record<string, unknown>[];
    readonly rowCount: number | null;
  }>;
  /** Tells of connections that break while nobody uses them. */
  on?(event: "error", listener: () => void): unknown;
}

/** Options of {@link pgDatabase}. */
export interface PgOptions {
  /** Use named prepared statements; true unless told. False for poolers in transaction mode, such as pgbouncer's. */
  readonly prepare?: boolean;
}

/**
 * The PostgreSQL behind a pool or a client of pg.
 * @throws ImproperlyConfigured when given something else.
 */
export function pgDatabase(client: PgClient, { prepare = true }: PgOptions = {}): SqlDatabase {
  assertClient(client, {
    adapter: "pgDatabase",
    wraps: "a Pool or a Client of pg",
    example: "new Pool({ connectionString })",
    methods: ["query"],
  });
  // A connection that breaks while nobody uses it is told as an event, and one that nobody hears ends the process.
  client.on?.("error", () => {});
  return {
    vendor: "postgresql",
    async run({ name, text }, values) {
      const query = { text, values: [...values] };
      const { rows, rowCount } = await client.query(prepare ? { name, ...query } : query);
      return { rows, changed: rowCount ?? 0 };
    },
  };
}
