/** The loading of a session: from a copy, where the engine has one, or from where it is kept. */
import type { Stored } from "./merge.ts";
import { interrupted, readStored } from "./merge.ts";
import { validSessionKey } from "./key.ts";
import { SessionLifetime } from "./lifetime.ts";
import type { AnyData } from "./mapping.ts";
import type { SessionSite } from "./site.ts";

/** How a session is loaded. */
export interface LoadOptions {
  /** "db" asks the database where the engine would believe its cache, as `cached_db` does: for what needs to be sure. */
  readonly verify?: "db" | undefined;
}

/** Session data under a key, fetched when it is asked for. */
export abstract class SessionLoading<Data extends object = AnyData> extends SessionLifetime<Data> {
  protected currentKey: string | null;
  /** What the store holds, when this side could read it. */
  protected stored: Stored | null = null;
  #loading: Promise<this> | null = null;
  /** What is loaded is to be the original, and no copy of it. */
  #verifies: boolean;

  constructor(site: SessionSite, key: string | null | undefined, options: LoadOptions = {}) {
    super(site);
    this.currentKey = validSessionKey(key);
    this.#verifies = options.verify === "db";
  }

  /** The session key: 32 characters, null until a new session is first saved. Django: `session.session_key`. */
  get key(): string | null {
    return this.currentKey;
  }

  /** Fetches the data unless it is here: one statement, however many ask at once. A key that the store does not know becomes null. */
  async load(): Promise<this> {
    if (this.tracked.isLoaded) return this;
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

  /**
   * Loads the session from where it is kept, if it was loaded from a copy or not at all: that of `cached_db` from its
   * database. What was not saved stays, unless the session is gone.
   */
  async verify(): Promise<this> {
    this.#verifies = true;
    await this.#loading;
    if (!this.tracked.isLoaded) return this.load();
    const { engine } = this.site;
    if (engine.original === undefined || this.currentKey === null) return this;
    const before = this.tracked.snapshot();
    await this.#fetch();
    if (this.currentKey !== null) this.tracked.restore(before);
    return this;
  }

  async #fetch(): Promise<this> {
    const key = this.currentKey;
    const text = key === null ? null : await this.#textOf(key);
    // Meanwhile the session was flushed, or created under another key: what was found is no longer its own.
    if (this.currentKey !== key) return this;
    this.#adopt(text);
    this.reportMisfits();
    return this;
  }

  #adopt(text: string | null): void {
    const { engine, unreadable } = this.site;
    this.stored = null;
    if (text === null) {
      this.currentKey = null;
      return this.tracked.adopt(engine.codec.empty);
    }
    const { document, failure } = engine.codec.decode(text);
    if (failure === null) this.stored = { text, document };
    else unreadable(failure);
    this.tracked.adopt(document);
    const key = engine.keyOf?.(text) ?? this.currentKey;
    if (key === this.currentKey) return;
    this.currentKey = key;
    // The browser is to be given it.
    this.modified = true;
  }

  #textOf(key: string): Promise<string | null> {
    const { engine } = this.site;
    return this.#verifies && engine.original !== undefined
      ? engine.original(key)
      : engine.load(key);
  }

  /** Goes on from what is kept where the engine gave a copy, since changes are made to that; false where it gave none. */
  protected async leaveCopy(): Promise<boolean> {
    const { engine } = this.site;
    if (engine.original === undefined || this.currentKey === null || this.stored === null) {
      return false;
    }
    const text = await engine.original(this.currentKey, this.stored.text);
    if (text === null) throw interrupted();
    if (text === this.stored.text) return false;
    this.stored = readStored(engine, text);
    this.tracked.rebase(this.stored.document, this.tracked.collectChanges());
    return true;
  }
}
