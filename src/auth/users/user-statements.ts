/** Every statement about users and their permissions, for all vendors and all user models. */
import type { Vendor } from "../../databases/sql/database.ts";
import { dialectOf } from "../../databases/sql/dialect.ts";
import type { Dialect } from "../../databases/sql/dialect.ts";
import { join, parameter, sql } from "../../databases/sql/fragment.ts";
import type { Fragment, Template } from "../../databases/sql/fragment.ts";
import { columnAsText } from "./user-columns.ts";
import { fieldOf } from "./user-model.ts";
import type { FieldType, UserField, UserModel, UserParent, UserRelation } from "./user-model.ts";

/** Bound by {@link UserStatements}' users: `key`, `username`, and fields by {@link fieldParameter}. */
const KEY = "key";
const USERNAME = "username";

/** The parameter that holds the new value of a field; no other parameter has such a name. */
export function fieldParameter(name: string): string {
  return `field ${name}`;
}

/** The statements of one user model. */
export class UserStatements {
  /** The row of a primary key: fields by their number, `f0`, `f1`, … . */
  readonly byKey: Template;
  /** The rows of a username, compared as the column's collation does; the newest first, where the database counts the keys. */
  readonly byUsername: Template;
  readonly #vendor: Vendor;
  readonly #dialect: Dialect;
  readonly #model: UserModel;
  readonly #made = new Map<string, Template>();

  constructor(vendor: Vendor, model: UserModel) {
    this.#vendor = vendor;
    this.#dialect = dialectOf(vendor);
    this.#model = model;
    const { primaryKey, usernameField } = model;
    const own = this.#qualified(fieldOf(model, primaryKey));
    const name = this.#qualified(fieldOf(model, usernameField));
    this.byKey = this.#select("user_by_key", sql`${own} = ${this.#boundKey()}`);
    const named = sql`${name} = ${this.#boundUsername()} ORDER BY ${own} DESC LIMIT 2`;
    this.byUsername = this.#select("user_by_username", named);
  }

  /** Changes these fields of the user with a key, all of one table. */
  update(names: readonly string[]): Template {
    return this.#remember(`update ${names.join(" ")}`, () => {
      const fields = names.map((name) => [name, fieldOf(this.#model, name)] as const);
      const table = fields[0]?.[1].table ?? this.#model.table;
      const changes = fields.map(([name, field]) => {
        return sql`${this.#dialect.quote(field.column)} = ${this.#bound(field.type, fieldParameter(name))}`;
      });
      const own = this.#keyColumnOf(table);
      return sql`UPDATE ${this.#table(table)} SET ${join(changes, ", ")} WHERE ${own} = ${this.#boundKey()}`;
    });
  }

  /** Adds a row with these fields to a table of the model. */
  insert(table: string, names: readonly string[]): Template {
    return this.#remember(`insert ${table} ${names.join(" ")}`, () => {
      const fields = names.map((name) => [name, fieldOf(this.#model, name)] as const);
      const columns = fields.map(([, { column }]) => [this.#dialect.quote(column)]);
      const values = fields.map(([name, { type }]) => this.#bound(type, fieldParameter(name)));
      return sql`INSERT INTO ${this.#table(table)} (${join(columns, ", ")}) VALUES (${join(values, ", ")})`;
    });
  }

  /** The `parent` key of the user with a username, in the parent's table that holds the usernames. */
  parentKey({ table, column }: UserParent): Template {
    return this.#remember(`parent_key ${table}`, () => {
      const { quote } = this.#dialect;
      const own = quote(column);
      const name = quote(fieldOf(this.#model, this.#model.usernameField).column);
      return sql`SELECT ${own} AS parent FROM ${this.#table(table)} WHERE ${name} = ${this.#boundUsername()} ORDER BY ${own} DESC LIMIT 1`;
    });
  }

  /** Removes a row from a parent's table. */
  removeParent({ table, column }: UserParent): Template {
    return this.#remember(`remove ${table}`, () => {
      return sql`DELETE FROM ${this.#table(table)} WHERE ${this.#dialect.quote(column)} = ${this.#boundKey()}`;
    });
  }

  /** The permissions of a user: `label`, `codename` and `source`, which is `user` or `group`. */
  permissions(groups: UserRelation, userPermissions: UserRelation): Template {
    return this.#remember("permissions", () => {
      const { quote } = this.#dialect;
      const named = sql`SELECT ct.app_label AS label, p.codename AS codename`;
      const all = sql`FROM ${this.#table("auth_permission")} p INNER JOIN ${this.#table("django_content_type")} ct ON p.content_type_id = ct.id`;
      const own = sql`INNER JOIN ${this.#table(userPermissions.table)} up ON up.${quote(userPermissions.targetColumn)} = p.id WHERE up.${quote(userPermissions.userColumn)} = ${this.#boundKey()}`;
      const grouped = sql`INNER JOIN ${this.#table("auth_group_permissions")} gp ON gp.permission_id = p.id INNER JOIN ${this.#table(groups.table)} ug ON ug.${quote(groups.targetColumn)} = gp.group_id WHERE ug.${quote(groups.userColumn)} = ${this.#boundKey()}`;
      return sql`${named}, 'user' AS source ${all} ${own} UNION ${named}, 'group' AS source ${all} ${grouped}`;
    });
  }

  /** All permissions there are, which are a superuser's. */
  get allPermissions(): Template {
    return this.#remember("all_permissions", () => {
      return sql`SELECT ct.app_label AS label, p.codename AS codename, 'user' AS source FROM ${this.#table("auth_permission")} p INNER JOIN ${this.#table("django_content_type")} ct ON p.content_type_id = ct.id`;
    });
  }

  #select(purpose: string, condition: Fragment): Template {
    const columns = Object.values(this.#model.fields).map((field, index) => {
      const text = columnAsText(this.#vendor, this.#qualified(field), field.type);
      return [`${text} AS f${index}`];
    });
    const select = sql`SELECT ${join(columns, ", ")} FROM ${this.#from()} WHERE ${condition}`;
    return this.#make(purpose, select);
  }

  /** The model's table and those of its parents. */
  #from(): string {
    const { table, parents = [] } = this.#model;
    const { quote } = this.#dialect;
    const joins = parents.map((parent) => {
      const from = `${quote(parent.fromTable ?? table)}.${quote(parent.from)}`;
      const to = `${quote(parent.table)}.${quote(parent.column)}`;
      return ` INNER JOIN ${this.#table(parent.table)} ON ${from} = ${to}`;
    });
    return this.#table(table) + joins.join("");
  }

  #qualified({ table = this.#model.table, column }: UserField): string {
    return `${this.#dialect.quote(table)}.${this.#dialect.quote(column)}`;
  }

  #table(name: string): string {
    const { schema } = this.#model;
    const own = this.#dialect.quote(name);
    return schema === undefined ? own : `${this.#dialect.quote(schema)}.${own}`;
  }

  /** The column by which a table of the model knows a user. */
  #keyColumnOf(table: string): string {
    const parent = this.#model.parents?.find((candidate) => candidate.table === table);
    const own = fieldOf(this.#model, this.#model.primaryKey).column;
    return this.#dialect.quote(parent?.column ?? own);
  }

  #boundKey(): Fragment {
    return this.#bound(fieldOf(this.#model, this.#model.primaryKey).type, KEY);
  }

  #boundUsername(): Fragment {
    return this.#bound(fieldOf(this.#model, this.#model.usernameField).type, USERNAME);
  }

  #bound(type: FieldType, name: string): Fragment {
    const value = parameter(name);
    if (type === "datetime" || type === "boolean") return this.#dialect[type](value);
    // A driver that sends a text as text finds no uuid, and none that is equal to an integer.
    if (this.#vendor !== "postgresql" || type === "text") return [value];
    return sql`CAST(CAST(${value} AS text) AS ${CASTS[type]})`;
  }

  #make(purpose: string, fragment: Fragment): Template {
    return this.#dialect.compile(fragment, `django_auth_${purpose.split(" ", 1)[0]}`);
  }

  #remember(id: string, make: () => Fragment): Template {
    const known = this.#made.get(id) ?? this.#make(id, make());
    this.#made.set(id, known);
    return known;
  }
}

const CASTS = {
  integer: "bigint",
  bigint: "bigint",
  date: "date",
  float: "double precision",
  uuid: "uuid",
  json: "jsonb",
} as const;
