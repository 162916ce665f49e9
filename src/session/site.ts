/** What the sessions of one Django site share. */
import type { DecodeFailure } from "../codec/codec.ts";
import type { Clock } from "../datetime.ts";
import type { SessionEngine } from "../engines/engine.ts";
import type { SiteSchema } from "./schema.ts";
import type { Turns } from "./turns.ts";

/** One site, as its sessions see it. */
export interface SessionSite {
  readonly engine: SessionEngine;
  readonly clock: Clock;
  readonly turns: Turns;
  /** Whether the site's Django can read an expiry that is a date. */
  readonly storesExpiryDates: boolean;
  /** SESSION_EXPIRE_AT_BROWSER_CLOSE. */
  readonly expireAtBrowserClose: boolean;
  /** What the site's sessions hold, if it said so. */
  readonly schema: SiteSchema | null;
  /** Told of stored data that could not be read. */
  readonly unreadable: (failure: DecodeFailure) => void;
}
