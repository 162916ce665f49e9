/** Every statement of the `db` engine, for all vendors. */
import type { Vendor } from "../databases/sql/database.ts";
import { dialectOf } from "../databases/sql/dialect.ts";
import type { Dialect } from "../databases/sql/dialect.ts";
import { join, parameter, sql } from "../databases/sql/fragment.ts";
import type { Fragment, Template } from "../databases/sql/fragment.ts";
import { columnParameter } from "./db-columns.ts";
import type { ColumnShape } from "./db-columns.ts";

/** The table of a session model. */
export interface SessionTable {
  readonly table: string;
  readonly schema?: string | undefined;
}

/** Bound by the engine: `key`, `now`, `text`, `previous`, `expireDate`, and the site's own columns. */
const key = parameter("key");
const now = parameter("now");
const text = parameter("text");
const previous = parameter("previous");
const expireDate = parameter("expireDate");

/** The statements of one table. Those without columns of the site's own are made once; those with, once per set of columns. */
export class DbStatements {
  /** The `data` of an unexpired session, and as `session` whose they are. */
  readonly load: Template;
  /** The same, and as `age` the whole seconds until it expires. */
  readonly loadWithAge: Template;
  /** The `data` of a session, expired or not. */
  readonly stored: Template;
  readonly exists: Template;
  readonly touch: Template;
  readonly delete: Template;
  /** Deletes only what still holds `previous`. */
  readonly deleteUnchanged: Template;
  readonly #vendor: Vendor;
  readonly #dialect: Dialect;
  readonly #table: string;
  /** Django's columns, quoted. */
  readonly #key: string;
  readonly #data: string;
  readonly #expires: string;
  readonly #writes = new Map<string, Template>();

  constructor(vendor: Vendor, { table, schema }: SessionTable) {
    const dialect = dialectOf(vendor);
    this.#vendor = vendor;
    this.#dialect = dialect;
    const own = dialect.quote(table);
    this.#table = schema === undefined ? own : `${dialect.quote(schema)}.${own}`;
    this.#key = dialect.quote("session_key");
    this.#data = dialect.quote("session_data");
    this.#expires = dialect.quote("expire_date");
    const one = this.#is(this.#key, key);
    const from = sql`FROM ${this.#table} WHERE ${one}`;
    const unexpired = sql`${this.#expires} > ${dialect.datetime(now)}`;
    const found = sql`SELECT ${this.#key} AS session, ${this.#data} AS data`;
    this.load = this.#make("load", sql`${found} ${from} AND ${unexpired}`);
    const age = dialect.secondsUntil(this.#expires, dialect.datetime(now));
    this.loadWithAge = this.#make(
      "load_with_age",
      sql`${found}, ${age} AS age ${from} AND ${unexpired}`,
    );
    this.stored = this.#make("stored", sql`${found} ${from}`);
    this.exists = this.#make("exists", sql`SELECT 1 AS found ${from}`);
    this.delete = this.#make("delete", sql`DELETE ${from}`);
    this.deleteUnchanged = this.#make(
      "delete_unchanged",
      sql`DELETE ${from} AND ${this.#unchanged()}`,
    );
    const moved = sql`${this.#expires} = ${dialect.datetime(expireDate)}`;
    this.touch = this.#make("touch", sql`UPDATE ${this.#table} SET ${moved} WHERE ${one}`);
  }

  /** Adds a row, or changes nothing when the key is in use; MySQL refuses the row instead. */
  insert(extra: readonly ColumnShape[]): Template {
    return this.#remember("insert", extra, () => {
      const columns = [...this.#djangoColumns(), ...extra.map((column) => this.#column(column))];
      const names = join(
        columns.map(({ name }) => [name]),
        ", ",
      );
      const values = join(
        columns.map(({ value }) => value),
        ", ",
      );
      const row = sql`INSERT INTO ${this.#table} (${names}) VALUES (${values})`;
      return this.#vendor === "mysql" ? row : sql`${row} ON CONFLICT (${this.#key}) DO NOTHING`;
    });
  }

  /** Replaces a row that still holds `previous`. */
  update(extra: readonly ColumnShape[]): Template {
    return this.#remember("update", extra, () => {
      const [, ...django] = this.#djangoColumns();
      const columns = [...django, ...extra.map((column) => this.#column(column))];
      const changes = columns.map(({ name, value }) => sql`${name} = ${value}`);
      const one = this.#is(this.#key, key);
      return sql`UPDATE ${this.#table} SET ${join(changes, ", ")} WHERE ${one} AND ${this.#unchanged()}`;
    });
  }

  /** Deletes at most so many rows that expired before `now`, the oldest first. */
  clearExpired(batch: number): Template {
    const table = this.#table;
    const expired = sql`${this.#expires} < ${this.#dialect.datetime(now)}`;
    const oldest = sql`${expired} ORDER BY ${this.#expires} LIMIT ${String(batch)}`;
    if (this.#vendor === "mysql") {
      return this.#make("clear_expired", sql`DELETE FROM ${table} WHERE ${oldest}`);
    }
    const keys = sql`SELECT ${this.#key} FROM ${table} WHERE ${oldest}`;
    // PostgreSQL may run what stands in IN once per row, and then deletes more than a batch; an ARRAY it makes once.
    // Of two processes that clear, neither waits for the other, and a session renewed meanwhile is looked at again.
    const among =
      this.#vendor === "postgresql"
        ? sql`= ANY (ARRAY(${keys} FOR UPDATE SKIP LOCKED))`
        : sql`IN (${keys})`;
    const statement = sql`DELETE FROM ${table} WHERE ${this.#key} ${among} AND ${expired}`;
    return this.#make("clear_expired", statement);
  }

  #djangoColumns(): { name: string; value: Fragment }[] {
    return [
      { name: this.#key, value: [key] },
      { name: this.#data, value: [text] },
      { name: this.#expires, value: this.#dialect.datetime(expireDate) },
    ];
  }

  #column({ name, kind }: ColumnShape): { name: string; value: Fragment } {
    const value = parameter(columnParameter(name));
    return {
      name: this.#dialect.quote(name),
      value: kind === "plain" ? [value] : this.#dialect[kind](value),
    };
  }

  #unchanged(): Fragment {
    return this.#is(this.#data, previous);
  }

  #is(column: string, value: typeof key): Fragment {
    return this.#dialect.equals(column, value);
  }

  #make(purpose: string, fragment: Fragment): Template {
    return this.#dialect.compile(fragment, `django_session_${purpose}`);
  }

  #remember(purpose: string, extra: readonly ColumnShape[], make: () => Fragment): Template {
    const id = JSON.stringify([purpose, ...extra.map(({ name, kind }) => [name, kind])]);
    const known = this.#writes.get(id) ?? this.#make(purpose, make());
    this.#writes.set(id, known);
    return known;
  }
}
