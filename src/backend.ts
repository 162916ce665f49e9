/** One Django site: the connections the service already has, and the site's settings. */
import { Auth } from "./auth/auth.ts";
import type { AuthOptions } from "./auth/auth.ts";
import type { NewUser } from "./auth/create-user.ts";
import type { Hashers } from "./auth/hashers/known-hashers.ts";
import { Passwords } from "./auth/passwords.ts";
import type { Credentials, LoginOptions } from "./auth/sign-in.ts";
import type { AnyUser, User } from "./auth/user.ts";
import type { UserDiagnostic } from "./auth/user-site.ts";
import type { AuthUserRow } from "./auth/users/user-model.ts";
import type { UserAttributes } from "./auth/validators/validator.ts";
import { WorkQueue } from "./auth/work-queue.ts";
import type { WorkLimits } from "./auth/work-queue.ts";
import type { DecodeFailure } from "./codec/codec.ts";
import type { CacheConnection } from "./caches/shared/cache.ts";
import { siteClock } from "./datetime.ts";
import type { Clock } from "./datetime.ts";
import type { SqlDatabase } from "./databases/sql/database.ts";
import { guarded } from "./databases/sql/guarded.ts";
import type { ClearExpiredOptions, EngineDiagnostic, SessionEngine } from "./engines/engine.ts";
import { makeEngine } from "./engines/known-engines.ts";
import type { Engines } from "./engines/known-engines.ts";
import { ImproperlyConfigured } from "./errors.ts";
import type { LoadOptions } from "./session/loading.ts";
import type { AnyData } from "./session/mapping.ts";
import { SiteSchema } from "./session/schema.ts";
import type { SessionSchema } from "./session/schema.ts";
import { Session } from "./session/session.ts";
import type { SessionSite } from "./session/site.ts";
import { Turns } from "./session/turns.ts";
import { isRecord } from "./setting-rules.ts";
import { siteSettings } from "./settings.ts";
import type { Settings, SiteSettings } from "./settings.ts";
import { storesExpiryDates } from "./version.ts";

/** The connections of a site, by Django's aliases. */
export interface Connections {
  readonly databases: Readonly<Record<string, SqlDatabase>>;
  /** By the names of CACHES. */
  readonly caches?: Readonly<Record<string, CacheConnection>>;
}

/** A stored session that cannot be read: it answers as empty, and is left alone. */
export interface SessionUnreadable extends DecodeFailure {
  readonly event: "session-unreadable";
}

/** A value in a stored session that does not fit the site's schema: it answers as if it were not there, and is left alone. */
export interface SessionValueMisfit {
  readonly event: "session-value-misfit";
  /** Which of the session's keys, `"cart"` say. */
  readonly key: string;
  /** What does not fit where. */
  readonly detail: string;
}

/** Something an operator wants to know and no visitor is told. Holds no session key, cookie, data or secret. */
export type Diagnostic = SessionUnreadable | SessionValueMisfit | EngineDiagnostic | UserDiagnostic;

/** Bounds on what is read from the store. */
export interface Limits {
  /** How many passwords are checked at a time, and how many may wait. */
  readonly passwords?: WorkLimits;
  /** Characters of a stored session. */
  readonly textLength?: number;
  /** Bytes of a session after decompression. */
  readonly inflatedLength?: number;
  /** How deep its data is nested. */
  readonly depth?: number;
  /** Milliseconds that one statement may take; 0 is no limit. */
  readonly statementTimeout?: number;
}

/** What is neither a connection nor a setting of Django's. */
export interface BackendOptions<SiteData extends object = AnyData> extends AuthOptions {
  /** The time, as a Date or in milliseconds since the epoch. */
  readonly now?: () => Date | number;
  /** Engines of the site's own, by the name it gives to SESSION_ENGINE. */
  readonly engines?: Engines;
  /** What the site's sessions hold: checked where they are read and set, and the type that they have. */
  readonly sessionSchema?: SessionSchema<SiteData>;
  /** Told of stored sessions, users' keys and passwords that cannot be read, and why. */
  readonly onDiagnostic?: (diagnostic: Diagnostic) => void;
  readonly limits?: Limits;
  /** Password hashers that need a library, or are the site's own, by the dotted paths of PASSWORD_HASHERS. */
  readonly passwordHashers?: Hashers;
}

/**
 * A Django site as this service sees it: gives out its sessions and its users. Of a site with its own user model,
 * `new Backend<Row, Permission, Data>(…)` says once what a row has, which permissions there are, and what a session holds;
 * that last the option `sessionSchema` says too.
 */
export class Backend<
  SiteRow extends object = AuthUserRow,
  SitePermission extends string = string,
  SiteData extends object = AnyData,
> {
  readonly clock: Clock;
  readonly #settings: SiteSettings;
  readonly #onDiagnostic: BackendOptions["onDiagnostic"];
  readonly #engine: SessionEngine;
  readonly #site: SessionSite;
  /** The site's stored passwords: `makePassword`, `checkPassword` and their like. Django: `django.contrib.auth.hashers`. */
  readonly passwords: Passwords;
  readonly #makeAuth: () => Auth;
  #auth: Auth | null = null;

  /**
   * `connections` is a database, or databases by alias; `settings` is the SECRET_KEY or an object of Django's settings.
   * Opens no connection.
   * @throws ImproperlyConfigured naming what is wrong.
   */
  constructor(
    connections: SqlDatabase | Connections,
    settings: string | Settings,
    options: BackendOptions<SiteData> = {},
  ) {
    this.#settings = siteSettings(settings);
    this.#onDiagnostic = options.onDiagnostic;
    this.clock = siteClock(this.settings, options.now);
    this.#engine = makeEngine(this.settings, options.engines, {
      ...connectionsOf(connections),
      clock: this.clock,
      diagnose: this.#tell,
      limits: options.limits ?? {},
    });
    const { sessionSchema: schema } = options;
    this.#site = {
      engine: this.#engine,
      clock: this.clock,
      turns: new Turns(),
      storesExpiryDates: storesExpiryDates(this.settings.DJANGO_VERSION),
      expireAtBrowserClose: this.settings.SESSION_EXPIRE_AT_BROWSER_CLOSE,
      schema: schema === undefined ? null : new SiteSchema(schema, this.#misfit),
      unreadable: (failure) => this.#tell({ event: "session-unreadable", ...failure }),
    };
    this.passwords = new Passwords({
      version: this.settings.DJANGO_VERSION,
      hashers: this.settings.PASSWORD_HASHERS,
      own: options.passwordHashers,
      queue: new WorkQueue(options.limits?.passwords),
      onUnreadable: ({ algorithm, cause }) =>
        this.#tell({ event: "password-unreadable", algorithm, detail: cause.message }),
    });
    this.#makeAuth = () => this.#makeUsers(connectionsOf(connections), options);
  }

  /** The site's settings, with Django's defaults filled in. No member of its own: who logs a Backend logs no SECRET_KEY. */
  get settings(): SiteSettings {
    return this.#settings;
  }

  /** The session of a key, or a new one for null. Lazy: nothing is fetched before `load()`. Django: `SessionStore(session_key)`. */
  getSession<Data extends object = SiteData>(
    key?: string | null,
    options?: LoadOptions,
  ): Session<Data> {
    return new Session<Data>(this.#site, key, options);
  }

  /** The user of a session, or of a visitor who is nobody. Lazy: nothing is fetched before `load()`. Django: `get_user(request)`. */
  getUser<Row extends object = SiteRow, Permission extends string = SitePermission>(
    session: Session,
  ): User<Row, Permission> {
    return this.#users.getUser(session) as unknown as User<Row, Permission>;
  }

  /** The user with these credentials, or null. Django: `authenticate(**credentials)`. */
  async authenticate<Row extends object = SiteRow, Permission extends string = SitePermission>(
    credentials: Credentials,
  ): Promise<User<Row, Permission> | null> {
    return (await this.#users.authenticate(credentials)) as unknown as User<Row, Permission> | null;
  }

  /** Makes a session that of a user, under a new key. Django: `login(request, user, backend=)`. */
  async login(session: Session, user: AnyUser, options?: LoginOptions): Promise<void> {
    return this.#users.login(session, user, options);
  }

  /** Deletes the session with all its data. Django: `logout(request)`. */
  async logout(session: Session): Promise<void> {
    return this.#users.logout(session);
  }

  /** Keeps this session signed in when the user's password changed. Django: `update_session_auth_hash(request, user)`. */
  async updateSessionAuthHash(session: Session, user: AnyUser): Promise<void> {
    return this.#users.updateSessionAuthHash(session, user);
  }

  /**
   * Adds a user. Django: `create_user(username, email, password, **fields)`.
   * @throws IntegrityError when the username is taken, ValidationError when it is empty or too long.
   */
  async createUser<Row extends object = SiteRow, Permission extends string = SitePermission>(
    fields: NewUser<Row>,
  ): Promise<User<Row, Permission>> {
    return (await this.#users.createUser(fields)) as unknown as User<Row, Permission>;
  }

  /** Adds a user who may do everything. Django: `create_superuser(username, email, password, **fields)`. */
  async createSuperuser<Row extends object = SiteRow, Permission extends string = SitePermission>(
    fields: NewUser<Row>,
  ): Promise<User<Row, Permission>> {
    return (await this.#users.createSuperuser(fields)) as unknown as User<Row, Permission>;
  }

  /** Checks a new password by AUTH_PASSWORD_VALIDATORS. Django: `validate_password(password, user)`. @throws ValidationError. */
  async validatePassword(
    password: string,
    user: AnyUser | UserAttributes | null = null,
  ): Promise<void> {
    return this.#users.validatePassword(password, user);
  }

  /** What to tell people before they choose a password. Django: `password_validators_help_texts()`. */
  get passwordValidatorsHelpTexts(): string[] {
    return this.#users.passwordValidatorsHelpTexts;
  }

  /** Deletes what has expired, in batches, and returns how many. Django: `manage.py clearsessions`. */
  async clearExpired(options?: ClearExpiredOptions): Promise<number> {
    return this.#engine.clearExpired(options);
  }

  readonly #misfit = (key: string, detail: string): void =>
    this.#tell({ event: "session-value-misfit", key, detail });

  /** A listener that fails is no reason for a request to fail. */
  readonly #tell = (diagnostic: Diagnostic): void => {
    try {
      this.#onDiagnostic?.(diagnostic);
    } catch {
      // Where the listener cannot tell, nobody can.
    }
  };

  get #users(): Auth {
    this.#auth ??= this.#makeAuth();
    return this.#auth;
  }

  #makeUsers({ databases }: Connections, options: BackendOptions): Auth {
    const { settings, clock, passwords } = this;
    if (databases["default"] === undefined) {
      throw new ImproperlyConfigured("Users are kept in a database, and none is the default one.", {
        fix: "Pass it to the Backend: new Backend({ databases: { default: … } }, settings).",
      });
    }
    const database = guarded(databases["default"], options.limits?.statementTimeout);
    return new Auth(database, passwords, { settings, clock, diagnose: this.#tell }, options);
  }
}

function connectionsOf(connections: SqlDatabase | Connections): Connections {
  if (typeof connections === "object" && connections !== null) {
    if ("run" in connections) return { databases: { default: connections } };
    if ("databases" in connections && isRecord(connections.databases)) return connections;
  }
  throw new ImproperlyConfigured("The first argument of Backend is not a database.", {
    fix: "Wrap the pool or client that you have: new Backend(pgDatabase(pool), SECRET_KEY).",
  });
}
