/** What the users of one Django site share. */
import type { AuthSettings } from "./auth-settings.ts";
import type { AuthenticationBackend, BackendTools } from "./authentication-backend.ts";
import { DJANGO_BACKENDS, UNKNOWN_BACKEND } from "./model-backend.ts";
import { textOf } from "./users/user-row.ts";
import type { UserRows } from "./users/user-rows.ts";

/** Work on passwords: off the event loop, and bounded. */
export interface PasswordWork {
  /** The stored form of a password; null gives one that nobody has. */
  makePassword(password: string | null): Promise<string>;
  /** Whether a password is the stored one; `setter` is called when it should be stored anew. */
  checkPassword(
    password: string,
    encoded: string,
    setter?: (password: string) => Promise<void>,
  ): Promise<boolean>;
  isPasswordUsable(encoded: string): boolean;
  /** Takes as long as a check. */
  pretendToCheck(): Promise<void>;
}

/** Something about users that an operator wants to know. Holds nothing that tells whose it is. */
export type UserDiagnostic =
  | { readonly event: "user-key-unreadable"; readonly detail: string }
  | { readonly event: "password-unreadable"; readonly algorithm: string; readonly detail: string };

/** What the users of a site are made of. */
export interface UserParts {
  readonly rows: UserRows;
  readonly settings: AuthSettings;
  readonly passwords: PasswordWork;
  readonly diagnose: (diagnostic: UserDiagnostic) => void;
}

/** One site, as its users see it. */
export interface UserSite extends UserParts {
  /** By dotted path, in the order of AUTHENTICATION_BACKENDS. */
  readonly backends: ReadonlyMap<string, AuthenticationBackend>;
  readonly tools: BackendTools;
}

/** The site of these parts; `own` are backends of the site's own, by dotted path. */
export function userSite(
  parts: UserParts,
  own: Readonly<Record<string, AuthenticationBackend>> = {},
): UserSite {
  const { rows, passwords, settings } = parts;
  const known = { ...DJANGO_BACKENDS, ...own };
  const backends = settings.AUTHENTICATION_BACKENDS.map((path) => {
    return [
      path,
      (Object.hasOwn(known, path) ? known[path] : undefined) ?? UNKNOWN_BACKEND,
    ] as const;
  });
  return { ...parts, backends: new Map(backends), tools: toolsOf(rows, passwords) };
}

function toolsOf(rows: UserRows, passwords: PasswordWork): BackendTools {
  return {
    rows,
    async checkPassword(password, row) {
      return passwords.checkPassword(password, textOf(row, "password"), async () => {
        const encoded = await passwords.makePassword(password);
        const key = row[rows.model.primaryKey];
        // The row goes on with it: the session that begins now is tied to the password as it is stored.
        Object.assign(row, { password: encoded });
        await rows.update(key as never, { password: encoded });
      });
    },
    pretendToCheck: () => passwords.pretendToCheck(),
  };
}
