/** Users by the site's user model. Django: `django.contrib.auth.backends`. */
import type { Account, AuthenticationBackend, BackendTools } from "./authentication-backend.ts";
import type { UserRow } from "./users/user-row.ts";
import type { PermissionSets } from "./users/user-rows.ts";

/** What the backends of Django's own differ in. */
interface ModelBackendRules {
  /** Whether users whose `is_active` is false may come in. */
  readonly letsInactiveIn: boolean;
  /** Whether it knows passwords. */
  readonly authenticates: boolean;
}

const NOTHING: PermissionSets = { user: new Set(), group: new Set() };

/** One function for all of them, so that a site with several asks the database once. */
async function permissions(
  { pk, isActive, isSuperuser }: Account,
  { rows }: BackendTools,
  object?: unknown,
): Promise<PermissionSets> {
  if (pk === null || !isActive || (object ?? null) !== null) return NOTHING;
  return rows.permissions(pk, isSuperuser);
}

/** A backend on the tables of the user model. */
export function modelBackend({
  letsInactiveIn,
  authenticates,
}: ModelBackendRules): AuthenticationBackend {
  // A model without the field lets everybody in.
  const mayEnter = (row: UserRow): boolean =>
    letsInactiveIn || !Object.hasOwn(row, "is_active") || Boolean(row["is_active"]);
  const backend: AuthenticationBackend = {
    async getUser(key, { rows }) {
      const row = await rows.byKey(key);
      return row !== null && mayEnter(row) ? row : null;
    },
    permissions,
  };
  if (!authenticates) return backend;
  return {
    ...backend,
    async authenticate(credentials, tools) {
      const { usernameField } = tools.rows.model;
      const { password } = credentials;
      const username = credentials["username"] ?? credentials[usernameField];
      if (typeof username !== "string" || typeof password !== "string") return null;
      const row = await tools.rows.byUsername(username);
      if (row === null) {
        await tools.pretendToCheck();
        return null;
      }
      return (await tools.checkPassword(password, row)) && mayEnter(row) ? row : null;
    },
  };
}

/** The backends that Django brings, by dotted path. */
export const DJANGO_BACKENDS: Readonly<Record<string, AuthenticationBackend>> = {
  "django.contrib.auth.backends.ModelBackend": modelBackend({
    letsInactiveIn: false,
    authenticates: true,
  }),
  "django.contrib.auth.backends.AllowAllUsersModelBackend": modelBackend({
    letsInactiveIn: true,
    authenticates: true,
  }),
  "django.contrib.auth.backends.RemoteUserBackend": modelBackend({
    letsInactiveIn: false,
    authenticates: false,
  }),
  "django.contrib.auth.backends.AllowAllUsersRemoteUserBackend": modelBackend({
    letsInactiveIn: true,
    authenticates: false,
  }),
};

/** What a backend of the site's own is taken for, which this side cannot run: most inherit these two methods from ModelBackend. */
export const UNKNOWN_BACKEND: AuthenticationBackend = modelBackend({
  letsInactiveIn: false,
  authenticates: false,
});
