/** A session: its data, its key, and its life. Django: `SessionBase` and the `SessionStore` of an engine. */
import type { Change, SessionDocument } from "../codec/codec.ts";
import type { SessionRow } from "../engines/engine.ts";
import { SessionConflict } from "../errors.ts";
import { EXPIRY_KEY } from "./expiry.ts";
import { newSessionKey, newSessionKeys, validSessionKey } from "./key.ts";
import { SessionLifetime } from "./lifetime.ts";
import type { AnyData } from "./mapping.ts";
import { insertNew, interrupted, moveMerged, saveMerged } from "./merge.ts";
import type { Changes, Stored } from "./merge.ts";
import type { SessionSite } from "./site.ts";
import type { Snapshot } from "./tracked-values.ts";

/** One visitor's session. Made by `backend.getSession(key)`; nothing is fetched before `load()`. */
export class Session<Data extends object = AnyData> extends SessionLifetime<Data> {
  #key: string | null;
  /** What the store holds, when this side could read it. */
  #stored: Stored | null = null;
  #loading: Promise<this> | null = null;
  /** A function given to `update()` is running. */
  #updating = false;

  constructor(site: SessionSite, key: string | null | undefined) {
    super(site);
    this.#key = validSessionKey(key);
  }

  /** The session key: 32 characters, null until a new session is first saved. Django: `session.session_key`. */
  get key(): string | null {
    return this.#key;
  }

  /** Whether there is neither a key nor data. Django: `session.is_empty()`. */
  get isEmpty(): boolean {
    return this.#key === null && (!this.tracked.isLoaded || this.tracked.count === 0);
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

  async #fetch(): Promise<this> {
    const { engine, unreadable } = this.site;
    const key = this.#key;
    const text = key === null ? null : await engine.load(key);
    // Meanwhile the session was flushed, or created under another key: what was found is no longer its own.
    if (this.#key !== key) return this;
    if (text === null) this.#key = null;
    const decoded = text === null ? null : engine.codec.decode(text);
    const document = decoded?.document ?? engine.codec.empty;
    this.#stored = null;
    if (decoded !== null && decoded.failure !== null) unreadable(decoded.failure);
    else if (text !== null) this.#stored = { text, document };
    this.tracked.adopt(document);
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
    if (mustCreate) return this.#create([this.#key ?? newSessionKey()]);
    if (!this.tracked.isLoaded) return false;
    return this.#exclusively(async () => {
      const changes = this.tracked.collectChanges();
      if (changes.size === 0) return this.tracked.unsaved && this.#renew();
      this.tracked.assertOpen();
      await this.#write(async () => changes);
      return true;
    });
  }

  /**
   * Reads, changes and saves in one step that is safe against other writers: when somebody else saved first,
   * `change` runs again on what they saved. For counters, lists and the like. Returns what `change` returned.
   */
  async update<T>(change: (session: this) => T | Promise<T>): Promise<T> {
    this.#assertIdle("update()");
    this.tracked.assertOpen();
    await this.load();
    return this.#exclusively(async () => {
      const before = this.tracked.snapshot();
      let result!: T;
      await this.#write(async (base, attempt) => {
        if (attempt > 0) this.tracked.rebase(base, before.changes);
        result = await this.#run(change, before);
        return this.tracked.collectChanges();
      });
      return result;
    });
  }

  /** Stores the data under a new key at once, be it empty. Django: `session.create()`. */
  async create(): Promise<this> {
    this.#assertIdle("create()");
    await this.#create();
    return this;
  }

  /** Deletes the session and its data, and forgets the key: what a sign-out does. Django: `session.flush()`. */
  async flush(): Promise<void> {
    this.#assertIdle("flush()");
    this.tracked.assertOpen();
    await this.#exclusively(async () => {
      if (this.#key !== null) await this.site.engine.delete(this.#key);
      this.#key = null;
      this.#stored = null;
      this.accessed = true;
      this.modified = true;
      this.tracked.adopt(this.site.engine.codec.empty);
    });
  }

  /**
   * Moves the data to a new key: what a sign-in does, so that a key known before is worth nothing after. Django: `session.cycle_key()`.
   * @throws SessionInterrupted when somebody deleted the session meanwhile.
   */
  async cycleKey(): Promise<void> {
    this.#assertIdle("cycleKey()");
    this.tracked.assertOpen();
    await this.load();
    await this.#exclusively(async () => {
      const changes = this.tracked.collectChanges();
      const [key, base] = [this.#key, this.#stored];
      const to = await this.#insert(changes);
      // A row that could not be read stays where it is: somebody else may be able to.
      if (key === null || base === null) return;
      try {
        const from = { key, base };
        const moved = await moveMerged(this.site.engine, from, to, changes, this.#rowOf);
        this.#settle(changes, moved);
      } catch (error) {
        // What was not moved is still that of the old key, which the visitor has, and is to be saved there.
        [this.#key, this.#stored] = [key, base];
        const later = this.tracked.collectChanges();
        this.tracked.rebase(base.document, new Map([...changes, ...later]));
        this.modified = true;
        throw error;
      }
    });
  }

  /** Whether a key is in use, expired or not. Django: `session.exists(session_key)`. */
  async exists(key: string): Promise<boolean> {
    return this.site.engine.exists(key);
  }

  /** Deletes a session from the store, this one unless told, and keeps the data here. Django: `session.delete(session_key)`. */
  async destroy(key: string | null = this.#key): Promise<void> {
    if (key !== null) await this.site.engine.delete(key);
  }

  /** The stored form of some data: signed text. Django: `session.encode(session_dict)`. */
  encode(data: Partial<Data>): string {
    const { codec } = this.site.engine;
    const changes = Object.entries(data).map(([key, value]) => [key, { value }] as const);
    return codec.encode(codec.empty.replace(new Map(changes)));
  }

  /** The data of a stored form; empty when it cannot be read. Django: `session.decode(session_data)`. */
  decode(stored: string): Data {
    return Object.fromEntries(this.site.engine.codec.decode(stored).document.toMap()) as Data;
  }

  readonly #rowOf = (document: SessionDocument): SessionRow => {
    const expireDate = this.expireDateOf(document.toMap().get(EXPIRY_KEY));
    return { text: this.site.engine.codec.encode(document), expireDate, document };
  };

  /** Makes changes to what is stored, or stores them as a new session. */
  async #write(changesTo: Changes): Promise<void> {
    if (this.#key === null || this.#stored === null) {
      const changes = await changesTo(this.tracked.document, 0);
      if (changes.size > 0) await this.#insert(changes);
      return;
    }
    let changes: ReadonlyMap<string, Change> = new Map();
    const made: Changes = async (...base) => (changes = await changesTo(...base));
    const { engine } = this.site;
    this.#stored = await saveMerged(engine, this.#key, this.#stored, made, this.#rowOf);
    if (changes.size > 0) this.#settle(changes, this.#stored);
  }

  /** What is here is stored, and what is not is not fetched: as Django's `no_load`. */
  async #create(keys?: Iterable<string>): Promise<true> {
    this.tracked.assertOpen();
    if (!this.tracked.isLoaded) this.tracked.adopt(this.site.engine.codec.empty);
    await this.#exclusively(() => this.#insert(this.tracked.collectChanges(), keys));
    return true;
  }

  async #insert(
    changes: ReadonlyMap<string, Change>,
    keys: Iterable<string> = newSessionKeys(),
  ): Promise<{ readonly key: string; readonly stored: Stored }> {
    this.tracked.assertOpen();
    const document = this.tracked.document.replace(changes);
    const row = this.#rowOf(document);
    const key = await insertNew(this.site.engine, keys, row);
    const stored = { text: row.text, document };
    this.#key = key;
    this.accessed = true;
    this.modified = true;
    this.#settle(changes, stored);
    return { key, stored };
  }

  /** Moves the expiry alone. */
  async #renew(): Promise<boolean> {
    if (this.#key === null) return false;
    const expireDate = this.expireDateOf(this.tracked.document.toMap().get(EXPIRY_KEY));
    if ((await this.site.engine.touch(this.#key, expireDate)) === "gone") throw interrupted();
    this.tracked.unsaved = false;
    return true;
  }

  #settle(changes: ReadonlyMap<string, Change>, stored: Stored): void {
    this.#stored = stored;
    this.tracked.settle(changes, stored.document);
  }

  async #run<T>(change: (session: this) => T | Promise<T>, before: Snapshot): Promise<T> {
    this.#updating = true;
    try {
      return await change(this);
    } catch (error) {
      this.tracked.restore(before);
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
    return this.site.turns.take(this.#key ?? this, task);
  }
}
