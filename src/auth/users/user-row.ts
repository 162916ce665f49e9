/** A row of the user model, as the database holds it. */

/** A user's fields by Django's names. */
export type UserRow = Readonly<Record<string, unknown>>;

/** A field of text; empty when the row has none. */
export function textOf(row: UserRow | null, name: string): string {
  const value = row?.[name];
  const isText = ["string", "number", "bigint"].includes(typeof value);
  return isText ? String(value) : "";
}
