/** The users of one site: who a visitor is, signing in and out, new accounts. Django: `django.contrib.auth`. */
import type { SqlDatabase } from "../databases/sql/database.ts";
import type { Clock } from "../datetime.ts";
import type { Session } from "../session/session.ts";
import type { AuthSettings } from "./auth-settings.ts";
import type { AuthenticationBackend } from "./authentication-backend.ts";
import { createUser } from "./create-user.ts";
import type { NewUser } from "./create-user.ts";
import type { AuthEvent } from "./events.ts";
import { userOfSession } from "./session-user.ts";
import { SignIn } from "./sign-in.ts";
import type { Credentials, LoginOptions } from "./sign-in.ts";
import { User } from "./user.ts";
import { userSite } from "./user-site.ts";
import type { PasswordWork, UserDiagnostic, UserSite } from "./user-site.ts";
import { userModel } from "./users/description.ts";
import type { DescribedUserModel } from "./users/description.ts";
import { AUTH_USER } from "./users/user-model.ts";
import type { AuthUserRow } from "./users/user-model.ts";
import { UserRows } from "./users/user-rows.ts";

/** What a site's users need beside its settings. */
export interface AuthOptions {
  /** The description of the site's own user model; Django's `auth.User` unless told. */
  readonly userModel?: DescribedUserModel;
  /** Authentication backends of the site's own, by the dotted paths that AUTHENTICATION_BACKENDS has for them. */
  readonly authenticationBackends?: Readonly<Record<string, AuthenticationBackend>>;
  /** Told of every sign-in, sign-out and failed attempt. Django: the signals of `django.contrib.auth`. */
  readonly onAuthEvent?: (event: AuthEvent) => void;
}

/** What the Backend gives to its users. */
export interface AuthContext {
  readonly settings: AuthSettings;
  readonly clock: Clock;
  readonly diagnose: (diagnostic: UserDiagnostic) => void;
}

/** Users, in one database. */
export class Auth {
  readonly #site: UserSite;
  readonly #clock: Clock;
  readonly #signIn: SignIn;
  /** Who the sessions of requests belong to. Django: `request.user`. */
  readonly #users = new WeakMap<Session, User>();

  constructor(
    database: SqlDatabase,
    passwords: PasswordWork,
    { settings, clock, diagnose }: AuthContext,
    options: AuthOptions,
  ) {
    const { authenticationBackends, onAuthEvent = () => {} } = options;
    const model = userModel(options.userModel ?? AUTH_USER);
    const rows = new UserRows(database, model, settings, clock);
    this.#site = userSite({ rows, passwords, settings, diagnose }, authenticationBackends);
    this.#clock = clock;
    this.#signIn = new SignIn(this.#site, onAuthEvent, () => this.#now());
  }

  /** The user of a session, the same one each time; see `Backend.getUser`. */
  getUser<Row extends object = AuthUserRow>(session: Session): User<Row> {
    const known = this.#users.get(session);
    const user = known ?? new User(this.#site, () => userOfSession(session, this.#site));
    this.#users.set(session, user);
    return user as unknown as User<Row>;
  }

  /** See `Backend.authenticate`. */
  authenticate(credentials: Credentials): Promise<User | null> {
    return this.#signIn.authenticate(credentials);
  }

  /** See `Backend.login`. */
  async login(session: Session, user: User, options?: LoginOptions): Promise<void> {
    await this.#signIn.login(session, user, options);
    this.#users.set(session, user);
  }

  /** See `Backend.logout`. */
  async logout(session: Session): Promise<void> {
    await this.#signIn.logout(session, await this.getUser(session).load());
    this.#users.delete(session);
  }

  /** See `Backend.updateSessionAuthHash`. */
  updateSessionAuthHash(session: Session, user: User): Promise<void> {
    return this.#signIn.updateSessionAuthHash(session, user);
  }

  /** Adds a user; see `Backend.createUser`. */
  async createUser<Row extends object = AuthUserRow>(fields: NewUser): Promise<User<Row>> {
    const row = await createUser(fields, this.#site, this.#now());
    return new User<Row>(this.#site, async () => ({ row, backend: null })).load();
  }

  #now(): Date {
    return new Date(this.#clock.epoch());
  }
}
