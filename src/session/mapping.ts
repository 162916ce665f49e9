/** The data of a session as a Map. Django: the dict side of `SessionBase`. */
import type { Change } from "../codec/codec.ts";
import { Fit } from "./fit.ts";
import { jsonSafe } from "./json-safe.ts";
import type { SiteSchema } from "./schema.ts";
import { TrackedValues } from "./tracked-values.ts";

/** Session data whose shape was not declared: any key, any JSON value. */
// oxlint-disable-next-line typescript/no-explicit-any -- what Django wrote is not known here
export type AnyData = Record<string, any>;

type Key<Data> = keyof Data & string;
type Entry<Data> = [Key<Data>, Data[Key<Data>]];

/** Session data with Map's methods, and Django's by Django's names. Keys keep the order they are stored in. */
export abstract class SessionMapping<Data extends object = AnyData> implements Iterable<
  [string, unknown]
> {
  protected readonly tracked: TrackedValues = new TrackedValues();
  readonly #fit: Fit | null;
  #onLogin: (() => void) | null = null;

  constructor(schema: SiteSchema | null) {
    this.#fit = schema === null ? null : new Fit(schema);
  }

  /** Whether the data was read or written since the request began. Django: `session.accessed`. */
  get accessed(): boolean {
    return this.tracked.accessed;
  }

  set accessed(accessed: boolean) {
    this.tracked.accessed = accessed;
  }

  /**
   * Whether the data was changed since the request began, in place included. Django: `session.modified`.
   * Set it to true to have the expiry renewed though nothing changed, to false to have a change pass unnoticed.
   */
  get modified(): boolean {
    return this.tracked.modified;
  }

  set modified(modified: boolean) {
    this.tracked.modified = modified;
  }

  /** The value of a key, or `fallback` when the key is not there. Django: `session.get(key, default)`. */
  get<K extends Key<Data>>(key: K): Data[K] | undefined;
  get<K extends Key<Data>, F>(key: K, fallback: F): Data[K] | F;
  get(key: string, fallback?: unknown): unknown {
    const value = this.#seen.get(key);
    if (value === undefined) return fallback;
    this.tracked.lend(key, value);
    return value;
  }

  /** Whether the key is there. Django: `key in session`. */
  has(key: Key<Data>): boolean {
    return this.#seen.has(key);
  }

  /**
   * Sets a key to a JSON value. A value that is there already is no change. Django: `session[key] = value`.
   * @throws NotSerializable for `undefined`, functions and symbols; other values are checked by `save()`.
   * @throws ValidationError for a value that does not fit the site's schema.
   */
  set<K extends Key<Data>>(key: K, value: Data[K]): this {
    this.#fit?.assert(key, value);
    this.tracked.set(key, value);
    return this;
  }

  /** Removes a key; false when it was not there. Django: `del session[key]`. */
  delete(key: Key<Data>): boolean {
    return this.tracked.delete(key);
  }

  /** Removes all keys and keeps the session key; `flush()` removes both. Django: `session.clear()`. */
  clear(): void {
    this.tracked.assertOpen();
    for (const key of this.tracked.all.keys()) this.tracked.delete(key);
    this.modified = true;
  }

  /** The value of a key, which is removed; or `fallback`. Django: `session.pop(key, default)`. */
  pop<K extends Key<Data>>(key: K): Data[K] | undefined;
  pop<K extends Key<Data>, F>(key: K, fallback: F): Data[K] | F;
  pop(key: Key<Data>, fallback?: unknown): unknown {
    const value = this.#seen.get(key);
    return this.tracked.delete(key) && value !== undefined ? value : fallback;
  }

  /** The value of a key, which is set to `value` when it is not there. Django: `session.setdefault()`. */
  setDefault<K extends Key<Data>>(key: K, value: Data[K]): Data[K] {
    if (!this.has(key)) this.set(key, value);
    return this.get(key) as Data[K];
  }

  /** Sets several keys. Django: `session.update(dict)`. */
  assign(values: Partial<Data>): this {
    for (const [key, value] of Object.entries(values)) this.set(key as Key<Data>, value as never);
    return this;
  }

  /** How many keys there are. Django: `len(session.keys())`. */
  get size(): number {
    return this.#seen.size;
  }

  /** The keys, in stored order. Django: `session.keys()`. */
  keys(): IterableIterator<Key<Data>> {
    return this.#seen.keys() as IterableIterator<Key<Data>>;
  }

  /** The values, in stored order. Django: `session.values()`. */
  values(): IterableIterator<Data[Key<Data>]> {
    return this.#lent.values() as IterableIterator<Data[Key<Data>]>;
  }

  /** Keys with their values, in stored order. Django: `session.items()`. */
  entries(): IterableIterator<Entry<Data>> {
    return this.#lent.entries() as IterableIterator<Entry<Data>>;
  }

  /** Calls back with each value and its key. */
  forEach(callback: (value: Data[Key<Data>], key: Key<Data>, session: this) => void): void {
    for (const [key, value] of this.entries()) callback(value, key, this);
  }

  /** Keys with their values, as {@link entries} gives them. */
  [Symbol.iterator](): IterableIterator<Entry<Data>> {
    return this.entries();
  }

  /** A plain copy for `JSON.stringify`; integers beyond 2^53 become strings of digits. */
  toJSON(): Data {
    return jsonSafe(Object.fromEntries(this.#seen)) as Data;
  }

  /** What is to be done when the session becomes that of a user. Set by the frameworks: the request's CSRF token is rotated. */
  get onLogin(): (() => void) | null {
    return this.#onLogin;
  }

  set onLogin(listener: (() => void) | null) {
    this.#onLogin = listener;
  }

  /** Whether it is too late for changes: the head of the response has gone. */
  get isSealed(): boolean {
    return this.tracked.isSealed;
  }

  /** Makes every later change an error: the head of the response has gone. Called by the frameworks. */
  seal(): void {
    this.tracked.seal();
  }

  /** Reports what was loaded and does not fit the site's schema. */
  protected reportMisfits(): void {
    this.#fit?.select(this.tracked.held);
  }

  /** What this side did and is to be stored. @throws ValidationError when it does not fit, having been changed in place. */
  protected collectChanges(): Map<string, Change> {
    const changes = this.tracked.collectChanges();
    for (const [key, { value }] of changes) {
      if (typeof value === "object") this.#fit?.assert(key, value);
    }
    return changes;
  }

  /** What can be read: all that fits the site's schema. */
  get #seen(): ReadonlyMap<string, unknown> {
    const { all } = this.tracked;
    return this.#fit === null ? all : this.#fit.select(all);
  }

  /** What can be read, given out. */
  get #lent(): ReadonlyMap<string, unknown> {
    const seen = this.#seen;
    for (const [key, value] of seen) this.tracked.lend(key, value);
    return seen;
  }
}
