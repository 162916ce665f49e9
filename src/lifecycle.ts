/** One request: opened with its Cookie header, closed with the head of its response. Django: `SessionMiddleware`. */
import { formToken } from "./auth/csrf/form.ts";
import { RequestCsrf } from "./auth/csrf/request-csrf.ts";
import { admit } from "./auth/guards.ts";
import type { UserTest } from "./auth/guards.ts";
import type { RequestFacts } from "./auth/request-facts.ts";
import type { User } from "./auth/user.ts";
import type { AuthUserRow } from "./auth/users/user-model.ts";
import type { Backend } from "./backend.ts";
import { cookieValue } from "./cookies/parse.ts";
import { deleteSessionCookie, setSessionCookie } from "./cookies/session-cookie.ts";
import type { CookieLife } from "./cookies/session-cookie.ts";
import { varyOnCookie } from "./cookies/vary.ts";
import { ImproperlyConfigured } from "./errors.ts";
import { validSessionKey } from "./session/key.ts";
import type { LoadOptions } from "./session/loading.ts";
import type { AnyData } from "./session/mapping.ts";
import type { Session } from "./session/session.ts";
import { skipsAllServerErrors, variesOnSetCookie } from "./version.ts";

/** The head of a response, as much of it as a session touches. A `Headers` object fits. */
export interface ResponseHeaders {
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
}

/** Gives the request's session, loaded: one statement, however often it is asked for; with `verify`, one more where a cache answered. */
export interface GetSession<SiteData extends object = AnyData> {
  <Data extends object = SiteData>(options?: LoadOptions): Promise<Session<Data>>;
}

/** Gives the user of the request's session, or nobody, loaded: one statement, however often it is asked for. */
export interface GetUser<
  SiteRow extends object = AuthUserRow,
  SitePermission extends string = string,
> {
  <Row extends object = SiteRow, Permission extends string = SitePermission>(
    options?: LoadOptions,
  ): Promise<User<Row, Permission>>;
}

/** What every framework gives to a handler, typed where the framework can tell which site it is of. */
export interface RequestAccess<
  Data extends object = AnyData,
  Row extends object = AuthUserRow,
  Permission extends string = string,
> {
  /** The visitor's session, loaded: one statement, however often it is asked for. */
  getSession: GetSession<Data>;
  /** Who the visitor is, verified as Django does: one statement more. Nobody is a user too, who is not authenticated. */
  getUser: GetUser<Row, Permission>;
  /** The CSRF token for a form or a header, which Django takes too. Django: `get_token(request)`. */
  csrfToken: () => Promise<string>;
}

/** Where a `getSession` keeps the cycle that it is of. */
const CYCLE = Symbol("cycle");

/** The session of one request, from its cookie to its Set-Cookie. */
export class RequestCycle {
  readonly access: RequestAccess;
  readonly backend: Backend;
  readonly facts: RequestFacts;
  /** The value of the session cookie, undefined where there is none. */
  readonly #cookie: string | undefined;
  readonly #hold: (() => void) | undefined;
  #isHeld = false;
  /** Made when it is first asked for: most requests of a site leave it alone. */
  #session: Session | null = null;
  #csrf: RequestCsrf | null = null;
  #accessed = false;
  #sealed = false;
  #closed = false;

  /** Fetches nothing. `hold` is called once, before anything is given out: from then on the response has to wait for `close()`. */
  constructor(backend: Backend, facts: RequestFacts, hold?: () => void) {
    const { SESSION_COOKIE_NAME: name } = backend.settings;
    const cookies = facts.header("cookie");
    this.backend = backend;
    this.facts = facts;
    this.#cookie = cookies?.includes(name) ? cookieValue(cookies, name) : undefined;
    this.#hold = hold;
    const getSession = <Data extends object = AnyData>(
      options?: LoadOptions,
    ): Promise<Session<Data>> => {
      this.#accessed = true;
      const session = this.open();
      const loaded = options?.verify === "db" ? session.verify() : session.load();
      return loaded as Promise<unknown> as Promise<Session<Data>>;
    };
    this.access = {
      getSession: Object.assign(getSession, { [CYCLE]: this }),
      getUser: async <Row extends object, Permission extends string>(options?: LoadOptions) => {
        const session = await getSession(options);
        // Of a session that turned out to be gone nobody is the user, whoever was asked for before.
        const isGone = options?.verify === "db" && session.key === null;
        return backend.getUser<Row, Permission>(isGone ? backend.getSession() : session).load();
      },
      csrfToken: () => this.csrf.token(),
    };
  }

  /** The cycle that a request has of this site already, because the middleware is mounted twice; else null. */
  static of(backend: Backend, getSession: GetSession | undefined): RequestCycle | null {
    const cycle = cycleOf(getSession);
    return cycle?.backend === backend ? cycle : null;
  }

  /** The cycle of a request. @throws ImproperlyConfigured when the middleware is not mounted before what asks for it. */
  static for(getSession: GetSession | undefined): RequestCycle {
    const cycle = cycleOf(getSession);
    if (cycle !== null) return cycle;
    throw new ImproperlyConfigured("The request has no session yet.", {
      fix: "Mount middleware(backend) before guards and csrfProtect.",
    });
  }

  /** Lets the request pass or not, by the token of a parsed form or of a header. @throws CsrfFailure with Django's reason. */
  checkCsrf(body: unknown): Promise<void> {
    return this.csrf.check(formToken(this.facts, body));
  }

  /** Null for a user who passes a guard, else where to sign in. @throws LoginRequired, PermissionDenied. */
  async admit(test: UserTest, target: string): Promise<string | null> {
    const { facts } = this;
    const { settings } = this.backend;
    return admit(await this.access.getUser(), test, { facts, target, settings });
  }

  /** The request's CSRF protection, made when it is first asked for. */
  get csrf(): RequestCsrf {
    if (this.#csrf === null) {
      this.#holdOnce();
      this.#csrf = new RequestCsrf(this.backend, this.facts, this.access.getSession);
      if (this.#sealed) this.#csrf.seal();
    }
    return this.#csrf;
  }

  /** Whether `close()` has something to do though nobody asked for the session. */
  get isDue(): boolean {
    return this.#isSessionDue || this.#csrf?.isDue === true;
  }

  get #isSessionDue(): boolean {
    if (this.#cookie === undefined) return false;
    const { SESSION_SAVE_EVERY_REQUEST } = this.backend.settings;
    return SESSION_SAVE_EVERY_REQUEST || validSessionKey(this.#cookie) === null;
  }

  /** The session, not loaded. */
  open(): Session {
    if (this.#session !== null) return this.#session;
    const session = this.backend.getSession(this.#cookie);
    this.#session = session;
    this.#holdOnce();
    if (this.#sealed) session.seal();
    session.onLogin = () => this.csrf.rotate();
    return session;
  }

  #holdOnce(): void {
    if (this.#isHeld) return;
    this.#isHeld = true;
    this.#hold?.();
  }

  /** Makes every later change of the session an error: the head of the response has gone. */
  seal(): void {
    this.#sealed = true;
    this.#session?.seal();
  }

  /**
   * Saves the session and writes Set-Cookie and Vary. To be settled before the first byte leaves.
   * A promise only where something has to be stored, so that other responses are not held up.
   * @throws SessionInterrupted, StoreError and the like; the headers are untouched then.
   */
  close(status: number, headers: ResponseHeaders): void | Promise<void> {
    // Of the answer to a save that failed there is nothing to save.
    if (this.#closed) return;
    this.#closed = true;
    const stored = this.#csrf?.store();
    const saved = stored?.then(() => this.#close(status, headers)) ?? this.#close(status, headers);
    return saved === undefined
      ? this.#csrf?.close(headers)
      : saved.then(() => this.#csrf?.close(headers));
  }

  #close(status: number, headers: ResponseHeaders): void | Promise<void> {
    if (this.#session === null && !this.#isSessionDue) return this.seal();
    const session = this.open();
    const { settings } = this.backend;
    if (this.#cookie !== undefined && session.isEmpty) {
      this.seal();
      headers.append("Set-Cookie", deleteSessionCookie(settings));
      return vary(headers);
    }
    const wanted = settings.SESSION_SAVE_EVERY_REQUEST || session.modified;
    if (!wanted || session.isEmpty || this.#isServerError(status)) {
      this.seal();
      return this.#accessed ? vary(headers) : undefined;
    }
    return this.#save(session, headers);
  }

  async #save(session: Session, headers: ResponseHeaders): Promise<void> {
    const { settings, clock } = this.backend;
    if (settings.SESSION_SAVE_EVERY_REQUEST) await renew(session);
    const life: CookieLife = session.expireAtBrowserClose
      ? "browser"
      : { age: session.expiryAge, now: clock.epoch() };
    await session.save();
    this.seal();
    if (session.key === null) return this.#accessed ? vary(headers) : undefined;
    headers.append("Set-Cookie", setSessionCookie(settings, session.key, life));
    if (this.#accessed || variesOnSetCookie(settings.DJANGO_VERSION)) vary(headers);
  }

  #isServerError(status: number): boolean {
    const { DJANGO_VERSION } = this.backend.settings;
    return skipsAllServerErrors(DJANGO_VERSION) ? status >= 500 : status === 500;
  }
}

function cycleOf(getSession: GetSession | undefined): RequestCycle | null {
  const cycle: unknown = getSession !== undefined && CYCLE in getSession && getSession[CYCLE];
  return cycle instanceof RequestCycle ? cycle : null;
}

/** SESSION_SAVE_EVERY_REQUEST: the expiry is renewed, and a key nobody knows gets a session of its own. */
async function renew(session: Session): Promise<void> {
  await session.load();
  if (session.key === null) await session.create();
  else session.modified = true;
}

function vary(headers: ResponseHeaders): void {
  headers.set("Vary", varyOnCookie(headers.get("Vary")));
}
