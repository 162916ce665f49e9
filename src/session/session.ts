/** A session: its data, its key, and its life. Django: `SessionBase` and the `SessionStore` of an engine. */
import type { Change, DecodeFailure, SessionDocument } from "../codec/codec.ts";
import type { Clock, Micros } from "../datetime.ts";
import type { SessionEngine, SessionRow } from "../engines/engine.ts";
import { CreateError, NotSerializable, SessionConflict } from "../errors.ts";
import { EXPIRY_KEY, expiryAge, expiryDate, storedExpiry } from "./expiry.ts";
import type { ExpiryRules } from "./expiry.ts";
import { newSessionKey, validSessionKey } from "./key.ts";
import type { Lanes } from "./lanes.ts";
import { SessionMapping } from "./mapping.ts";
import type { AnyData } from "./mapping.ts";
import { interrupted, moveMerged, saveMerged } from "./merge.ts";
import type { Stored } from "./merge.ts";

/** What the sessions of one site share. */
export interface SessionSite {
  readonly engine: SessionEngine;
  readonly clock: Clock;
  readonly lanes: Lanes;
  /** Whether the site's Django can read an expiry that is a date. */
  readonly storesExpiryDates: boolean;
  /** SESSION_EXPIRE_AT_BROWSER_CLOSE. */
  readonly expireAtBrowserClose: boolean;
  /** Told of stored data that could not be read. */
  readonly unreadable: (failure: DecodeFailure) => void;
}

/** Arguments of Django's `get_expiry_age()` and `get_expiry_date()`. */
export interface ExpiryOptions {
  /** When the session was last changed; now unless told. */
  readonly modification?: Date;
  /** A `_session_expiry` to use in place of the session's own: seconds, a date, an ISO date, or null. */
  readonly expiry?: number | Date | string | null;
}

const TEST_COOKIE_NAME = "testcookie";
const TEST_COOKIE_VALUE = "worked";
const KEY_ATTEMPTS = 100;

/** One visitor's session. Made by `backend.getSession(key)`; nothing is fetched before `load()`. */
export class Session<Data extends object = AnyData> extends SessionMapping<Data> {
  readonly #site: SessionSite;
  readonly #rules: ExpiryRules;
  #key: string | null;
  /** What the store holds, when this side could read it. */
  #stored: Stored | null = null;
  #loading: Promise<this> | null = null;
  /** A function given to `update()` is running. */
  #updating = false;

  constructor(site: SessionSite, key: string | null | undefined) {
    super();
    this.#site = site;
    this.#rules = { clock: site.clock, cookieAge: site.engine.cookieAge };
    this.#key = validSessionKey(key);
  }

  /** The session key: 32 characters, null until a new session is first saved. Django: `session.session_key`. */
  get key(): string | null {
    return this.#key;
  }

  /** Whether there is neither a key nor data. Django: `session.is_empty()`. */
  get isEmpty(): boolean {
    return this.#key === null && (!this.isLoaded || this.count === 0);
  }

  /** Fetches the data unless it is here: one statement, however many ask at once. A key that the store does not know becomes null. */
  async load(): Promise<this> {
    if (this.isLoaded) return this;
    this.#loading ??= this.#fetch().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  /** Fetches the data again and forgets all that was not saved. */
  async reload(): Promise<this> {
    await this.#loading;
    return this.#fetch();
  }

  async #fetch(): Promise<this> {
    const { engine, unreadable } = this.#site;
    const text = this.#key === null ? null : await engine.load(this.#key);
    if (text === null) this.#key = null;
    const decoded = text === null ? null : engine.codec.decode(text);
    const document = decoded?.document ?? engine.codec.empty;
    this.#stored = null;
    if (decoded !== null && decoded.failure !== null) unreadable(decoded.failure);
    else if (text !== null) this.#stored = { text, document };
    this.adopt(document);
    this.unsaved = false;
    return this;
  }

  /**
   * Saves what this side changed, over whatever others saved meanwhile; false, and no statement, when nothing changed.
   * Django: `session.save(must_create=)`.
   * @throws SessionInterrupted when somebody deleted the session; it is not brought back.
   * @throws CreateError with `mustCreate`, when the key is in use.
   */
  async save({ mustCreate = false }: { mustCreate?: boolean } = {}): Promise<boolean> {
    this.#assertIdle("save()");
    if (mustCreate) await this.load();
    if (!this.isLoaded) return false;
    return this.#exclusively(async () => {
      const changes = this.collectChanges();
      if (mustCreate) return this.#insert(changes, [this.#key ?? newSessionKey()]);
      if (changes.size === 0) return this.unsaved && this.#renew();
      if (this.#key === null || this.#stored === null) return this.#insert(changes);
      this.assertOpen();
      const base = this.#stored;
      this.#settle(changes, await this.#merge(this.#key, base, async () => changes));
      return true;
    });
  }

  /**
   * Reads, changes and saves in one step that is safe against other writers: when somebody else saved first,
   * `change` runs again on what they saved. For counters, lists and the like. Returns what `change` returned.
   */
  async update<T>(change: (session: this) => T | Promise<T>): Promise<T> {
    this.#assertIdle("update()");
    this.assertOpen();
    await this.load();
    return this.#exclusively(async () => {
      const before = this.#snapshot();
      let result!: T;
      const run = async (base: SessionDocument, again: boolean): Promise<Map<string, Change>> => {
        if (again) this.rebase(base, before);
        result = await this.#run(change, before);
        return this.collectChanges();
      };
      if (this.#key === null || this.#stored === null) {
        const changes = await run(this.document, false);
        if (changes.size > 0) await this.#insert(changes);
        return result;
      }
      let changes: ReadonlyMap<string, Change> = before;
      const stored = await this.#merge(this.#key, this.#stored, async (base, attempt) => {
        return (changes = await run(base.document, attempt > 0));
      });
      this.#settle(changes, stored);
      return result;
    });
  }

  /** Stores the data under a new key at once, be it empty. Django: `session.create()`. */
  async create(): Promise<this> {
    this.assertOpen();
    if (!this.isLoaded) this.adopt(this.#site.engine.codec.empty);
    await this.#exclusively(() => this.#insert(this.collectChanges()));
    return this;
  }

  /** Deletes the session and its data, and forgets the key: what a sign-out does. Django: `session.flush()`. */
  async flush(): Promise<void> {
    this.assertOpen();
    await this.#exclusively(async () => {
      if (this.#key !== null) await this.#site.engine.delete(this.#key);
      this.#key = null;
      this.#stored = null;
      this.adopt(this.#site.engine.codec.empty);
      this.accessed = true;
      this.modified = true;
      this.unsaved = false;
    });
  }

  /**
   * Moves the data to a new key: what a sign-in does, so that a key known before is worth nothing after. Django: `session.cycle_key()`.
   * @throws SessionInterrupted when somebody deleted the session meanwhile.
   */
  async cycleKey(): Promise<void> {
    this.assertOpen();
    await this.load();
    await this.#exclusively(async () => {
      const changes = this.collectChanges();
      const key = this.#key;
      const base = this.#stored;
      await this.#insert(changes);
      // A row that could not be read stays where it is: somebody else may be able to.
      if (key === null || base === null || this.#key === null || this.#stored === null) return;
      const to = { key: this.#key, stored: this.#stored };
      const rowOf = this.#rowOf;
      this.#settle(changes, await moveMerged(this.#site.engine, { key, base }, to, changes, rowOf));
    });
  }

  /** Whether a key is in use, expired or not. Django: `session.exists(session_key)`. */
  async exists(key: string): Promise<boolean> {
    return this.#site.engine.exists(key);
  }

  /** Deletes a session from the store, this one unless told, and keeps the data here. Django: `session.delete(session_key)`. */
  async destroy(key: string | null = this.#key): Promise<void> {
    if (key !== null) await this.#site.engine.delete(key);
  }

  /**
   * Ends the session after that many seconds without a change, or at that date; 0 ends it with the browser,
   * null returns it to the site's rule. Django: `session.set_expiry(value)`.
   */
  setExpiry(value: number | Date | null): void {
    const data: SessionMapping = this;
    if (value === null) return void data.delete(EXPIRY_KEY);
    if (value instanceof Date && !this.#site.storesExpiryDates) {
      throw new NotSerializable("The site's Django is before 4.1 and fails on an expiry date.", {
        fix: "Pass a number of seconds.",
      });
    }
    data.set(EXPIRY_KEY, storedExpiry(value, this.#site.clock));
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
    return this.#site.clock.toDate(date);
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
    return expiry === null ? this.#site.expireAtBrowserClose : expiry === 0 || expiry === false;
  }

  /** The stored form of some data: signed text. Django: `session.encode(session_dict)`. */
  encode(data: Partial<Data>): string {
    const { codec } = this.#site.engine;
    const changes = Object.entries(data).map(([key, value]) => [key, { value }] as const);
    return codec.encode(codec.empty.replace(new Map(changes)));
  }

  /** The data of a stored form; empty when it cannot be read. Django: `session.decode(session_data)`. */
  decode(stored: string): Data {
    return Object.fromEntries(this.#site.engine.codec.decode(stored).document.toMap()) as Data;
  }

  /** Django: `session.set_test_cookie()`. */
  setTestCookie(): void {
    (this as SessionMapping).set(TEST_COOKIE_NAME, TEST_COOKIE_VALUE);
  }

  /** Whether the browser brought the test cookie back. Django: `session.test_cookie_worked()`. */
  testCookieWorked(): boolean {
    return (this as SessionMapping).get(TEST_COOKIE_NAME) === TEST_COOKIE_VALUE;
  }

  /** Django: `session.delete_test_cookie()`. */
  deleteTestCookie(): void {
    (this as SessionMapping).delete(TEST_COOKIE_NAME);
  }

  #expiry(options: ExpiryOptions): unknown {
    return "expiry" in options ? options.expiry : (this as SessionMapping).get(EXPIRY_KEY);
  }

  #modification({ modification }: ExpiryOptions): Micros {
    const { clock } = this.#site;
    return modification === undefined ? clock.now() : clock.fromDate(modification);
  }

  readonly #rowOf = (document: SessionDocument): SessionRow => {
    const { engine, clock } = this.#site;
    const expireDate = expiryDate(document.toMap().get(EXPIRY_KEY), clock.now(), this.#rules);
    return { text: engine.codec.encode(document), expireDate, document };
  };

  async #insert(changes: ReadonlyMap<string, Change>, keys?: readonly string[]): Promise<true> {
    this.assertOpen();
    const { engine } = this.#site;
    const document = this.document.replace(changes);
    const row = this.#rowOf(document);
    for (let attempt = 0; attempt < (keys?.length ?? KEY_ATTEMPTS); attempt++) {
      const key = keys?.[attempt] ?? newSessionKey();
      if ((await engine.insert(key, row)) === "taken") continue;
      this.#key = key;
      this.modified = true;
      this.#settle(changes, { text: row.text, document });
      return true;
    }
    throw new CreateError("No free session key was found, so the session was not created.");
  }

  /** Moves the expiry alone. */
  async #renew(): Promise<boolean> {
    if (this.#key === null) return false;
    const expireDate = expiryDate(this.#expiry({}), this.#site.clock.now(), this.#rules);
    if ((await this.#site.engine.touch(this.#key, expireDate)) === "gone") throw interrupted();
    this.unsaved = false;
    return true;
  }

  #merge(key: string, base: Stored, changes: Parameters<typeof saveMerged>[3]): Promise<Stored> {
    return saveMerged(this.#site.engine, key, base, changes, this.#rowOf);
  }

  #settle(changes: ReadonlyMap<string, Change>, stored: Stored): void {
    this.#stored = stored;
    this.settle(changes, stored.document);
    this.unsaved = false;
  }

  /** The changes so far, with values of their own that nobody can change in place. */
  #snapshot(): ReadonlyMap<string, Change> {
    const changes = this.collectChanges();
    if (changes.size === 0) return changes;
    const values = this.document.replace(changes).toMap();
    for (const [key, change] of changes) changes.set(key, { ...change, value: values.get(key) });
    return changes;
  }

  async #run<T>(
    change: (session: this) => T | Promise<T>,
    before: ReadonlyMap<string, Change>,
  ): Promise<T> {
    this.#updating = true;
    try {
      return await change(this);
    } catch (error) {
      this.rebase(this.document, before);
      throw error;
    } finally {
      this.#updating = false;
    }
  }

  #assertIdle(method: string): void {
    if (!this.#updating) return;
    throw new SessionConflict(`${method} was called while a function given to update() runs.`, {
      fix: "update() saves by itself, also what was set before; wait for it first.",
    });
  }

  #exclusively<T>(task: () => Promise<T>): Promise<T> {
    return this.#site.lanes.run(this.#key ?? this, task);
  }
}
