/** Who a session belongs to, verified as Django verifies it. Django: `django.contrib.auth.get_user(request)`. */
import { MalformedValue, SessionInterrupted } from "../errors.ts";
import type { SessionMapping } from "../session/mapping.ts";
import type { Session } from "../session/session.ts";
import { constantTimeCompare } from "../signing/salted-hmac.ts";
import {
  BACKEND_KEY,
  HASH_KEY,
  ID_KEY,
  fallbackAuthHashes,
  legacyAuthHashes,
  sessionAuthHash,
} from "./session-keys.ts";
import type { FoundUser } from "./user.ts";
import { toUserKey } from "./users/user-key.ts";
import type { UserKey } from "./users/user-key.ts";
import { fieldOf } from "./users/user-model.ts";
import { textOf } from "./users/user-row.ts";
import type { UserSite } from "./user-site.ts";

/** The user of a session, null for nobody. One statement beside the session's own; none when nobody signed in. */
export async function userOfSession(session: Session, site: UserSite): Promise<FoundUser | null> {
  await session.load();
  const key = sessionUserKey(session, site);
  const path: unknown = session.get(BACKEND_KEY);
  const backend = typeof path === "string" ? site.backends.get(path) : undefined;
  if (key === null || backend === undefined) return null;
  const row = await backend.getUser(key, site.tools);
  if (row === null || !(await isOfSession(textOf(row, "password"), session, site))) return null;
  return { row, backend: String(path) };
}

/** The primary key that a session names; null when it names none, or what cannot be one. */
export function sessionUserKey(session: SessionMapping, site: UserSite): UserKey | null {
  const { model } = site.rows;
  const id: unknown = session.get(ID_KEY);
  if (id === undefined || id === null) return null;
  try {
    return toUserKey(id, fieldOf(model, model.primaryKey).type);
  } catch (error) {
    // Django fails here, with a ValidationError and status 500.
    if (!(error instanceof MalformedValue)) throw error;
    site.diagnose({ event: "user-key-unreadable", detail: error.message });
    return null;
  }
}

/** Whether the session was made under the user's present password; if not, it is flushed. */
async function isOfSession(password: string, session: Session, site: UserSite): Promise<boolean> {
  const { settings } = site;
  const stored = String(session.get(HASH_KEY) ?? "");
  const isOneOf = (hashes: Iterable<string>): boolean => {
    for (const hash of hashes) if (stored !== "" && constantTimeCompare(stored, hash)) return true;
    return false;
  };
  const current = sessionAuthHash(password, settings);
  if (isOneOf([current]) || isOneOf(legacyAuthHashes(password, settings))) return true;
  // After the head of the response it is too late for either; the next request will do it.
  if (!isOneOf(fallbackAuthHashes(password, settings))) {
    if (!session.isSealed) await session.flush();
    return false;
  }
  if (!session.isSealed) await renewHash(session, current);
  return true;
}

/** Goes on under the present SECRET_KEY, and under a new session key. */
async function renewHash(session: Session, hash: string): Promise<void> {
  const { modified } = session;
  const before: unknown = session.get(HASH_KEY);
  session.set(HASH_KEY, hash);
  try {
    await session.cycleKey();
  } catch (error) {
    session.set(HASH_KEY, before);
    session.modified = modified;
    // Another request of this visitor was faster, or signed out. This one goes on with what it has read, as any that runs already.
    if (!(error instanceof SessionInterrupted)) throw error;
  }
}
