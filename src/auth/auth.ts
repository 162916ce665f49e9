/** The users of one site: who a visitor is, signing in and out, new accounts. Django: `django.contrib.auth`. */
import type { SqlDatabase } from "../databases/sql/database.ts";
import type { Clock } from "../datetime.ts";
import type { Session } from "../session/session.ts";
import type { AuthSettings } from "./auth-settings.ts";
import type { AuthenticationBackend } from "./authentication-backend.ts";
import { createUser, superuser } from "./create-user.ts";
import type { NewUser } from "./create-user.ts";
import type { AuthEvent } from "./events.ts";
import { userOfSession } from "./session-user.ts";
import { SignIn } from "./sign-in.ts";
import type { Credentials, LoginOptions } from "./sign-in.ts";
import { User } from "./user.ts";
import type { AnyUser } from "./user.ts";
import { userSite } from "./user-site.ts";
import type { PasswordWork, UserDiagnostic, UserSite } from "./user-site.ts";
import { userModel } from "./users/description.ts";
import type { DescribedUserModel } from "./users/description.ts";
import { AUTH_USER, verboseNameOf } from "./users/user-model.ts";
import { UserRows } from "./users/user-rows.ts";
import { PasswordValidators } from "./validators/password-validators.ts";
import type { UserAttributes, ValidatorFactory } from "./validators/validator.ts";

/** What a site's users need beside its settings. */
export interface AuthOptions {
  /** The description of the site's own user model; Django's `auth.User` unless told. */
  readonly userModel?: DescribedUserModel;
  /** Authentication backends of the site's own, by the dotted paths that AUTHENTICATION_BACKENDS has for them. */
  readonly authenticationBackends?: Readonly<Record<string, AuthenticationBackend>>;
  /** Rules for new passwords of the site's own, by the dotted paths that AUTH_PASSWORD_VALIDATORS has for them. */
  readonly passwordValidators?: Readonly<Record<string, ValidatorFactory>>;
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
  readonly #validators: PasswordValidators;
  readonly #listener: AuthOptions["onAuthEvent"];
  /** Who the sessions of requests belong to. Django: `request.user`. */
  readonly #users = new WeakMap<Session, AnyUser>();

  constructor(
    database: SqlDatabase,
    passwords: PasswordWork,
    { settings, clock, diagnose }: AuthContext,
    options: AuthOptions,
  ) {
    const { authenticationBackends, passwordValidators: own } = options;
    const model = userModel(options.userModel ?? AUTH_USER);
    const rows = new UserRows(database, model, settings, clock);
    this.#site = userSite({ rows, passwords, settings, diagnose }, authenticationBackends);
    this.#clock = clock;
    this.#listener = options.onAuthEvent;
    this.#signIn = new SignIn(this.#site, this.#tell, () => this.#now());
    const verboseNames = Object.fromEntries(
      Object.keys(model.fields).map((name) => [name, verboseNameOf(model, name)]),
    );
    const validators = settings.AUTH_PASSWORD_VALIDATORS;
    this.#validators = new PasswordValidators({ validators, own, verboseNames });
  }

  /** The user of a session, the same one each time; see `Backend.getUser`. */
  getUser(session: Session): AnyUser {
    const known = this.#users.get(session);
    const user = known ?? new User(this.#site, () => userOfSession(session, this.#site));
    this.#users.set(session, user);
    return user;
  }

  /** See `Backend.authenticate`. */
  authenticate(credentials: Credentials): Promise<AnyUser | null> {
    return this.#signIn.authenticate(credentials);
  }

  /** See `Backend.login`. */
  async login(session: Session, user: AnyUser, options?: LoginOptions): Promise<void> {
    await this.#signIn.login(session, user, options);
    this.#users.set(session, user);
  }

  /** See `Backend.logout`. Who it was is asked for those who listen: Django asks in any case. */
  async logout(session: Session): Promise<void> {
    if (this.#listener !== undefined) {
      const user = await this.getUser(session).load();
      this.#tell({ event: "user-logged-out", user: user.isAuthenticated ? user : null });
    }
    await session.load();
    await session.flush();
    this.#users.delete(session);
  }

  /** See `Backend.updateSessionAuthHash`. */
  async updateSessionAuthHash(session: Session, user: AnyUser): Promise<void> {
    const visitor = await this.getUser(session).load();
    await this.#signIn.updateSessionAuthHash(session, user, visitor);
  }

  /** See `Backend.createUser`. */
  async createUser(fields: NewUser): Promise<AnyUser> {
    const row = await createUser(fields, this.#site, this.#now());
    return new User(this.#site, async () => ({ row, backend: null })).load();
  }

  /** See `Backend.createSuperuser`. */
  async createSuperuser(fields: NewUser): Promise<AnyUser> {
    return this.createUser(superuser(fields, this.#site.rows.model));
  }

  /** See `Backend.validatePassword`. */
  async validatePassword(password: string, user: AnyUser | UserAttributes | null): Promise<void> {
    const attributes = user instanceof User ? user.toJSON() : user;
    await this.#validators.validatePassword(password, attributes);
  }

  /** See `Backend.passwordValidatorsHelpTexts`. */
  get passwordValidatorsHelpTexts(): string[] {
    return this.#validators.passwordValidatorsHelpTexts();
  }

  /** A listener that fails is no reason for a sign-in to fail. */
  readonly #tell = (event: AuthEvent): void => {
    try {
      this.#listener?.(event);
    } catch {
      // Where the listener cannot tell, nobody can.
    }
  };

  #now(): Date {
    return new Date(this.#clock.epoch());
  }
}
