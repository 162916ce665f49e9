/** New users, as the model's manager makes them. Django: `UserManager.create_user` and `create_superuser`. */
import { randomUUID } from "node:crypto";
import { isoFormat, toWallClock } from "../datetime.ts";
import { UniqueViolation } from "../databases/sql/failure.ts";
import { ImproperlyConfigured, IntegrityError, ValidationError } from "../errors.ts";
import type { AnyUserRow, UserField, UserModel } from "./users/user-model.ts";
import type { UserRow } from "./users/user-row.ts";
import type { UserSite } from "./user-site.ts";
import { strip } from "./validators/python-text.ts";

/** A new user's fields by Django's names; the password as it is typed, or none to let nobody in by one. */
export type NewUser<Row extends object = AnyUserRow> = {
  readonly [Name in keyof Row as Name extends "password" ? never : Name]?: Row[Name];
} & { readonly password?: string | null };

/**
 * Adds a user and returns the row.
 * @throws IntegrityError when a username, or another value that must be unique, is taken, or one that must be there is not given.
 * @throws ValidationError for an empty username, and for values that the fields cannot hold.
 */
export async function createUser(given: NewUser, site: UserSite, now: Date): Promise<UserRow> {
  const { model } = site.rows;
  const { password = null, ...fields } = given;
  const told = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  );
  const row = { ...defaultsOf(site, now), ...normalized(told, model) };
  if ((row[model.usernameField] ?? "") === "") {
    const message = "The given username must be set";
    throw new ValidationError([{ message, code: "required", params: {} }]);
  }
  row["password"] = await site.passwords.makePassword(password);
  const created = await insert(row, site);
  if (created !== null) return created;
  throw new ImproperlyConfigured("The user was stored and is not found by its username.", {
    fix: "See that the user model's description is that of the site.",
  });
}

/** The fields of a user who may do everything. */
export function superuser(given: NewUser, { fields, label }: UserModel): NewUser {
  const row: NewUser = { is_staff: true, is_superuser: true, ...given };
  for (const name of ["is_staff", "is_superuser"]) {
    if (row[name] !== true || !Object.hasOwn(fields, name)) {
      throw new ImproperlyConfigured(`Superuser must have ${name}=True.`, {
        fix: `See what createSuperuser() was given, and the fields of ${label}.`,
      });
    }
  }
  return row;
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
  if (emailField !== null) row[emailField] = normalizeEmail(row[emailField]);
  const username = row[usernameField];
  if (typeof username === "string") row[usernameField] = username.normalize("NFKC");
  return row;
}

/** Lower-cases the part after the last @. Django: `normalize_email`. */
export function normalizeEmail(email: unknown): string {
  if (typeof email !== "string") return "";
  const trimmed = strip(email);
  const at = trimmed.lastIndexOf("@");
  return at < 0 ? email : trimmed.slice(0, at + 1) + trimmed.slice(at + 1).toLowerCase();
}

/** What the model's fields hold when nothing is given. Few databases have defaults: Django fills in every column. */
function defaultsOf({ rows, settings }: UserSite, now: Date): Record<string, unknown> {
  const micros = now.getTime() * 1000;
  const today = isoFormat(toWallClock(micros, settings.TIME_ZONE), " ").slice(0, 10);
  const entries = Object.entries(rows.model.fields).map(([name, field]) => {
    return [name, defaultOf(field, { date: today, datetime: now })];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function defaultOf(field: UserField, now: Readonly<Record<string, unknown>>): unknown {
  const { type, null: isNullable, default: given, generated } = field;
  if (given === "now()") return now[type];
  if (given === "uuid4()") return randomUUID();
  if (given !== undefined) return given;
  return isNullable === true && generated !== true ? null : undefined;
}
