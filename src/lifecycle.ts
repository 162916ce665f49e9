/** One request: opened with its Cookie header, closed with the head of its response. Django: `SessionMiddleware`. */
import type { Backend } from "./backend.ts";
import { cookieValue } from "./cookies/parse.ts";
import { deleteSessionCookie, setSessionCookie } from "./cookies/session-cookie.ts";
import type { CookieLife } from "./cookies/session-cookie.ts";
import { varyOnCookie } from "./cookies/vary.ts";
import { validSessionKey } from "./session/key.ts";
import type { AnyData } from "./session/mapping.ts";
import type { Session } from "./session/session.ts";
import { skipsAllServerErrors, variesOnSetCookie } from "./version.ts";

/** The head of a response, as much of it as a session touches. A `Headers` object fits. */
export interface ResponseHeaders {
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
}

/** Gives the request's session, loaded: one statement, however often it is asked for. */
export interface GetSession {
  <Data extends object = AnyData>(): Promise<Session<Data>>;
}

/** Where a `getSession` keeps the site whose session it gives. */
const SITE = Symbol("site");

/** The session of one request, from its cookie to its Set-Cookie. */
export class RequestCycle {
  readonly getSession: GetSession;
  readonly #backend: Backend;
  /** The value of the session cookie, undefined where there is none. */
  readonly #cookie: string | undefined;
  readonly #onOpen: (() => void) | undefined;
  /** Made when it is first asked for: most requests of a site leave it alone. */
  #session: Session | null = null;
  #accessed = false;
  #sealed = false;

  /**
   * `cookieHeader` is the request's Cookie header, joined by `; ` where there are several. Fetches nothing.
   * `onOpen` is called once, before the session is first given out: from then on the response has to wait for `close()`.
   */
  constructor(backend: Backend, cookieHeader: string | null | undefined, onOpen?: () => void) {
    const { SESSION_COOKIE_NAME: name } = backend.settings;
    this.#backend = backend;
    this.#cookie = cookieHeader?.includes(name) ? cookieValue(cookieHeader, name) : undefined;
    this.#onOpen = onOpen;
    const getSession = <Data extends object = AnyData>(): Promise<Session<Data>> => {
      this.#accessed = true;
      return this.open().load() as Promise<unknown> as Promise<Session<Data>>;
    };
    this.getSession = Object.assign(getSession, { [SITE]: backend });
  }

  /** Whether a request has the `getSession` of this site already, because the middleware is mounted twice. */
  static isOpen(backend: Backend, getSession: GetSession | undefined): boolean {
    return getSession !== undefined && SITE in getSession && getSession[SITE] === backend;
  }

  /** Whether `close()` has something to do though nobody asked for the session. */
  get isDue(): boolean {
    if (this.#cookie === undefined) return false;
    const { SESSION_SAVE_EVERY_REQUEST } = this.#backend.settings;
    return SESSION_SAVE_EVERY_REQUEST || validSessionKey(this.#cookie) === null;
  }

  /** The session, not loaded. */
  open(): Session {
    if (this.#session !== null) return this.#session;
    this.#session = this.#backend.getSession(this.#cookie);
    this.#onOpen?.();
    if (this.#sealed) this.#session.seal();
    return this.#session;
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
    if (this.#session === null && !this.isDue) return this.seal();
    const session = this.open();
    const { settings } = this.#backend;
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
    const { settings, clock } = this.#backend;
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
    const { DJANGO_VERSION } = this.#backend.settings;
    return skipsAllServerErrors(DJANGO_VERSION) ? status >= 500 : status === 500;
  }
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
