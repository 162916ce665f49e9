/** Any database of Django's that `kysely` reaches: PostgreSQL, MySQL and SQLite, by whichever driver. */
import { ImproperlyConfigured } from "../errors.ts";
import { assertClient } from "./sql/client.ts";
import type { SqlDatabase, Vendor } from "./sql/database.ts";
import { writeUnsafeTexts } from "./sql/mysql-literals.ts";

/** A statement as kysely runs it: SQL that no query builder made. */
interface RawQuery {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly query: {
    readonly kind: "RawNode";
    readonly sqlFragments: readonly string[];
    readonly parameters: readonly never[];
  };
  readonly queryId: { readonly queryId: string };
}

/** What is called of a `Kysely`. */
export interface KyselyClient {
  /** Without them nothing renames the columns of the result, as CamelCasePlugin does. */
  withoutPlugins(): {
    /** Runs a statement that no query builder made. */
    executeQuery(query: RawQuery): Promise<{
      readonly rows: unknown[];
      readonly numAffectedRows?: bigint;
    }>;
  };
  /** Its adapter tells by its class which kind of database there is. */
  getExecutor(): { readonly adapter: object };
}

/** Options of {@link kyselyDatabase}. */
export interface KyselyOptions {
  /** The kind of database, where the dialect does not tell. */
  readonly vendor?: Vendor;
}

/**
 * The database behind a Kysely. Which kind it is, its dialect tells, or the option `vendor`.
 * @throws ImproperlyConfigured when given something else, and when the dialect does not tell.
 */
export function kyselyDatabase(client: KyselyClient, options: KyselyOptions = {}): SqlDatabase {
  assertClient(client, {
    adapter: "kyselyDatabase",
    wraps: "a Kysely",
    example: "new Kysely({ dialect })",
    methods: ["withoutPlugins", "getExecutor"],
  });
  const vendor = options.vendor ?? vendorOf(client.getExecutor().adapter);
  const plain = client.withoutPlugins();
  return {
    vendor,
    async run({ name, text }, values) {
      const bound = vendor === "mysql" ? writeUnsafeTexts(text, values) : { text, values };
      const result = await plain.executeQuery({
        sql: bound.text,
        parameters: bound.values,
        query: { kind: "RawNode", sqlFragments: [bound.text], parameters: [] },
        queryId: { queryId: name },
      });
      const rows = result.rows as Record<string, unknown>[];
      return { rows, changed: Number(result.numAffectedRows ?? rows.length) };
    },
  };
}

const ADAPTERS: readonly (readonly [RegExp, Vendor])[] = [
  [/^(?:Postgres|PGlite|Neon)/i, "postgresql"],
  [/^(?:Mysql|MariaDB|PlanetScale)/i, "mysql"],
  [/^(?:Sqlite|LibSql|D1|Bun)/i, "sqlite"],
];

/** Dialects made by others extend kysely's own adapters, so the name is looked for along the classes. */
function vendorOf(adapter: object): Vendor {
  let prototype: object | null = Object.getPrototypeOf(adapter) as object | null;
  while (prototype !== null) {
    const { name } = prototype.constructor;
    const known = ADAPTERS.find(([pattern]) => pattern.test(name));
    if (known !== undefined) return known[1];
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  throw new ImproperlyConfigured("The dialect of the Kysely does not tell its kind of database.", {
    fix: 'Name it: kyselyDatabase(db, { vendor: "postgresql" }), or "mysql", or "sqlite".',
  });
}
