/** The seam of a cache: what it must do for one key. Django: `BaseCache`. */
import type { SessionCodec } from "../../codec/codec.ts";
import type { CodecLimits } from "../../codec/limits.ts";
import type { SqlDatabase } from "../../databases/sql/database.ts";
import type { Clock } from "../../datetime.ts";
import type { CacheSettings, DatabaseSettings } from "../../settings.ts";

/** Seconds a value is kept, fractions included; null for ever. What is 0 or less is gone at once. */
export type Timeout = number | null;

/** How a change of what is stored ended. Only `done` changed anything. An engine's `UpdateOutcome` is the same. */
export type CacheOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "gone" }
  | { readonly kind: "conflict"; readonly stored: string };

/**
 * A cache of the site. Keys are whole, as {@link SiteCache.makeKey} makes them; values are bytes, each one the char of
 * its number: a text that can be compared. Every operation is one command where nobody else wrote, and rejects with
 * `StoreUnavailable` or `StoreRefused`.
 */
export interface SiteCache {
  /** Stored bytes ⇄ data, in the form that the site's Django gives to the values of this cache. */
  readonly codec: SessionCodec;
  /** The key that is sent: with KEY_PREFIX and VERSION, or by KEY_FUNCTION. Django: `make_key`. @throws InvalidCacheKey on Memcached. */
  makeKey(key: string): string;
  /** The value of a key, or null. */
  get(key: string): Promise<string | null>;
  /** Stores a value, whatever is there. */
  set(key: string, value: string, timeout: Timeout): Promise<void>;
  /** Stores a value where none is; `taken` when one is. */
  add(key: string, value: string, timeout: Timeout): Promise<"done" | "taken">;
  /** Replaces the value if it is still `previous`. Never creates one. */
  update(key: string, previous: string, value: string, timeout: Timeout): Promise<CacheOutcome>;
  /** Moves the expiry and leaves the value alone. */
  touch(key: string, timeout: Timeout): Promise<"done" | "gone">;
  /** Deletes the value, with `previous` only if it is still that. */
  delete(key: string, previous?: string): Promise<CacheOutcome>;
}

/** What the Backend gives to a cache. */
export interface CacheContext {
  /** The cache's name in CACHES. */
  readonly alias: string;
  /** Its entry there. */
  readonly settings: CacheSettings;
  /** The site's databases by Django's aliases, and how they keep datetimes. */
  readonly databases: Readonly<Record<string, SqlDatabase>>;
  readonly site: {
    readonly USE_TZ: boolean;
    readonly TIME_ZONE: string;
    readonly DATABASES: Readonly<Record<string, DatabaseSettings>>;
  };
  readonly clock: Clock;
  readonly limits: CodecLimits & {
    /** Milliseconds that one command may take; 0 is no limit, 5000 unless told. */
    readonly statementTimeout?: number;
  };
}

/** A connection that the user has, to be opened with the settings of the cache that it serves: what an adapter gives. */
export interface CacheConnection {
  /** @throws ImproperlyConfigured when the settings ask for what it cannot do. */
  open(context: CacheContext): SiteCache;
}
