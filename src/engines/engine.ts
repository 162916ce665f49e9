/** The seam of a session engine: what a store must do for one key. Django: a module of `SESSION_ENGINE`. */
import type { SessionCodec, SessionDocument } from "../codec/codec.ts";
import type { TextPlace } from "../codec/site-codec.ts";
import type { OpenCache } from "../caches/shared/open-cache.ts";
import type { SqlDatabase } from "../databases/sql/database.ts";
import type { Clock, Micros } from "../datetime.ts";

/** When a session ends, in both of Django's ways. */
export interface SessionEnd {
  /** From when on it is not loaded. Django: `get_expiry_date()`. */
  readonly expireDate: Micros;
  /** Seconds from now, whole ones where a date was set. Django: `get_expiry_age()`. */
  readonly age: number;
}

/** What is stored for one session key. */
export interface SessionRow extends SessionEnd {
  /** The encoded session: what `load` will return. */
  readonly text: string;
  /** The data behind the text, for engines with columns of their own. */
  readonly document: SessionDocument;
}

/** How an update or a deletion ended. Only `done` wrote anything. */
export type UpdateOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "gone" }
  | { readonly kind: "conflict"; readonly stored: string };

/** What `clearExpired` may be told, and what it tells. */
export interface ClearExpiredOptions {
  /** Rows deleted per statement; 1000 unless told. */
  readonly batch?: number;
  /** Called after each batch with the rows deleted so far. */
  readonly onProgress?: (deleted: number) => void;
  /** Stops between two batches. */
  readonly signal?: AbortSignal;
}

/** A place where sessions are kept. Insert and update are two things: an update never creates. */
export interface SessionEngine {
  readonly codec: SessionCodec;
  /** Seconds a session lives; the site's `SESSION_COOKIE_AGE` unless the engine has its own. */
  readonly cookieAge: number;
  /** The stored text of an unexpired session, or null. One statement. */
  load(key: string): Promise<string | null>;
  /** Whether the key is in use, expired or not. */
  exists(key: string): Promise<boolean>;
  /** Stores a new session; `taken` when the key is in use. One statement. */
  insert(key: string, row: SessionRow): Promise<"done" | "taken">;
  /** Replaces the session if its text is still `previous`. One statement when nobody else wrote. */
  update(key: string, previous: string, row: SessionRow): Promise<UpdateOutcome>;
  /** Moves the expiry and leaves the data alone. One statement. */
  touch(key: string, end: SessionEnd): Promise<"done" | "gone">;
  /** Deletes the session, with `previous` only if its text is still that. One statement when nobody else wrote. */
  delete(key: string, previous?: string): Promise<UpdateOutcome>;
  /** Deletes what has expired and returns how many. */
  clearExpired(options?: ClearExpiredOptions): Promise<number>;
  /**
   * Of an engine that keeps nothing, the key under which a text is loaded: the text is in the cookie. Every save gives
   * the session another key, and so does the load of a key that holds nothing good.
   */
  readonly keyOf?: (text: string) => string;
  /**
   * Of an engine that may load from a copy, such as a cache: what is kept, or null. A change is made to that. Told of
   * the copy, it may know by it what is kept; not told, it looks.
   */
  readonly original?: (key: string, copy?: string) => Promise<string | null>;
}

/** A session that nearly fills its cookie: browsers drop larger ones. */
export interface SessionCookieLarge {
  readonly event: "session-cookie-large";
  /** Of the cookie's name and value. */
  readonly bytes: number;
  readonly limit: number;
  /** The keys of the session that take the most, by the bytes of their JSON. */
  readonly largest: readonly LargeKey[];
  /** One sentence for the operator. */
  readonly detail: string;
}

/** A key of the session's data, and the bytes of its JSON. */
export interface LargeKey {
  readonly key: string;
  readonly bytes: number;
}

/** The cache of `cached_db` cannot be reached, and the database goes on alone. Told once, until it was reached again. */
export interface SessionCacheAway {
  readonly event: "session-cache-away";
  /** One sentence for the operator. */
  readonly detail: string;
}

/** What an engine has to tell the operator. */
export type EngineDiagnostic = SessionCookieLarge | SessionCacheAway;

/** The settings of the site that engines use, by Django's names. */
export interface EngineSettings {
  /** Seconds. */
  readonly SESSION_COOKIE_AGE: number;
  readonly SESSION_COOKIE_NAME: string;
  readonly SESSION_CACHE_ALIAS: string;
  /** A folder; null for Python's `tempfile.gettempdir()`. */
  readonly SESSION_FILE_PATH: string | null;
  readonly USE_TZ: boolean;
  readonly TIME_ZONE: string;
  /** By alias; TIME_ZONE is the zone of naive datetimes in SQLite and MySQL. */
  readonly DATABASES?: Readonly<Record<string, { readonly TIME_ZONE?: string | null }>>;
}

/** What the Backend gives to an engine. */
export interface EngineContext {
  /** The site's databases by Django's aliases. */
  readonly databases: Readonly<Record<string, SqlDatabase>>;
  /** Opens a cache of the site, by its name in CACHES. */
  readonly cache: OpenCache;
  readonly settings: EngineSettings;
  readonly clock: Clock;
  /** The codec whose texts are signed with this salt. */
  readonly codec: (keySalt: string, place?: TextPlace) => SessionCodec;
  /** Tells the operator. */
  readonly diagnose: (diagnostic: EngineDiagnostic) => void;
  readonly limits: {
    /** Milliseconds that one statement may take; 0 is no limit, 5000 unless told. */
    readonly statementTimeout?: number;
    /** Characters of a stored session; 16 Mi unless told. */
    readonly textLength?: number;
  };
}

/**
 * Makes the engine of a site.
 * @throws ImproperlyConfigured when the site lacks what the engine needs.
 */
export type EngineFactory = (context: EngineContext) => SessionEngine;
