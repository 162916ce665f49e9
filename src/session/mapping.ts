/** The data of a session as a Map that remembers what was done to it. No I/O. Django: the dict side of `SessionBase`. */
import type { Change, SessionDocument } from "../codec/codec.ts";
import { NotSerializable, SessionNotLoaded, SessionSealed } from "../errors.ts";
import { jsonSafe } from "./json-safe.ts";

/** Session data whose shape was not declared: any key, any JSON value. */
// oxlint-disable-next-line typescript/no-explicit-any -- what Django wrote is not known here
export type AnyData = Record<string, any>;

type Key<Data> = keyof Data & string;

/** Session data with Map's methods, and Django's by Django's names. Keys keep the order they are stored in. */
export abstract class SessionMapping<Data extends object = AnyData> implements Iterable<
  [string, unknown]
> {
  /** Whether the data was read or written since the request began. Django: `session.accessed`. */
  accessed = false;
  #document: SessionDocument | null = null;
  #values = new Map<string, unknown>();
  readonly #changes = new Map<string, Change>();
  /** Keys whose value is an object that was given out, and may have been changed in place. */
  readonly #lent = new Set<string>();
  #modified = false;
  #muted = false;
  #sealed = false;

  /** The value of a key, or `fallback` when the key is not there. Django: `session.get(key, default)`. */
  get<K extends Key<Data>>(key: K): Data[K] | undefined;
  get<K extends Key<Data>, F>(key: K, fallback: F): Data[K] | F;
  get(key: string, fallback?: unknown): unknown {
    const value = this.#read().get(key);
    if (value === undefined) return fallback;
    this.#lend(key, value);
    return value;
  }

  /** Whether the key is there. Django: `key in session`. */
  has(key: Key<Data>): boolean {
    return this.#read().has(key);
  }

  /**
   * Sets a key to a JSON value. A value that is there already is no change. Django: `session[key] = value`.
   * @throws NotSerializable for `undefined`, functions and symbols; other values are checked by `save()`.
   */
  set<K extends Key<Data>>(key: K, value: Data[K]): this {
    const values = this.#write();
    assertStorable(value);
    const held = values.get(key);
    if (!isObject(value) && Object.is(held, value)) return this;
    const before = this.#changes.get(key);
    const afresh = before !== undefined && (before.afresh === true || before.value === undefined);
    values.set(key, value);
    this.#changes.set(key, { value, afresh });
    this.#lend(key, value);
    // Whether an object differs from the stored one is left to the comparison of their texts.
    this.#mark(!(isObject(value) && isObject(held)));
    return this;
  }

  /** Removes a key; false when it was not there. Django: `del session[key]`. */
  delete(key: Key<Data>): boolean {
    if (!this.#write().delete(key)) return false;
    this.#changes.set(key, { value: undefined });
    this.#lent.delete(key);
    this.#mark(true);
    return true;
  }

  /** Removes all keys and keeps the session key; `flush()` removes both. Django: `session.clear()`. */
  clear(): void {
    for (const key of this.#write().keys()) this.#changes.set(key, { value: undefined });
    this.#values.clear();
    this.#lent.clear();
    this.#mark(true);
  }

  /** The value of a key, which is removed; or `fallback`. Django: `session.pop(key, default)`. */
  pop<K extends Key<Data>>(key: K): Data[K] | undefined;
  pop<K extends Key<Data>, F>(key: K, fallback: F): Data[K] | F;
  pop(key: Key<Data>, fallback?: unknown): unknown {
    const value: unknown = this.#write().get(key);
    return this.delete(key) ? value : fallback;
  }

  /** The value of a key, which is set to `value` when it is not there. Django: `session.setdefault()`. */
  setDefault<K extends Key<Data>>(key: K, value: Data[K]): Data[K] {
    if (!this.#write().has(key)) this.set(key, value);
    return this.get(key) as Data[K];
  }

  /** Sets several keys. Django: `session.update(dict)`. */
  assign(values: Partial<Data>): this {
    for (const [key, value] of Object.entries(values)) {
      this.set(key as Key<Data>, value as Data[Key<Data>]);
    }
    return this;
  }

  /** How many keys there are. Django: `len(session.keys())`. */
  get size(): number {
    return this.#read().size;
  }

  keys(): IterableIterator<Key<Data>> {
    return this.#read().keys() as IterableIterator<Key<Data>>;
  }

  values(): IterableIterator<Data[Key<Data>]> {
    this.#lendAll();
    return this.#values.values() as IterableIterator<Data[Key<Data>]>;
  }

  /** Keys with their values, in stored order. Django: `session.items()`. */
  entries(): IterableIterator<[Key<Data>, Data[Key<Data>]]> {
    this.#lendAll();
    return this.#values.entries() as IterableIterator<[Key<Data>, Data[Key<Data>]]>;
  }

  forEach(callback: (value: Data[Key<Data>], key: Key<Data>, session: this) => void): void {
    for (const [key, value] of this.entries()) callback(value, key, this);
  }

  [Symbol.iterator](): IterableIterator<[Key<Data>, Data[Key<Data>]]> {
    return this.entries();
  }

  /** A plain copy for `JSON.stringify`; integers beyond 2^53 become strings of digits. */
  toJSON(): Data {
    return jsonSafe(Object.fromEntries(this.#read())) as Data;
  }

  /**
   * Whether the data was changed since the request began, in place included. Django: `session.modified`.
   * Set it to true to have the expiry renewed though nothing changed, to false to have a change pass unnoticed.
   */
  get modified(): boolean {
    if (this.#modified) return true;
    return !this.#muted && this.#document !== null && this.collectChanges().size > 0;
  }

  set modified(modified: boolean) {
    this.#modified = modified;
    this.#muted = !modified;
    this.unsaved = modified;
  }

  /** Whether the next save must reach the store, be it only to renew the expiry. */
  protected unsaved = false;

  /** Whether the data is here. */
  protected get isLoaded(): boolean {
    return this.#document !== null;
  }

  /** How many keys there are, asked by this package and not by the site. */
  protected get count(): number {
    return this.#values.size;
  }

  protected get document(): SessionDocument {
    return this.#document ?? this.#unloaded();
  }

  /** Goes on with this data, and with nothing to save. */
  protected adopt(document: SessionDocument): void {
    this.#document = document;
    this.#values = document.toMap();
    this.#changes.clear();
    this.#lent.clear();
    this.unsaved = false;
  }

  /** What differs from the document: keys that were set or deleted, and objects changed in place. */
  protected collectChanges(): Map<string, Change> {
    const { document } = this;
    const changes = new Map<string, Change>();
    const note = (key: string, change: Change): void => {
      if (document.replace(new Map([[key, change]])) !== document) changes.set(key, change);
    };
    for (const [key, change] of this.#changes) note(key, change);
    for (const key of this.#lent) {
      if (!this.#changes.has(key)) note(key, { value: this.#values.get(key) });
    }
    return changes;
  }

  /** Forgets the changes that the store now holds; those made while it was written stay. */
  protected settle(written: ReadonlyMap<string, Change>, document: SessionDocument): void {
    for (const [key, change] of written) {
      if (this.#changes.get(key) === change) this.#changes.delete(key);
    }
    this.rebase(document, this.#changes);
    this.unsaved = false;
  }

  /** Goes on with what others wrote and these changes. Objects given out before stay the same objects where they still hold. */
  protected rebase(document: SessionDocument, changes: ReadonlyMap<string, Change>): void {
    const values = document.toMap();
    for (const key of this.#lent) {
      const value = this.#values.get(key);
      if (document.replace(new Map([[key, { value }]])) === document) values.set(key, value);
    }
    for (const [key, { value }] of changes) {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
    }
    this.#document = document;
    this.#values = values;
    if (changes === this.#changes) return;
    this.#changes.clear();
    for (const [key, change] of changes) this.#changes.set(key, change);
  }

  /** Makes every later change an error: the head of the response has gone. Called by the frameworks. */
  seal(): void {
    this.#sealed = true;
  }

  protected assertOpen(): void {
    if (!this.#sealed) return;
    throw new SessionSealed("The session was changed after the head of the response had gone.", {
      fix: "Change it before the first byte is written; later, load the session again by its key with backend.getSession() and save() that one.",
    });
  }

  #read(): Map<string, unknown> {
    this.accessed = true;
    if (this.#document === null) this.#unloaded();
    return this.#values;
  }

  #write(): Map<string, unknown> {
    this.assertOpen();
    return this.#read();
  }

  #mark(certain: boolean): void {
    this.#muted = false;
    if (!certain) return;
    this.#modified = true;
    this.unsaved = true;
  }

  #lend(key: string, value: unknown): void {
    if (isObject(value)) this.#lent.add(key);
  }

  #lendAll(): void {
    for (const [key, value] of this.#read()) this.#lend(key, value);
  }

  #unloaded(): never {
    throw new SessionNotLoaded("The session was touched before it was loaded.", {
      fix: "Write `const session = await backend.getSession(key).load()`.",
    });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function assertStorable(value: unknown): void {
  if (value !== undefined && typeof value !== "function" && typeof value !== "symbol") return;
  throw new NotSerializable(`A session cannot hold a value of type ${typeof value}.`, {
    fix: "Set null, or remove the key with delete().",
  });
}
