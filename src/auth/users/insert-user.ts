/** A new user's row, in the tables of the model's parents first. Django: `Model.save_base` and its `_save_parents`. */
import type { SqlDatabase } from "../../databases/sql/database.ts";
import { ImproperlyConfigured } from "../../errors.ts";
import { toUserKey } from "./user-key.ts";
import type { UserKey } from "./user-key.ts";
import { fieldAt, fieldOf, fieldsByTable } from "./user-model.ts";
import type { UserModel, UserParent } from "./user-model.ts";
import { textOf } from "./user-row.ts";
import type { UserRow } from "./user-row.ts";
import type { UserStatements } from "./user-statements.ts";
import type { UserValues } from "./user-values.ts";

/** Where the rows go. */
export interface UserTables {
  readonly database: SqlDatabase;
  readonly model: UserModel;
  readonly statements: UserStatements;
  readonly values: UserValues;
}

/** A row in a parent's table. */
type Made = readonly [parent: UserParent, key: UserKey];

/** Adds a row and returns its primary key; null where the database counted, and the username has to find it. */
export async function insertUser(given: UserRow, tables: UserTables): Promise<UserKey | null> {
  const { model } = tables;
  const row: Record<string, unknown> = { ...given };
  const made: Made[] = [];
  try {
    for (const parent of (model.parents ?? []).toReversed()) {
      const key = await insertParent(parent, row, tables);
      made.push([parent, key]);
      row[fieldAt(model, parent.fromTable ?? model.table, parent.from)] = key;
    }
    await insertInto(model.table, row, tables);
  } catch (error) {
    await takeBack(made, tables);
    throw error;
  }
  return (row[model.primaryKey] as UserKey | undefined) ?? null;
}

/** Returns the key of the parent's row. */
async function insertParent(
  parent: UserParent,
  row: Record<string, unknown>,
  tables: UserTables,
): Promise<UserKey> {
  const { database, model, statements, values } = tables;
  const name = fieldAt(model, parent.table, parent.column);
  const username = fieldOf(model, model.usernameField);
  const isKnown = row[name] !== undefined;
  if (!isKnown && username.table !== parent.table) {
    throw new ImproperlyConfigured(
      `The database counts the keys of ${parent.table}, where no username finds a new row again.`,
      { fix: "Add users of this model in Django." },
    );
  }
  await insertInto(parent.table, row, tables);
  if (!isKnown) {
    const { statement, bind } = statements.parentKey(parent);
    const bound = bind({ username: values.username(textOf(row, model.usernameField)) });
    const { rows } = await database.run(statement, bound);
    row[name] = toUserKey(String(rows[0]?.["parent"]), "bigint");
  }
  return row[name] as UserKey;
}

async function insertInto(table: string, row: UserRow, tables: UserTables): Promise<void> {
  const { database, model, statements, values } = tables;
  const given = Object.keys(row).filter((name) => row[name] !== undefined);
  const names = fieldsByTable(model, given).get(table) ?? [];
  const { statement, bind } = statements.insert(table, names);
  await database.run(statement, bind(values.fields(names, row)));
}

/** No transaction spans these statements; what the first of them left would keep the username for ever. */
async function takeBack(
  made: readonly Made[],
  { database, statements, values }: UserTables,
): Promise<void> {
  for (const [parent, key] of made.toReversed()) {
    const { statement, bind } = statements.removeParent(parent);
    await database.run(statement, bind({ key: values.key(key) })).catch(() => {});
  }
}
