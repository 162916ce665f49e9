/** One request: opened with its Cookie header, closed with the head of its response. Django: `SessionMiddleware`. */
import type { Backend } from "./backend.ts";
import { parseCookies } from "./cookies/parse.ts";
import { deleteSessionCookie, setSessionCookie } from "./cookies/session-cookie.ts";
import type { CookieLife } from "./cookies/session-cookie.ts";
import { varyOnCookie } from "./cookies/vary.ts";
import type { AnyData } from "./session/mapping.ts";
import type { Session } from "./session/session.ts";
import { skipsAllServerErrors, variesOnSetCookie } from "./version.ts";

/** The head of a response, as much of it as a session touches. A `Headers` object fits. */
export interface ResponseHeaders {
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
}

/** The session of one request, from its cookie to its Set-Cookie. */
export class RequestCycle {
  readonly #backend: Backend;
  readonly #session: Session;
  readonly #hasCookie: boolean;
  #opened = false;

  /** `cookieHeader` is the request's Cookie header, joined by `; ` where there are several. Fetches nothing. */
  constructor(backend: Backend, cookieHeader: string | null | undefined) {
    const { SESSION_COOKIE_NAME: name } = backend.settings;
    // Most headers without the cookie's name need no parsing.
    const cookies = cookieHeader?.includes(name) ? parseCookies(cookieHeader) : undefined;
    this.#backend = backend;
    this.#hasCookie = cookies?.has(name) ?? false;
    this.#session = backend.getSession(cookies?.get(name));
  }

  /** The request's session, loaded: one statement, however often it is asked for. */
  readonly getSession = <Data extends object = AnyData>(): Promise<Session<Data>> => {
    this.#opened = true;
    return this.#session.load() as Promise<unknown> as Promise<Session<Data>>;
  };

  /**
   * Saves the session and writes Set-Cookie and Vary. To be settled before the first byte leaves.
   * A promise only where something has to be stored, so that other responses are not held up.
   * @throws SessionInterrupted, StoreError and the like; the headers are untouched then.
   */
  close(status: number, headers: ResponseHeaders): void | Promise<void> {
    const session = this.#session;
    const { settings } = this.#backend;
    const accessed = this.#opened || session.accessed;
    if (this.#hasCookie && session.isEmpty) {
      session.seal();
      headers.append("Set-Cookie", deleteSessionCookie(settings));
      return vary(headers);
    }
    const wanted = settings.SESSION_SAVE_EVERY_REQUEST || session.modified;
    if (!wanted || session.isEmpty || this.#isServerError(status)) {
      session.seal();
      return accessed ? vary(headers) : undefined;
    }
    return this.#save(headers, accessed);
  }

  async #save(headers: ResponseHeaders, accessed: boolean): Promise<void> {
    const session = this.#session;
    const { settings, clock } = this.#backend;
    if (settings.SESSION_SAVE_EVERY_REQUEST) await this.#renew();
    const life: CookieLife = session.expireAtBrowserClose
      ? "browser"
      : { age: session.expiryAge, now: clock.epoch() };
    await session.save();
    session.seal();
    if (session.key === null) return accessed ? vary(headers) : undefined;
    headers.append("Set-Cookie", setSessionCookie(settings, session.key, life));
    if (accessed || variesOnSetCookie(settings.DJANGO_VERSION)) vary(headers);
  }

  /** SESSION_SAVE_EVERY_REQUEST: the expiry is renewed, and a key nobody knows gets a session of its own. */
  async #renew(): Promise<void> {
    const session = await this.#session.load();
    if (session.key === null) await session.create();
    else session.modified = true;
  }

  #isServerError(status: number): boolean {
    const { DJANGO_VERSION } = this.#backend.settings;
    return skipsAllServerErrors(DJANGO_VERSION) ? status >= 500 : status === 500;
  }
}

function vary(headers: ResponseHeaders): void {
  headers.set("Vary", varyOnCookie(headers.get("Vary")));
}
