/** The user model and the permissions of a Django project as TypeScript. */
import type { DescribedField } from "../auth/users/description.ts";
import type { Description } from "./describe.ts";

const TYPES: Readonly<Record<string, string>> = {
  integer: "number",
  bigint: "number | bigint",
  boolean: "boolean",
  datetime: "Date",
  date: "string",
  float: "number",
  uuid: "string",
  json: "unknown",
  text: "string",
};

/** The text of a module that exports `UserRow` and `Permission`. */
export function typesOf({ userModel, permissions }: Description): string {
  const fields = Object.entries(userModel?.fields ?? {}).map(([name, field]) => {
    return `  readonly ${name}: ${typeOf(field)};`;
  });
  const names = permissions.map((name) => `\n  | ${JSON.stringify(name)}`);
  return [
    "// Made by: async-django-session describe --types",
    `/** A row of ${userModel?.label ?? "no user model"}, by Django's field names. */`,
    "export interface UserRow {",
    ...fields,
    "}",
    "",
    "/** What a user may be allowed to do. */",
    `export type Permission =${names.join("") || " never"};`,
    "",
  ].join("\n");
}

function typeOf({ type, null: isNullable = false }: DescribedField): string {
  const known = TYPES[type] ?? "unknown";
  return isNullable ? `${known} | null` : known;
}
