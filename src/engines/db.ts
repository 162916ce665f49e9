/** Sessions in a table of the site's database. Django: `django.contrib.sessions.backends.db`. */
import type { SessionCodec } from "../codec/codec.ts";
import type { SqlDatabase, SqlResult, SqlValue } from "../databases/sql/database.ts";
import { datetimeForm } from "../databases/sql/dialect.ts";
import { DuplicateKey, IncomparableText } from "../databases/sql/failure.ts";
import type { Template } from "../databases/sql/fragment.ts";
import { guarded } from "../databases/sql/guarded.ts";
import type { Clock } from "../datetime.ts";
import { ImproperlyConfigured, StoreUnavailable } from "../errors.ts";
import { checkStoreOptions, checkText } from "./check-options.ts";
import { extraColumns } from "./db-columns.ts";
import type { ColumnForms, Columns, ExtraColumns } from "./db-columns.ts";
import { DbStatements } from "./db-statements.ts";
import type {
  ClearExpiredOptions,
  EngineContext,
  EngineFactory,
  SessionEnd,
  SessionEngine,
  SessionRow,
  UpdateOutcome,
} from "./engine.ts";

/** A site's own session model and store; without them, Django's own. */
export interface DbEngineOptions {
  /** The alias of the database; `default` unless told. */
  readonly database?: string;
  /** The model's `db_table`; `django_session` unless told. */
  readonly table?: string;
  /** The table's schema, where the connection's own search path does not find it. */
  readonly schema?: string;
  /** Seconds a session lives: the store's `get_session_cookie_age()`. SESSION_COOKIE_AGE unless told. */
  readonly cookieAge?: number;
  /**
   * The salt of the signature: `django.contrib.sessions.` and the `__qualname__` of the store's class, which is
   * `SessionStore` unless told: `django.contrib.sessions.SessionStore`.
   */
  readonly keySalt?: string;
  /**
   * Fills the model's other columns from the session's data, at each insert and update, as a store's
   * `create_model_instance()` does: `(data) => ({ account_id: data.get("_auth_user_id") ?? null })`.
   * Gives the same column names each time: each set of names is a statement of its own.
   */
  readonly columns?: Columns;
}

const DONE: UpdateOutcome = { kind: "done" };
const GONE: UpdateOutcome = { kind: "gone" };
const NOTHING: SqlResult = { rows: [], changed: 0 };
const DEFAULT_BATCH = 1000;
/** Django's `session_key` is a `CharField(max_length=40)`. */
const KEY_LENGTH = 40;

/**
 * The `db` engine, on Django's own table or on that of a site's own model.
 *
 * Its operations reject with `StoreUnavailable` or `StoreRefused`; a write that was cut off may or may not have been
 * carried out, and is safe to try again where it sets and does not count.
 */
export function dbEngine(options: DbEngineOptions = {}): EngineFactory {
  checkOptions(options);
  return (context) => makeDbEngine(context, options);
}

/** The same, for an engine that builds on it. */
export function makeDbEngine(context: EngineContext, options: DbEngineOptions): DbEngine {
  checkOptions(options);
  const alias = options.database ?? "default";
  const database = Object.hasOwn(context.databases, alias) ? context.databases[alias] : undefined;
  if (database !== undefined) {
    return new DbEngine(database, context, { ...options, database: alias });
  }
  throw new ImproperlyConfigured(`The database "${alias}" of the session engine is not known.`, {
    fix: `Pass it to the Backend: new Backend({ databases: { "${alias}": … } }, settings).`,
  });
}

/** Values by the names of the statements' parameters. */
type Bound = Readonly<Record<string, SqlValue>>;

/** A table of sessions. */
export class DbEngine implements SessionEngine {
  readonly codec: SessionCodec;
  readonly cookieAge: number;
  readonly #database: SqlDatabase;
  readonly #statements: DbStatements;
  readonly #clock: Clock;
  readonly #columns: Columns | undefined;
  readonly #forms: ColumnForms;

  constructor(
    database: SqlDatabase,
    { settings, clock, codec, limits }: EngineContext,
    options: DbEngineOptions & { readonly database: string },
  ) {
    const safe = guarded(database, limits.statementTimeout);
    const { vendor } = safe;
    const { table = "django_session", schema } = options;
    const databaseTimeZone = settings.DATABASES?.[options.database]?.TIME_ZONE;
    const zones = { aware: settings.USE_TZ, timeZone: settings.TIME_ZONE, databaseTimeZone };
    this.codec = codec(options.keySalt ?? "django.contrib.sessions.SessionStore");
    this.cookieAge = options.cookieAge ?? settings.SESSION_COOKIE_AGE;
    this.#database = safe;
    this.#statements = new DbStatements(vendor, { table, schema });
    this.#clock = clock;
    this.#columns = options.columns;
    this.#forms = { vendor, clock, datetime: datetimeForm(vendor, zones) };
  }

  async load(key: string): Promise<string | null> {
    if (!canExist(key)) return null;
    const now = this.#forms.datetime(this.#clock.now());
    return dataOf(key, await this.#run(this.#statements.load, { key, now }));
  }

  /** With the whole seconds that are left. */
  async loadWithAge(key: string): Promise<{ text: string; age: number } | null> {
    if (!canExist(key)) return null;
    const now = this.#forms.datetime(this.#clock.now());
    const result = await this.#run(this.#statements.loadWithAge, { key, now });
    const text = dataOf(key, result);
    return text === null ? null : { text, age: Number(result.rows[0]?.age) };
  }

  async exists(key: string): Promise<boolean> {
    if (!canExist(key)) return false;
    const { rows } = await this.#run(this.#statements.exists, { key });
    return rows.length > 0;
  }

  async insert(key: string, row: SessionRow): Promise<"done" | "taken"> {
    const { shape, values } = this.#extra(row);
    const statement = this.#statements.insert(shape);
    try {
      const { changed } = await this.#run(statement, { key, ...this.#values(row), ...values });
      return changed > 0 ? "done" : "taken";
    } catch (error) {
      if (error instanceof DuplicateKey) return "taken";
      throw error;
    }
  }

  async update(key: string, previous: string, row: SessionRow): Promise<UpdateOutcome> {
    if (!canExist(key)) return GONE;
    const { shape, values } = this.#extra(row);
    const bound = { key, previous, ...this.#values(row), ...values };
    const { changed } = await this.#run(this.#statements.update(shape), bound);
    if (changed > 0) return DONE;
    const outcome = await this.#whyUnchanged(key);
    // A MySQL connection without FOUND_ROWS counts only rows that were different before. Where the text was another
    // one, somebody else wrote the same: of two who count from 5 to 6 in one second, one has to go on to 7.
    const isSame = outcome.kind === "conflict" && outcome.stored === previous;
    return isSame && row.text === previous ? DONE : outcome;
  }

  async touch(key: string, end: SessionEnd): Promise<"done" | "gone"> {
    if (!canExist(key)) return "gone";
    const bound = { key, expireDate: this.#forms.datetime(end.expireDate) };
    const { changed } = await this.#run(this.#statements.touch, bound);
    if (changed > 0) return "done";
    // A MySQL connection without FOUND_ROWS counts only rows that were different before.
    const isThere = this.#database.vendor === "mysql" && (await this.exists(key));
    return isThere ? "done" : "gone";
  }

  async delete(key: string, previous?: string): Promise<UpdateOutcome> {
    if (!canExist(key)) return GONE;
    if (previous === undefined) {
      const { changed } = await this.#run(this.#statements.delete, { key });
      return changed > 0 ? DONE : GONE;
    }
    const { changed } = await this.#run(this.#statements.deleteUnchanged, { key, previous });
    return changed > 0 ? DONE : this.#whyUnchanged(key);
  }

  async clearExpired(options: ClearExpiredOptions = {}): Promise<number> {
    const { batch = DEFAULT_BATCH, onProgress, signal } = options;
    if (!Number.isSafeInteger(batch) || batch < 1) {
      throw new ImproperlyConfigured(
        "The option batch of clearExpired() must be a whole number from 1.",
      );
    }
    const statement = this.#statements.clearExpired(batch);
    const now = this.#forms.datetime(this.#clock.now());
    let deleted = 0;
    let changed = batch;
    while (changed === batch && !isAborted(signal)) {
      ({ changed } = await this.#run(statement, { now }));
      deleted += changed;
      onProgress?.(deleted);
    }
    return deleted;
  }

  async #whyUnchanged(key: string): Promise<UpdateOutcome> {
    const stored = dataOf(key, await this.#run(this.#statements.stored, { key }));
    return stored === null ? GONE : { kind: "conflict", stored };
  }

  async #run(template: Template, values: Bound): Promise<SqlResult> {
    try {
      return await this.#database.run(template.statement, template.bind(values));
    } catch (error) {
      if (error instanceof IncomparableText) return NOTHING;
      throw error;
    }
  }

  #values(row: SessionRow): { text: string; expireDate: string } {
    return { text: row.text, expireDate: this.#forms.datetime(row.expireDate) };
  }

  #extra({ document }: SessionRow): ExtraColumns {
    return extraColumns(this.#columns?.(document.toMap()) ?? {}, this.#forms);
  }
}

/**
 * Whether a key from a cookie can be that of a row. PostgreSQL raises on NUL, drivers bind a lone surrogate as another
 * character, and the column holds 40 of them: such a key has no session, and is no failure either.
 */
function canExist(key: string): boolean {
  if (/[\0\p{Surrogate}]/u.test(key)) return false;
  return (
    key.length <= KEY_LENGTH || Array.from(key.slice(0, 2 * KEY_LENGTH + 1)).length <= KEY_LENGTH
  );
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/**
 * Clients that lose count of their answers, as postgres.js does behind a pooler that loses its prepared statements,
 * must not give one visitor the session of another.
 */
function dataOf(key: string, { rows }: SqlResult): string | null {
  const [row] = rows;
  if (row === undefined) return null;
  if (row.session === key) return String(row.data);
  throw new StoreUnavailable("The database answered another question than was asked.", {
    fix: "A pooler in transaction mode needs { prepare: false }; pass it to the adapter.",
  });
}

function checkOptions(options: DbEngineOptions): void {
  checkStoreOptions("dbEngine", options);
  for (const name of ["database", "table", "schema"] as const) {
    checkText("dbEngine", name, options[name]);
  }
  const { columns } = options;
  if (columns !== undefined && typeof columns !== "function") {
    throw new ImproperlyConfigured("The option columns of dbEngine() must be a function.");
  }
}
