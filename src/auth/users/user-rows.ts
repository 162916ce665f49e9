/** The rows of users in the site's database: fetched, changed, added. Django: the queries of `BaseUserManager` and `Model.save`. */
import type { SqlDatabase, SqlValue } from "../../databases/sql/database.ts";
import { datetimeForm } from "../../databases/sql/dialect.ts";
import type { Template } from "../../databases/sql/fragment.ts";
import type { Clock } from "../../datetime.ts";
import type { AuthSettings } from "../auth-settings.ts";
import { bindUserKey } from "./user-key.ts";
import type { UserKey } from "./user-key.ts";
import { bindValue, valueOfText } from "./user-columns.ts";
import type { ValueForms } from "./user-columns.ts";
import { fieldOf } from "./user-model.ts";
import type { UserModel } from "./user-model.ts";
import { UserStatements, fieldParameter, linkParameter } from "./user-statements.ts";

/** A user's fields by Django's names. */
export type UserRow = Readonly<Record<string, unknown>>;

/** A field of text; empty when the row has none. */
export function textOf(row: UserRow | null, name: string): string {
  const value = row?.[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** What a user may do, by `app_label.codename`. */
export interface PermissionSets {
  readonly user: ReadonlySet<string>;
  readonly group: ReadonlySet<string>;
}

/** The tables of a user model behind one database. */
export class UserRows {
  readonly model: UserModel;
  readonly #database: SqlDatabase;
  readonly #statements: UserStatements;
  readonly #timeZone: string;
  readonly #forms: ValueForms;

  constructor(database: SqlDatabase, model: UserModel, settings: AuthSettings, clock: Clock) {
    const { vendor } = database;
    const databaseTimeZone = settings.DATABASES["default"]?.TIME_ZONE;
    const { USE_TZ: aware, TIME_ZONE: timeZone } = settings;
    const form = datetimeForm(vendor, { aware, timeZone, databaseTimeZone });
    this.model = model;
    this.#database = database;
    this.#statements = new UserStatements(vendor, model);
    // PostgreSQL gives instants, and is asked for them in UTC.
    const stored = aware ? (databaseTimeZone ?? "UTC") : timeZone;
    this.#timeZone = vendor === "postgresql" ? "UTC" : stored;
    this.#forms = { vendor, datetime: (date) => form(clock.fromDate(date)) };
  }

  /** The row of a primary key, or null. One statement, and none for a key that the column cannot hold. */
  async byKey(key: UserKey): Promise<UserRow | null> {
    const bound = this.#bindKey(key);
    return bound === null ? null : this.#one(this.#statements.byKey, { key: bound });
  }

  /** The row of a username, or null. Django: `get_by_natural_key`. */
  async byUsername(username: string): Promise<UserRow | null> {
    if (/\0|\p{Surrogate}/u.test(username)) return null;
    return this.#one(this.#statements.byUsername, { username });
  }

  /** Writes these fields; false when the user is not there. One statement per table that the model has. */
  async update(key: UserKey, row: UserRow): Promise<boolean> {
    let changed = 0;
    for (const [, names] of this.#byTable(Object.keys(row))) {
      const values = { key: this.#bindKey(key), ...this.#bindFields(names, row) };
      changed += await this.#write(this.#statements.update(names), values);
    }
    return changed > 0;
  }

  /** Adds a row, to the tables of the model's parents first, and returns what the database holds then. */
  async insert(row: UserRow): Promise<UserRow | null> {
    const { table, parents = [], usernameField } = this.model;
    const tables = this.#byTable(Object.keys(row).filter((name) => row[name] !== undefined));
    const username = textOf(row, usernameField);
    const links: Record<string, SqlValue> = {};
    for (const parent of parents) {
      await this.#insertInto(parent.table, tables.get(parent.table) ?? [], row, {});
      const { statement, bind } = this.#statements.parentKey(parent);
      const { rows } = await this.#database.run(statement, bind({ username }));
      links[parent.from] = String(rows[0]?.["parent"]);
    }
    await this.#insertInto(table, tables.get(table) ?? [], row, links);
    return this.byUsername(username);
  }

  async #insertInto(
    table: string,
    names: readonly string[],
    row: UserRow,
    links: Readonly<Record<string, SqlValue>>,
  ): Promise<void> {
    const { statement, bind } = this.#statements.insert(table, names, Object.keys(links));
    const linked = Object.entries(links).map(([column, key]) => [linkParameter(column), key]);
    const values = { ...this.#bindFields(names, row), ...Object.fromEntries(linked) };
    await this.#database.run(statement, bind(values));
  }

  /** The permissions of a user, or of a superuser all there are. One statement. */
  async permissions(key: UserKey, isSuperuser: boolean): Promise<PermissionSets> {
    const { groups, userPermissions } = this.model;
    const sets = { user: new Set<string>(), group: new Set<string>() };
    if (groups === null || userPermissions === null) return sets;
    const statement = isSuperuser
      ? this.#statements.allPermissions
      : this.#statements.permissions(groups, userPermissions);
    const bound = statement.bind({ key: this.#bindKey(key) });
    const { rows } = await this.#database.run(statement.statement, bound);
    for (const { app_label, codename, source } of rows) {
      const name = `${String(app_label)}.${String(codename)}`;
      if (isSuperuser || source === "user") sets.user.add(name);
      if (isSuperuser || source === "group") sets.group.add(name);
    }
    return sets;
  }

  async #one(
    template: Template,
    values: Readonly<Record<string, SqlValue>>,
  ): Promise<UserRow | null> {
    const { rows } = await this.#database.run(template.statement, template.bind(values));
    const [found] = rows;
    if (found === undefined) return null;
    const entries = Object.entries(this.model.fields).map(([name, { type }], index) => {
      return [name, valueOfText(found[`f${index}`], type, this.#timeZone)];
    });
    return Object.fromEntries(entries) as UserRow;
  }

  async #write(template: Template, values: Readonly<Record<string, SqlValue>>): Promise<number> {
    const { changed } = await this.#database.run(template.statement, template.bind(values));
    return changed;
  }

  #byTable(names: readonly string[]): Map<string, string[]> {
    const tables = new Map<string, string[]>();
    for (const name of names) {
      const table = fieldOf(this.model, name).table ?? this.model.table;
      tables.set(table, [...(tables.get(table) ?? []), name]);
    }
    return tables;
  }

  #bindKey(key: UserKey): SqlValue {
    const { type } = fieldOf(this.model, this.model.primaryKey);
    return bindUserKey(key, type, this.#database.vendor);
  }

  #bindFields(names: readonly string[], row: UserRow): Record<string, SqlValue> {
    const bound = names.map((name) => [
      fieldParameter(name),
      bindValue(row[name], fieldOf(this.model, name).type, this.#forms),
    ]);
    return Object.fromEntries(bound) as Record<string, SqlValue>;
  }
}
