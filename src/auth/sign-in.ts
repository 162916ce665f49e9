/** Signing in and out. Django: `authenticate`, `login`, `logout` and `update_session_auth_hash` of `django.contrib.auth`. */
import { ImproperlyConfigured, PermissionDenied, SessionInterrupted } from "../errors.ts";
import type { Session } from "../session/session.ts";
import { constantTimeCompare } from "../signing/salted-hmac.ts";
import { cleanCredentials } from "./events.ts";
import type { AuthEvent } from "./events.ts";
import { BACKEND_KEY, HASH_KEY, ID_KEY } from "./session-keys.ts";
import { sessionUserKey } from "./session-user.ts";
import { User } from "./user.ts";
import type { AnyUser, FoundUser } from "./user.ts";
import type { AnyUserRow } from "./users/user-model.ts";
import type { UserSite } from "./user-site.ts";

/** What proves who somebody is: for ModelBackend `username` and `password`. */
export type Credentials = Readonly<Record<string, unknown>>;

/** How a user is signed in. */
export interface LoginOptions {
  /** The dotted path of the backend; the one that authenticated the user, or the only one, unless told. */
  readonly backend?: string;
}

/** Signs users of one site in and out. */
export class SignIn {
  readonly #site: UserSite;
  readonly #tell: (event: AuthEvent) => void;
  readonly #now: () => Date;

  constructor(site: UserSite, tell: (event: AuthEvent) => void, now: () => Date) {
    this.#site = site;
    this.#tell = tell;
    this.#now = now;
  }

  /** The user with these credentials, by the first backend that knows them, or null. Django: `authenticate(**credentials)`. */
  async authenticate(credentials: Credentials): Promise<AnyUser | null> {
    const found = await this.#find(credentials);
    if (found !== null) return new User<AnyUserRow>(this.#site, async () => found).load();
    this.#tell({ event: "user-login-failed", credentials: cleanCredentials(credentials) });
    return null;
  }

  async #find(credentials: Credentials): Promise<FoundUser | null> {
    const { backends, tools } = this.#site;
    for (const [path, backend] of backends) {
      try {
        const row = await backend.authenticate?.(credentials, tools);
        if (row) return { row, backend: path };
      } catch (error) {
        if (error instanceof PermissionDenied) return null;
        throw error;
      }
    }
    return null;
  }

  /**
   * Makes a session that of a user. Data that the visitor collected before stays; another user's does not, and a key
   * that was known before is worth nothing after. The session is saved as usual. Django: `login(request, user, backend=)`.
   */
  async login(session: Session, user: AnyUser, options: LoginOptions = {}): Promise<void> {
    await session.load();
    const path = this.#pathOf(user, options);
    const hash = user.sessionAuthHash;
    const isSignedIn = session.has(ID_KEY);
    if (isSignedIn && !this.#isOf(session, user, hash)) await session.flush();
    session.set(ID_KEY, String(user.pk));
    session.set(BACKEND_KEY, path);
    session.set(HASH_KEY, hash);
    // A session without a key gets a new one when it is saved.
    if (!isSignedIn && session.key !== null) await takeNewKey(session);
    session.onLogin?.();
    await this.#noteLogin(user);
    this.#tell({ event: "user-logged-in", user });
  }

  /** Keeps this session signed in when the user's password changed; all others are signed out. Django: `update_session_auth_hash(request, user)`. */
  async updateSessionAuthHash(session: Session, user: AnyUser, visitor: AnyUser): Promise<void> {
    await session.load();
    if (visitor.pk !== null && visitor.pk === user.pk) session.set(HASH_KEY, user.sessionAuthHash);
    // That the visitor was asked for may have flushed it.
    if (session.key !== null) await session.cycleKey();
  }

  #isOf(session: Session, user: AnyUser, hash: string): boolean {
    const stored = String(session.get(HASH_KEY) ?? "");
    return sessionUserKey(session, this.#site) === user.pk && constantTimeCompare(stored, hash);
  }

  #pathOf(user: AnyUser, { backend = user.backend ?? undefined }: LoginOptions): string {
    const [only, ...others] = this.#site.backends.keys();
    const path = backend ?? (others.length === 0 ? only : undefined);
    if (path !== undefined) return path;
    throw new ImproperlyConfigured(
      "The site has several authentication backends, and none is told.",
      {
        fix: "Pass the one that authenticated the user: login(session, user, { backend }).",
      },
    );
  }

  /** Django: `update_last_login`, a receiver of `user_logged_in`. */
  async #noteLogin(user: AnyUser): Promise<void> {
    if (!Object.hasOwn(this.#site.rows.model.fields, "last_login")) return;
    user.set("last_login", this.#now());
    await user.save(["last_login"]);
  }
}

/** Moves the data to a new key. Whatever fails, nobody is signed in under the old one, which somebody may have planted. */
async function takeNewKey(session: Session): Promise<void> {
  try {
    await session.cycleKey().catch(async (error: unknown) => {
      if (!(error instanceof SessionInterrupted)) throw error;
      // Another sign-in of this visitor was faster. What is here was nobody's, and is stored anew.
      await session.create();
    });
  } catch (error) {
    for (const key of [ID_KEY, BACKEND_KEY, HASH_KEY]) session.delete(key);
    throw error;
  }
}
