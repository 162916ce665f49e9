/** The rows of users in the site's database: fetched, changed, added. Django: the queries of `BaseUserManager` and `Model.save`. */
import type { SqlDatabase, SqlValue } from "../../databases/sql/database.ts";
import { IncomparableText } from "../../databases/sql/failure.ts";
import type { Template } from "../../databases/sql/fragment.ts";
import type { Clock } from "../../datetime.ts";
import { ImproperlyConfigured } from "../../errors.ts";
import type { AuthSettings } from "../auth-settings.ts";
import { checkRow } from "./field-checks.ts";
import { insertUser } from "./insert-user.ts";
import type { UserKey } from "./user-key.ts";
import { fieldsByTable } from "./user-model.ts";
import type { UserModel } from "./user-model.ts";
import { textOf } from "./user-row.ts";
import type { UserRow } from "./user-row.ts";
import { UserStatements } from "./user-statements.ts";
import { UserValues } from "./user-values.ts";

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
  readonly #values: UserValues;

  constructor(database: SqlDatabase, model: UserModel, settings: AuthSettings, clock: Clock) {
    this.model = model;
    this.#database = database;
    this.#statements = new UserStatements(database.vendor, model);
    this.#values = new UserValues(database.vendor, model, settings, clock);
  }

  /** The row of a primary key, or null. One statement, and none for a key that the column cannot hold. */
  async byKey(key: UserKey): Promise<UserRow | null> {
    const [row = null] = await this.#find(this.#statements.byKey, "key", this.#values.key(key));
    return row;
  }

  /** The row of a username, or null. Django: `get_by_natural_key`. @throws ImproperlyConfigured when several have it. */
  async byUsername(username: string): Promise<UserRow | null> {
    const [row = null, ...others] = await this.#named(username);
    if (others.length === 0) return row;
    throw new ImproperlyConfigured("Several users have the same username.", {
      fix: "Make the user model's USERNAME_FIELD unique.",
    });
  }

  /** Writes these fields; false when the user is not there. One statement per table that the model has. */
  async update(key: UserKey, row: UserRow): Promise<boolean> {
    checkRow(row, Object.keys(row), this.model);
    let changed = 0;
    for (const names of fieldsByTable(this.model, Object.keys(row)).values()) {
      const { statement, bind } = this.#statements.update(names);
      const values = { key: this.#values.key(key), ...this.#values.fields(names, row) };
      changed += (await this.#database.run(statement, bind(values))).changed;
    }
    return changed > 0;
  }

  /** Adds a row, and returns what the database holds then. */
  async insert(row: UserRow): Promise<UserRow | null> {
    checkRow(row, Object.keys(this.model.fields), this.model);
    const [database, model] = [this.#database, this.model];
    const tables = { database, model, statements: this.#statements, values: this.#values };
    const key = await insertUser(row, tables);
    if (key !== null) return this.byKey(key);
    const [newest = null] = await this.#named(textOf(row, model.usernameField));
    return newest;
  }

  /** The permissions of a user, or of a superuser all there are. One statement. */
  async permissions(key: UserKey, isSuperuser: boolean): Promise<PermissionSets> {
    const { groups, userPermissions } = this.model;
    const sets = { user: new Set<string>(), group: new Set<string>() };
    if (groups === null || userPermissions === null) return sets;
    const { statement, bind } = isSuperuser
      ? this.#statements.allPermissions
      : this.#statements.permissions(groups, userPermissions);
    const { rows } = await this.#database.run(statement, bind({ key: this.#values.key(key) }));
    for (const { label, codename, source } of rows) {
      const name = `${String(label)}.${String(codename)}`;
      if (isSuperuser || source === "user") sets.user.add(name);
      if (isSuperuser || source === "group") sets.group.add(name);
    }
    return sets;
  }

  #named(username: string): Promise<UserRow[]> {
    return this.#find(this.#statements.byUsername, "username", this.#values.username(username));
  }

  async #find(template: Template, parameter: string, value: SqlValue): Promise<UserRow[]> {
    if (value === null) return [];
    try {
      const { rows } = await this.#database.run(
        template.statement,
        template.bind({ [parameter]: value }),
      );
      return rows.map((row) => this.#values.row(row));
    } catch (error) {
      if (error instanceof IncomparableText) return [];
      throw error;
    }
  }
}
