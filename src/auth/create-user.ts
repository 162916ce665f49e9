/** New users, as the model's manager makes them. Django: `UserManager.create_user` and `create_superuser`. */
import { randomUUID } from "node:crypto";
import { UniqueViolation } from "../databases/sql/failure.ts";
import { ImproperlyConfigured, IntegrityError } from "../errors.ts";
import type { UserField, UserModel } from "./users/user-model.ts";
import type { UserRow } from "./users/user-rows.ts";
import type { UserSite } from "./user-site.ts";

/** A new user's fields by Django's names; the password as it is typed, or none to let nobody in by one. */
export type NewUser = Readonly<Record<string, unknown>> & { readonly password?: string | null };

/**
 * Adds a user and returns the row.
 * @throws IntegrityError when a username, or another value that must be unique, is taken.
 */
export async function createUser(given: NewUser, site: UserSite, now: Date): Promise<UserRow> {
  const { model } = site.rows;
  const { password = null, ...fields } = given;
  const row = { ...defaultsOf(model, now), ...normalized(fields, model) };
  if (!row[model.usernameField]) {
    throw new ImproperlyConfigured("The given username must be set.", {
      fix: `Pass ${model.usernameField} to createUser().`,
    });
  }
  if (Object.hasOwn(model.fields, "password")) {
    row["password"] = await site.passwords.makePassword(password);
  }
  const created = await insert(row, site);
  if (created !== null) return created;
  throw new ImproperlyConfigured("The user was stored and is not found by its username.", {
    fix: "See that the user model's description is that of the site.",
  });
}

async function insert(row: UserRow, { rows }: UserSite): Promise<UserRow | null> {
  try {
    return await rows.insert(row);
  } catch (error) {
    if (!(error instanceof UniqueViolation)) throw error;
    throw new IntegrityError("A user with such a value is there already.", {
      fix: "Ask for another username, or for whatever else must be unique.",
      cause: error,
    });
  }
}

/** Django: `normalize_username`, `normalize_email`. */
function normalized(fields: UserRow, { usernameField, emailField }: UserModel): UserRow {
  const row: Record<string, unknown> = { ...fields };
  const username = row[usernameField];
  if (emailField !== null) row[emailField] = normalizeEmail(row[emailField]);
  if (typeof username !== "string") return row;
  const isEmail = usernameField === emailField;
  row[usernameField] = (isEmail ? normalizeEmail(username) : username).normalize("NFKC");
  return row;
}

/** Lower-cases the part after the last @. Django: `normalize_email`. */
export function normalizeEmail(email: unknown): string {
  if (typeof email !== "string") return "";
  const trimmed = email.trim();
  const at = trimmed.lastIndexOf("@");
  return at < 0 ? email : trimmed.slice(0, at + 1) + trimmed.slice(at + 1).toLowerCase();
}

/** What the model's fields hold when nothing is given. The database has no defaults: Django fills in every column. */
function defaultsOf({ fields, primaryKey }: UserModel, now: Date): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = defaultOf(field, now);
    // The database counts up by itself.
    if (name === primaryKey && field.type !== "uuid") continue;
    row[name] = value;
  }
  return row;
}

function defaultOf(
  { type, null: isNullable = false, default: given }: UserField,
  now: Date,
): unknown {
  if (given === "now()") return now;
  if (given === "uuid4()") return randomUUID();
  if (given !== undefined) return given;
  if (isNullable) return null;
  if (type === "uuid") return randomUUID();
  return type === "text" ? "" : undefined;
}
