/** MySQL and MariaDB by `mysql2`, with callbacks or with promises. */
import { assertClient } from "./sql/client.ts";
import type { SqlDatabase, SqlResult, SqlValue } from "./sql/database.ts";
import { writeUnsafeTexts } from "./sql/mysql-literals.ts";

/** A statement with what a pool's own options may not change: the rows come as objects by column name. */
interface Mysql2Query {
  sql: string;
  values: (string | number | null)[];
  rowsAsArray: false;
  nestTables: false;
  namedPlaceholders: false;
  typeCast: true;
}

/** What is called of a `Pool` or `Connection` of mysql2/promise. */
export interface Mysql2PromiseClient {
  /** Runs a statement that is prepared once per connection. */
  execute(query: Mysql2Query): Promise<[unknown, unknown]>;
  /** Runs a statement as text. */
  query(query: Mysql2Query): Promise<[unknown, unknown]>;
}

/** What is called of a `Pool` or `Connection` of mysql2. */
export interface Mysql2CallbackClient {
  /** The same client with promises. */
  promise(): Mysql2PromiseClient;
}

/** Options of {@link mysql2Database}. */
export interface Mysql2Options {
  /** Use prepared statements; true unless told. False for proxies that hold a connection for each, such as ProxySQL. */
  readonly prepare?: boolean;
}

/**
 * The MySQL or MariaDB behind a pool or a connection of mysql2.
 * @throws ImproperlyConfigured when given something else.
 */
export function mysql2Database(
  client: Mysql2PromiseClient | Mysql2CallbackClient,
  { prepare = true }: Mysql2Options = {},
): SqlDatabase {
  assertClient(client, {
    adapter: "mysql2Database",
    wraps: "a Pool or a Connection of mysql2",
    example: "mysql.createPool(uri)",
    methods: ["execute", "query"],
  });
  const promised = "promise" in client ? client.promise() : client;
  return {
    vendor: "mysql",
    async run({ text }, values) {
      const written = writeUnsafeTexts(text, values);
      const query = queryOf(written.text, written.values);
      // A text that holds a value is not worth a prepared statement.
      const isPrepared = prepare && written.text === text;
      return resultOf(await (isPrepared ? promised.execute(query) : promised.query(query)));
    },
  };
}

function queryOf(sql: string, values: readonly SqlValue[]): Mysql2Query {
  return {
    sql,
    values: values.map((value) => (typeof value === "bigint" ? String(value) : value)),
    rowsAsArray: false,
    nestTables: false,
    namedPlaceholders: false,
    typeCast: true,
  };
}

/** Rows for a SELECT, a header for anything else. */
function resultOf([result]: [unknown, unknown]): SqlResult {
  if (Array.isArray(result)) return { rows: result, changed: result.length };
  return { rows: [], changed: (result as { affectedRows: number }).affectedRows };
}
