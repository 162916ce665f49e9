/** A session: its data, its key, and its life. Django: `SessionBase` and the `SessionStore` of an engine. */
import type { Change, SessionDocument } from "../codec/codec.ts";
import type { SessionRow } from "../engines/engine.ts";
import { SessionConflict } from "../errors.ts";
import { EXPIRY_KEY } from "../expiry.ts";
import { newSessionKey, newSessionKeys } from "./key.ts";
import { SessionLoading } from "./loading.ts";
import type { AnyData } from "./mapping.ts";
import { insertNew, interrupted, moveMerged, saveMerged } from "./merge.ts";
import type { Changes, Stored } from "./merge.ts";
import type { Snapshot } from "./tracked-values.ts";

/** One visitor's session. Made by `backend.getSession(key)`; nothing is fetched before `load()`. */
export class Session<Data extends object = AnyData> extends SessionLoading<Data> {
  /** A function given to `update()` is running. */
  #updating = false;

  /** Whether there is neither a key nor data. Django: `session.is_empty()`. */
  get isEmpty(): boolean {
    return this.currentKey === null && (!this.tracked.isLoaded || this.tracked.count === 0);
  }

  /**
   * Saves what this side changed, over whatever others saved meanwhile; false, and no statement, when nothing changed.
   * Django: `session.save(must_create=)`.
   * @throws SessionInterrupted when somebody deleted the session; it is not brought back.
   * @throws CreateError with `mustCreate`, when the key is in use.
   */
  async save({ mustCreate = false }: { mustCreate?: boolean } = {}): Promise<boolean> {
    this.#assertIdle("save()");
    if (mustCreate) return this.#create([this.currentKey ?? newSessionKey()]);
    if (!this.tracked.isLoaded) return false;
    return this.#exclusively(async () => {
      let changes = this.collectChanges();
      if (changes.size === 0) return this.tracked.unsaved && this.#renew();
      this.tracked.assertOpen();
      if (await this.leaveCopy()) changes = this.collectChanges();
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
      await this.leaveCopy();
      const before = this.tracked.snapshot();
      let result!: T;
      await this.#write(async (base, attempt) => {
        if (attempt > 0) this.tracked.rebase(base, before.changes);
        result = await this.#run(change, before);
        return this.collectChanges();
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
      if (this.currentKey !== null) await this.site.engine.delete(this.currentKey);
      this.currentKey = null;
      this.stored = null;
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
      await this.leaveCopy();
      const changes = this.collectChanges();
      const [key, base] = [this.currentKey, this.stored];
      const to = await this.#insert(changes);
      // A row that could not be read stays where it is: somebody else may be able to.
      if (key === null || base === null) return;
      try {
        const from = { key, base };
        const moved = await moveMerged(this.site.engine, from, to, changes, this.#rowOf);
        this.#settle(changes, moved);
      } catch (error) {
        // What was not moved is still that of the old key, which the visitor has, and is to be saved there.
        [this.currentKey, this.stored] = [key, base];
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
  async destroy(key: string | null = this.currentKey): Promise<void> {
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
    const { expireDate, age } = this.endOf(document.toMap().get(EXPIRY_KEY));
    return { text: this.site.engine.codec.encode(document), expireDate, age, document };
  };

  /** Makes changes to what is stored, or stores them as a new session. */
  async #write(changesTo: Changes): Promise<void> {
    if (this.currentKey === null || this.stored === null) {
      const changes = await changesTo(this.tracked.document, 0);
      if (changes.size > 0) await this.#insert(changes);
      return;
    }
    let changes: ReadonlyMap<string, Change> = new Map();
    const made: Changes = async (...base) => (changes = await changesTo(...base));
    const { engine } = this.site;
    this.stored = await saveMerged(engine, this.currentKey, this.stored, made, this.#rowOf);
    if (changes.size > 0) this.#settle(changes, this.stored);
  }

  /** What is here is stored, and what is not is not fetched: as Django's `no_load`. */
  async #create(keys?: Iterable<string>): Promise<true> {
    this.tracked.assertOpen();
    if (!this.tracked.isLoaded) this.tracked.adopt(this.site.engine.codec.empty);
    await this.leaveCopy();
    await this.#exclusively(() => this.#insert(this.collectChanges(), keys));
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
    this.currentKey = key;
    this.accessed = true;
    this.modified = true;
    this.#settle(changes, stored);
    return { key, stored };
  }

  /** Moves the expiry alone; where the text is its own key, that is written anew. */
  async #renew(): Promise<boolean> {
    if (this.currentKey === null) return false;
    if (this.site.engine.keyOf !== undefined) {
      await this.#insert(new Map());
      return true;
    }
    const end = this.endOf(this.tracked.document.toMap().get(EXPIRY_KEY));
    if ((await this.site.engine.touch(this.currentKey, end)) === "gone") throw interrupted();
    this.tracked.unsaved = false;
    return true;
  }

  #settle(changes: ReadonlyMap<string, Change>, stored: Stored): void {
    this.stored = stored;
    this.currentKey = this.site.engine.keyOf?.(stored.text) ?? this.currentKey;
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
    return this.site.turns.take(this.currentKey ?? this, task);
  }
}
