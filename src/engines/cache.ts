/** Sessions in a cache of the site. Django: `django.contrib.sessions.backends.cache`. */
import type { SiteCache } from "../caches/shared/cache.ts";
import type { SessionCodec } from "../codec/codec.ts";
import { isCacheable } from "./cache-keys.ts";
import { checkStoreOptions, checkText } from "./check-options.ts";
import type { StoreOptions } from "./check-options.ts";
import type {
  EngineContext,
  EngineFactory,
  SessionEnd,
  SessionEngine,
  SessionRow,
  UpdateOutcome,
} from "./engine.ts";

/** A site's own subclass of Django's store. */
export interface CacheEngineOptions extends Omit<StoreOptions, "keySalt"> {
  /** The alias in CACHES; SESSION_CACHE_ALIAS unless told. */
  readonly cache?: string;
  /** The store's `cache_key_prefix`; `django.contrib.sessions.cache` unless told. */
  readonly keyPrefix?: string;
}

const GONE: UpdateOutcome = { kind: "gone" };

/** The `cache` engine. What the cache forgets is lost: by eviction, by a restart, or when a replica takes over. */
export function cacheEngine(options: CacheEngineOptions = {}): EngineFactory {
  checkStoreOptions("cacheEngine", options);
  checkText("cacheEngine", "cache", options.cache);
  checkText("cacheEngine", "keyPrefix", options.keyPrefix);
  return (context) => new CacheEngine(context, options);
}

class CacheEngine implements SessionEngine {
  readonly codec: SessionCodec;
  readonly cookieAge: number;
  readonly #cache: SiteCache;
  readonly #prefix: string;

  constructor({ settings, cache }: EngineContext, options: CacheEngineOptions) {
    this.#cache = cache(options.cache ?? settings.SESSION_CACHE_ALIAS);
    this.#prefix = options.keyPrefix ?? "django.contrib.sessions.cache";
    this.codec = this.#cache.codec;
    this.cookieAge = options.cookieAge ?? settings.SESSION_COOKIE_AGE;
  }

  async load(key: string): Promise<string | null> {
    return isCacheable(key) ? this.#cache.get(this.#keyOf(key)) : null;
  }

  async exists(key: string): Promise<boolean> {
    return (await this.load(key)) !== null;
  }

  async insert(key: string, { text, age }: SessionRow): Promise<"done" | "taken"> {
    return this.#cache.add(this.#keyOf(key), text, age);
  }

  async update(key: string, previous: string, { text, age }: SessionRow): Promise<UpdateOutcome> {
    if (!isCacheable(key)) return GONE;
    return this.#cache.update(this.#keyOf(key), previous, text, age);
  }

  async touch(key: string, { age }: SessionEnd): Promise<"done" | "gone"> {
    return isCacheable(key) ? this.#cache.touch(this.#keyOf(key), age) : "gone";
  }

  async delete(key: string, previous?: string): Promise<UpdateOutcome> {
    return isCacheable(key) ? this.#cache.delete(this.#keyOf(key), previous) : GONE;
  }

  /** The cache does it by itself, as in Django. */
  async clearExpired(): Promise<number> {
    return 0;
  }

  #keyOf(key: string): string {
    return this.#cache.makeKey(this.#prefix + key);
  }
}
