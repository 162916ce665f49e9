/** Users for the cases of the framework kit. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { NewUser } from "../auth/create-user.ts";
import type { User } from "../auth/user.ts";
import type { Stage } from "./framework-stage.ts";

/** Everybody's. */
export const PASSWORD = "of-the-kit";

/** A new user, with these fields beside a name and the password. */
export function makeUser({ backend }: Stage, fields: NewUser = {}): Promise<User> {
  return backend.createUser({ username: `kit-${randomUUID()}`, password: PASSWORD, ...fields });
}

/** A stored session of a user; its key. */
export async function signedIn({ backend }: Stage, user: User): Promise<string> {
  const session = await backend.getSession().load();
  await backend.login(session, user);
  await session.save();
  assert(session.key !== null);
  return session.key;
}

const GRANT = [
  `INSERT OR IGNORE INTO django_content_type (app_label, model) VALUES (?, 'kit')`,
  `INSERT OR IGNORE INTO auth_permission (content_type_id, codename, name)
   SELECT id, ?, '' FROM django_content_type WHERE app_label = ? AND model = 'kit'`,
  `INSERT INTO auth_user_user_permissions (user_id, permission_id)
   SELECT ?, p.id FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id
   WHERE c.app_label = ? AND p.codename = ?`,
];

/** Gives a user a permission, `app_label.codename`. */
export async function grant({ database }: Stage, user: User, permission: string): Promise<void> {
  const [app = "", codename = ""] = permission.split(".");
  const values = [[app], [codename, app], [String(user.pk), app, codename]];
  for (const [index, text] of GRANT.entries()) {
    await database.run({ name: `kit_grant_${index}`, text }, values[index] ?? []);
  }
}
