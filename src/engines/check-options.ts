/** The options that every engine has, as a site's subclass of Django's `SessionStore` may set them. */
import { ImproperlyConfigured } from "../errors.ts";

/** A site's own subclass of Django's store. */
export interface StoreOptions {
  /** Seconds a session lives: the store's `get_session_cookie_age()`. SESSION_COOKIE_AGE unless told. */
  readonly cookieAge?: number;
  /** The salt of the signature, which Django makes of the name of the store's class. */
  readonly keySalt?: string;
}

/** @throws ImproperlyConfigured naming the engine and the option. */
export function checkStoreOptions(engine: string, { cookieAge, keySalt }: StoreOptions): void {
  checkText(engine, "keySalt", keySalt);
  if (cookieAge !== undefined && !Number.isSafeInteger(cookieAge)) {
    throw new ImproperlyConfigured(
      `The option cookieAge of ${engine}() must be a whole number of seconds.`,
    );
  }
}

/** @throws ImproperlyConfigured naming the engine and the option. */
export function checkText(engine: string, name: string, value: unknown): void {
  if (value === undefined || (typeof value === "string" && value !== "")) return;
  throw new ImproperlyConfigured(
    `The option ${name} of ${engine}() must be a text that is not empty.`,
  );
}
