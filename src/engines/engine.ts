/** The seam of a session engine: what a store must do for one key. Django: a module of `SESSION_ENGINE`. */
import type { SessionCodec, SessionDocument } from "../codec/codec.ts";
import type { SqlDatabase } from "../databases/sql/database.ts";
import type { Clock, Micros } from "../datetime.ts";

/** What is stored for one session key. */
export interface SessionRow {
  /** The encoded session: what `load` will return. */
  readonly text: string;
  /** When the row stops being loaded. */
  readonly expireDate: Micros;
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
  touch(key: string, expireDate: Micros): Promise<"done" | "gone">;
  /** Deletes the session, with `previous` only if its text is still that. One statement when nobody else wrote. */
  delete(key: string, previous?: string): Promise<UpdateOutcome>;
  /** Deletes what has expired and returns how many. */
  clearExpired(options?: ClearExpiredOptions): Promise<number>;
}

/** The settings of the site that engines use, by Django's names. */
export interface EngineSettings {
  /** Seconds. */
  readonly SESSION_COOKIE_AGE: number;
  readonly USE_TZ: boolean;
  readonly TIME_ZONE: string;
  /** By alias; TIME_ZONE is the zone of naive datetimes in SQLite and MySQL. */
  readonly DATABASES?: Readonly<Record<string, { readonly TIME_ZONE?: string | null }>>;
}

/** What the Backend gives to an engine. */
export interface EngineContext {
  /** The site's databases by Django's aliases. */
  readonly databases: Readonly<Record<string, SqlDatabase>>;
  readonly settings: EngineSettings;
  readonly clock: Clock;
  /** The codec whose texts are signed with this salt. */
  readonly codec: (keySalt: string) => SessionCodec;
  readonly limits: {
    /** Milliseconds that one statement may take; 0 is no limit, 5000 unless told. */
    readonly statementTimeout?: number;
  };
}

/**
 * Makes the engine of a site.
 * @throws ImproperlyConfigured when the site lacks what the engine needs.
 */
export type EngineFactory = (context: EngineContext) => SessionEngine;
