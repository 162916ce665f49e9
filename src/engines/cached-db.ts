/** Sessions in a table, and copies of them in a cache. Django: `django.contrib.sessions.backends.cached_db`. */
import type { Decoded, SessionCodec } from "../codec/codec.ts";
import { Memo } from "../codec/memo.ts";
import { ImproperlyConfigured } from "../errors.ts";
import { Copies } from "./cached-db/copies.ts";
import { checkText } from "./check-options.ts";
import { makeDbEngine } from "./db.ts";
import type { DbEngine, DbEngineOptions } from "./db.ts";
import type {
  ClearExpiredOptions,
  EngineContext,
  EngineFactory,
  SessionEnd,
  SessionEngine,
  SessionRow,
  UpdateOutcome,
} from "./engine.ts";

/** A site's own session model and store; without them, Django's own. */
export interface CachedDbEngineOptions extends DbEngineOptions {
  /** The alias in CACHES; SESSION_CACHE_ALIAS unless told. */
  readonly cache?: string;
  /** The store's `cache_key_prefix`; `django.contrib.sessions.cached_db` unless told. */
  readonly keyPrefix?: string;
  /** "db" has every session read from the database; the copies are only kept for Django. */
  readonly verify?: "db";
}

/** Marks a text as a copy: no text of the database begins so. */
const COPY = "\0";
/** Milliseconds that the cache may take, when the database can answer too. */
const PATIENCE = 500;
const MEMO_LENGTH = 2_000_000;

/**
 * The `cached_db` engine. A copy is believed as in Django; changes are made to the row, by compare-and-set. A row that is
 * deleted takes its copy with it, also one that a reader makes meanwhile, or that a cache holds which is away.
 */
export function cachedDbEngine(options: CachedDbEngineOptions = {}): EngineFactory {
  checkText("cachedDbEngine", "cache", options.cache);
  checkText("cachedDbEngine", "keyPrefix", options.keyPrefix);
  if (options.verify !== undefined && options.verify !== "db") {
    throw new ImproperlyConfigured('The option verify of cachedDbEngine() must be "db".');
  }
  return (context) => new CachedDbEngine(context, options);
}

class CachedDbEngine implements SessionEngine {
  readonly codec: SessionCodec;
  readonly cookieAge: number;
  readonly #db: DbEngine;
  readonly #copies: Copies;
  readonly #verifies: boolean;
  /** By its copy, the text of a row that this process saw or wrote last; and the other way round. */
  readonly #rowOf = new Memo<string>(MEMO_LENGTH);
  readonly #copyOf = new Memo<string>(MEMO_LENGTH);

  constructor(context: EngineContext, options: CachedDbEngineOptions) {
    const { settings, limits, diagnose } = context;
    const patience = Math.min(limits.statementTimeout || PATIENCE, PATIENCE);
    const cache = context.cache(options.cache ?? settings.SESSION_CACHE_ALIAS, patience);
    const prefix = options.keyPrefix ?? "django.contrib.sessions.cached_db";
    this.#db = makeDbEngine(context, options);
    this.#copies = new Copies(cache, prefix, diagnose);
    this.#verifies = options.verify === "db";
    this.codec = codecOfBoth(this.#db.codec, cache.codec);
    this.cookieAge = this.#db.cookieAge;
  }

  async load(key: string): Promise<string | null> {
    if (this.#verifies) return this.#db.load(key);
    const copy = await this.#copies.get(key);
    if (copy !== null) return COPY + copy;
    const row = await this.#db.loadWithAge(key);
    if (row !== null) await this.#fill(key, row.text, row.age);
    return row?.text ?? null;
  }

  async original(key: string, copy?: string): Promise<string | null> {
    if (copy?.startsWith(COPY) === false) return copy;
    const known = copy === undefined ? undefined : this.#rowOf.get(key + copy);
    if (known !== undefined) return known;
    const row = await this.#db.load(key);
    if (row === null) await this.#copies.drop(key);
    else if (copy !== undefined) this.#remember(key, row, copy.slice(COPY.length));
    return row;
  }

  exists(key: string): Promise<boolean> {
    return this.#db.exists(key);
  }

  async insert(key: string, row: SessionRow): Promise<"done" | "taken"> {
    const outcome = await this.#db.insert(key, row);
    if (outcome === "done") await this.#follow(key, undefined, row);
    return outcome;
  }

  async update(key: string, previous: string, row: SessionRow): Promise<UpdateOutcome> {
    const outcome = await this.#db.update(key, previous, row);
    if (outcome.kind === "done") await this.#follow(key, previous, row);
    if (outcome.kind === "gone") await this.#copies.drop(key);
    return outcome;
  }

  async touch(key: string, end: SessionEnd): Promise<"done" | "gone"> {
    const outcome = await this.#db.touch(key, end);
    if (outcome === "done") await this.#copies.touch(key, end.age);
    else await this.#copies.drop(key);
    return outcome;
  }

  /** The row first: a reader that copies it looks once more whether it is there, so that no copy stays behind. */
  async delete(key: string, previous?: string): Promise<UpdateOutcome> {
    const outcome = await this.#db.delete(key, previous);
    if (outcome.kind !== "conflict") await this.#copies.drop(key);
    return outcome;
  }

  clearExpired(options?: ClearExpiredOptions): Promise<number> {
    return this.#db.clearExpired(options);
  }

  /** Copies a row that was read, and takes the copy away if the row went meanwhile. */
  async #fill(key: string, text: string, age: number): Promise<void> {
    const { document, failure } = this.#db.codec.decode(text);
    if (failure !== null) return;
    const copy = await this.#copies.add(key, document, age);
    if (copy === null) return;
    if (await this.#db.exists(key)) this.#remember(key, text, copy);
    else await this.#copies.drop(key);
  }

  async #follow(key: string, previous: string | undefined, row: SessionRow): Promise<void> {
    const known = previous === undefined ? undefined : this.#copyOf.get(key + previous);
    const copy = await this.#copies.replace(key, known, row.document, row.age);
    if (copy !== null) this.#remember(key, row.text, copy);
  }

  #remember(key: string, row: string, copy: string): void {
    const size = key.length + row.length + copy.length;
    this.#rowOf.set(key + COPY + copy, row, size);
    this.#copyOf.set(key + row, copy, size);
  }
}

/** Reads both forms, and writes that of the database: changes are made to the row alone. */
function codecOfBoth(rows: SessionCodec, copies: SessionCodec): SessionCodec {
  return {
    empty: rows.empty,
    decode: (stored): Decoded =>
      stored.startsWith(COPY) ? copies.decode(stored.slice(COPY.length)) : rows.decode(stored),
    encode: (document) => rows.encode(document),
  };
}
