/** The seam of an authentication backend: who a session's user is, who may sign in, and what users may do. */
import type { UserKey } from "./users/user-key.ts";
import type { UserRow } from "./users/user-row.ts";
import type { PermissionSets, UserRows } from "./users/user-rows.ts";

/** What a backend works with. */
export interface BackendTools {
  readonly rows: UserRows;
  /** Whether this is the password of the row's user; one stored by an outdated rule is stored anew. */
  checkPassword(password: string, row: UserRow): Promise<boolean>;
  /** Takes as long as the check of a password, so that an unknown user is not told from a wrong password. */
  pretendToCheck(): Promise<void>;
}

/** What a backend is asked about a user's permissions. */
export interface Account {
  readonly pk: UserKey | null;
  readonly isActive: boolean;
  readonly isSuperuser: boolean;
}

/** A backend, as AUTHENTICATION_BACKENDS names them. Django: `BaseBackend`. */
export interface AuthenticationBackend {
  /** The row of the user whom a session names, or null. */
  getUser(key: UserKey, tools: BackendTools): Promise<UserRow | null>;
  /** The row of the user with these credentials, or null. */
  authenticate?(
    credentials: Readonly<Record<string, unknown>>,
    tools: BackendTools,
  ): Promise<UserRow | null>;
  /** What the user may do to anything, or with an object to that. */
  permissions?: (
    this: void,
    account: Account,
    tools: BackendTools,
    object?: unknown,
  ) => Promise<PermissionSets>;
}
