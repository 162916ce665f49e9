/** A model read from the database's schema is the one that the project describes. */
import assert from "node:assert/strict";
import { describeUserModel } from "../../../../src/index.ts";
import type { DescribedField, UserField, UserTable } from "../../../../src/index.ts";
import { SharedUsers } from "../shared-users.ts";
import type { UsersCase } from "./known.ts";

/** What the schema of a model does not tell. */
const UNTOLD: Readonly<Record<string, Omit<UserTable, "table">>> = {
  "accounts.Member": {
    usernameField: "email",
    fields: {
      id: { column: "member_no" },
      password: { column: "secret" },
      email: { column: "e_mail" },
      is_active: { column: "enabled" },
      preferences: { type: "json", default: {} },
      joined: { default: "now()" },
      changed: { default: "now()" },
      rating: { default: 0.5 },
      credit: { default: 0 },
      points: { default: 0 },
    },
  },
  "accounts.Handle": { usernameField: "handle" },
  "accounts.Visitor": { usernameField: "login", fields: { is_admin: { default: false } } },
  "accounts.Director": { fields: { region: { default: "everywhere" } } },
};

export const schemaCases: Record<string, UsersCase> = {
  "read from the schema, the model is what the project says": async (site) => {
    const { described, client, model } = site;
    const read = await describeUserModel(client.database, {
      table: described.table,
      ...UNTOLD[model.label],
    });
    const { fields, label: _, ...rest } = read;
    const { fields: expected, label: __, ...others } = described;
    assert.deepEqual(rest, others);
    const isSqlite = client.database.vendor === "sqlite";
    const names = Object.keys(expected).sort();
    assert.deepEqual(Object.keys(fields).sort(), names);
    for (const name of names) {
      assert.deepEqual(told(fields[name]!, isSqlite), told(expected[name]!, isSqlite), name);
    }
    // Whoever reads the schema knows the visitors as well.
    const username = await site.newUser();
    const key = await site.signedInThere(username);
    const own = new SharedUsers(site.peer, client, model, read);
    assert.equal((await own.whoHere(key)).answer.username, username);
  },
  "a table that is not there, and one without a name to sign in by": async ({ client }) => {
    const read = (table: string): Promise<unknown> => describeUserModel(client.database, { table });
    await assert.rejects(read("auth_users"), /auth_users is not there/);
    await assert.rejects(read("django_content_type"), /does not tell/);
  },
};

/** What a schema tells of a field: people's names for it are the project's, and keys are all big in SQLite. */
function told(field: UserField | DescribedField, isSqlite: boolean): object {
  const { verboseName: _, type, ...traits } = field;
  return { ...traits, type: isSqlite && field.generated === true ? "bigint" : type };
}
