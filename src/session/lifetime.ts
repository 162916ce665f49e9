/** When a session ends, and its test cookie: the part of Django's `SessionBase` that reads and sets single keys. */
import type { Micros } from "../datetime.ts";
import type { SessionEnd } from "../engines/engine.ts";
import { NotSerializable } from "../errors.ts";
import { EXPIRY_KEY, expiryAge, expiryDate, storedExpiry } from "../expiry.ts";
import type { ExpiryRules } from "../expiry.ts";
import { SessionMapping } from "./mapping.ts";
import type { AnyData } from "./mapping.ts";
import type { SessionSite } from "./site.ts";

/** Arguments of Django's `get_expiry_age()` and `get_expiry_date()`. */
export interface ExpiryOptions {
  /** When the session was last changed; now unless told. */
  readonly modification?: Date;
  /** A `_session_expiry` to use in place of the session's own: seconds, a date, an ISO date, or null. */
  readonly expiry?: number | Date | string | null;
}

const TEST_COOKIE_NAME = "testcookie";
const TEST_COOKIE_VALUE = "worked";

/** Session data that knows how long it is kept. */
export abstract class SessionLifetime<Data extends object = AnyData> extends SessionMapping<Data> {
  protected readonly site: SessionSite;
  readonly #rules: ExpiryRules;

  constructor(site: SessionSite) {
    super(site.schema);
    this.site = site;
    this.#rules = { clock: site.clock, cookieAge: site.engine.cookieAge };
  }

  /**
   * Ends the session after that many seconds without a change, or at that date; 0 ends it with the browser,
   * null returns it to the site's rule. Django: `session.set_expiry(value)`.
   * @throws NotSerializable for other values, and for a date when the site's Django is before 4.1.
   */
  setExpiry(value: number | Date | null): void {
    if (value === null) {
      this.#own.delete(EXPIRY_KEY);
      return;
    }
    if (value instanceof Date && !this.site.storesExpiryDates) {
      throw new NotSerializable("The site's Django is before 4.1 and fails on an expiry date.", {
        fix: "Pass a number of seconds.",
      });
    }
    this.#own.set(EXPIRY_KEY, storedExpiry(value, this.site.clock));
    // Set again to the same seconds it still counts: this is how sites keep active visitors signed in.
    this.modified = true;
  }

  /** Seconds until the session ends. Django: `session.get_expiry_age(modification=, expiry=)`. */
  getExpiryAge(options: ExpiryOptions = {}): number {
    return expiryAge(this.#expiry(options), this.#modification(options), this.#rules);
  }

  /** When the session ends, to the millisecond. Django: `session.get_expiry_date(modification=, expiry=)`. */
  getExpiryDate(options: ExpiryOptions = {}): Date {
    const date = expiryDate(this.#expiry(options), this.#modification(options), this.#rules);
    return this.site.clock.toDate(date);
  }

  /** {@link getExpiryAge} as of now. */
  get expiryAge(): number {
    return this.getExpiryAge();
  }

  /** {@link getExpiryDate} as of now. */
  get expiryDate(): Date {
    return this.getExpiryDate();
  }

  /** Whether the cookie ends with the browser. Django: `session.get_expire_at_browser_close()`. */
  get expireAtBrowserClose(): boolean {
    const expiry = this.#expiry({}) ?? null;
    return expiry === null ? this.site.expireAtBrowserClose : expiry === 0 || expiry === false;
  }

  /** Django: `session.set_test_cookie()`. */
  setTestCookie(): void {
    this.#own.set(TEST_COOKIE_NAME, TEST_COOKIE_VALUE);
  }

  /** Whether the browser brought the test cookie back. Django: `session.test_cookie_worked()`. */
  testCookieWorked(): boolean {
    return this.#own.get(TEST_COOKIE_NAME) === TEST_COOKIE_VALUE;
  }

  /** Django: `session.delete_test_cookie()`. */
  deleteTestCookie(): void {
    this.#own.delete(TEST_COOKIE_NAME);
  }

  /** When data with this `_session_expiry` ends that is stored now. */
  protected endOf(expiry: unknown): SessionEnd {
    const now = this.site.clock.now();
    return {
      expireDate: expiryDate(expiry, now, this.#rules),
      age: expiryAge(expiry, now, this.#rules),
    };
  }

  /** The keys that are Django's, whatever type the site gave to its own. */
  get #own(): SessionMapping {
    return this;
  }

  #expiry(options: ExpiryOptions): unknown {
    return "expiry" in options ? options.expiry : this.#own.get(EXPIRY_KEY);
  }

  #modification({ modification }: ExpiryOptions): Micros {
    const { clock } = this.site;
    return modification === undefined ? clock.now() : clock.fromDate(modification);
  }
}
