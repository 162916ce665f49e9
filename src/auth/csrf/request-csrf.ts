/** CSRF protection of one request. Django: `CsrfViewMiddleware`, `get_token` and `rotate_token`. */
import { parseCookies } from "../../cookies/parse.ts";
import { varyOnCookie } from "../../cookies/vary.ts";
import { CsrfFailure, SessionSealed } from "../../errors.ts";
import { replacesBadCsrfCookie } from "../../version.ts";
import type { RequestFacts } from "../request-facts.ts";
import { csrfRejection, isSafeMethod } from "./check.ts";
import { setCsrfCookie } from "./csrf-cookie.ts";
import type { CsrfSettings } from "./csrf-settings.ts";
import { remedyFor } from "./reasons.ts";
import { freshSecret, keptSecret, readStoredSecret } from "./stored-secret.ts";
import type { KeptSecret, StoredSecret } from "./stored-secret.ts";
import { maskSecret } from "./tokens.ts";

const SESSION_KEY = "_csrftoken";

/** What of a Backend is needed here. */
export interface CsrfSite {
  readonly settings: CsrfSettings;
  /** Milliseconds since the epoch. */
  readonly clock: { epoch(): number };
}

/** What of a session is needed here. */
export interface CsrfSession {
  get(key: string): unknown;
  set(key: string, value: string): unknown;
}

/** The head of a response, as much of it as a cookie touches. */
export interface CsrfHeaders {
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
}

/** The token of one request, its check, and the cookie of its response. */
export class RequestCsrf {
  readonly #site: CsrfSite;
  readonly #request: RequestFacts;
  readonly #getSession: () => Promise<CsrfSession>;
  /** The secret that is the visitor's after this request; null while nobody needed to know. */
  #secret: KeptSecret | null = null;
  /** Whether the response has to bring it, be it to renew its expiry. */
  #isDue = false;
  #isClosed = false;
  #hasPassed = false;

  /** `getSession` gives the request's session, loaded; it is called with CSRF_USE_SESSIONS alone. */
  constructor(site: CsrfSite, request: RequestFacts, getSession: () => Promise<CsrfSession>) {
    this.#site = site;
    this.#request = request;
    this.#getSession = getSession;
  }

  /** The token for a form or a header, masked anew each time. Django: `get_token(request)`. */
  readonly token = async (): Promise<string> => {
    const stored = await this.#stored();
    const { settings } = this.#site;
    this.#secret ??= stored?.secret == null ? this.#fresh() : keptSecret(stored, settings);
    this.#isDue = !this.#isClosed;
    return maskSecret(this.#secret.secret);
  };

  /** Gives the visitor a new secret, so that tokens of before are worth nothing after. Django: `rotate_token(request)`. */
  readonly rotate = (): void => {
    this.#secret = this.#fresh();
    this.#isDue = true;
  };

  /**
   * Lets the request pass, or not. `formToken` is the form field `csrfmiddlewaretoken`, where a form was sent.
   * @throws CsrfFailure with Django's reason.
   */
  readonly check = async (formToken: string | null = null): Promise<void> => {
    if (this.#hasPassed || isSafeMethod(this.#request.method)) return;
    const proof = { stored: await this.#stored(), formToken };
    const reason = csrfRejection(this.#request, proof, this.#site.settings);
    if (reason !== null) throw new CsrfFailure(reason, remedyFor(reason));
    this.#hasPassed = true;
  };

  /** Whether the response has something to bring, and `store()` or `close()` something to do. */
  get isDue(): boolean {
    return this.#isDue || (this.#secret === null && this.#hasBadCookie);
  }

  /** Puts the secret into the session, where CSRF_USE_SESSIONS wants it. To be settled before the session is saved. */
  store(): void | Promise<void> {
    if (this.#isDue && this.#site.settings.CSRF_USE_SESSIONS) return this.#storeInSession();
  }

  async #storeInSession(): Promise<void> {
    const session = await this.#getSession();
    const text = this.#secret?.text;
    if (text !== undefined && session.get(SESSION_KEY) !== text) session.set(SESSION_KEY, text);
  }

  /** Writes Set-Cookie and Vary where they are due. */
  close(headers: CsrfHeaders): void {
    const { settings, clock } = this.#site;
    if (this.isDue && !settings.CSRF_USE_SESSIONS) {
      const { text } = (this.#secret ??= this.#fresh());
      headers.append("Set-Cookie", setCsrfCookie(settings, text, clock.epoch()));
      headers.set("Vary", varyOnCookie(headers.get("Vary")));
    }
    this.#isDue = false;
    this.seal();
  }

  /** From now on the token can be read, and no more be made: the head of the response has gone. */
  seal(): void {
    this.#isClosed = true;
  }

  async #stored(): Promise<StoredSecret | null> {
    if (!this.#site.settings.CSRF_USE_SESSIONS) return readStoredSecret(this.#cookie);
    return readStoredSecret((await this.#getSession()).get(SESSION_KEY));
  }

  get #cookie(): string | undefined {
    const { CSRF_COOKIE_NAME } = this.#site.settings;
    const header = this.#request.header("cookie");
    // Most headers without the cookie's name need no parsing.
    return header?.includes(CSRF_COOKIE_NAME)
      ? parseCookies(header).get(CSRF_COOKIE_NAME)
      : undefined;
  }

  get #hasBadCookie(): boolean {
    const { CSRF_USE_SESSIONS, DJANGO_VERSION } = this.#site.settings;
    if (CSRF_USE_SESSIONS || !replacesBadCsrfCookie(DJANGO_VERSION)) return false;
    return readStoredSecret(this.#cookie)?.secret === null;
  }

  #fresh(): KeptSecret {
    if (!this.#isClosed) return freshSecret(this.#site.settings);
    throw new SessionSealed(
      "The head of the response has gone without the cookie of a CSRF token.",
      {
        fix: "Ask for the token before the first byte of the response is written.",
      },
    );
  }
}
