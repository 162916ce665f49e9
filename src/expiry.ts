/** When a session ends: Django's reading of `_session_expiry`. Pure functions. */
import { isoFormat, parseIsoDate } from "./datetime.ts";
import type { Clock, Micros } from "./datetime.ts";
import { MalformedValue, NotSerializable } from "./errors.ts";

/** The session key under which a session's own expiry is kept. */
export const EXPIRY_KEY = "_session_expiry";

const SECOND = 1_000_000;

/** What a site says about expiry. */
export interface ExpiryRules {
  readonly clock: Clock;
  /** Seconds a session lives when it has no expiry of its own. */
  readonly cookieAge: number;
}

/** A stored `_session_expiry`: seconds from the last change, or a fixed date, or none. */
type Expiry = { readonly seconds: number } | { readonly date: Micros };

function readExpiry(stored: unknown, rules: ExpiryRules): Expiry {
  if (isFalsy(stored)) return { seconds: rules.cookieAge };
  if (typeof stored === "string") return { date: readDate(stored, rules.clock) };
  if (stored instanceof Date) return { date: rules.clock.fromDate(stored) };
  const seconds = Number(stored);
  if (typeof stored === "object" || Number.isNaN(seconds)) {
    throw new MalformedValue(`The session's ${EXPIRY_KEY} is neither seconds nor a date.`, {
      fix: "Set it with setExpiry().",
    });
  }
  return { seconds };
}

/** Whether Python takes it for no expiry: also an empty list or object, but not NaN. */
function isFalsy(stored: unknown): boolean {
  if (typeof stored === "object" && stored !== null && !(stored instanceof Date)) {
    return Object.keys(stored).length === 0;
  }
  return !stored && !Number.isNaN(stored);
}

function readDate(stored: string, clock: Clock): Micros {
  const { digits, offset } = parseIsoDate(stored);
  if (clock.aware !== (offset !== null)) {
    const [found, expected] = clock.aware ? ["no", "one"] : ["an", "none"];
    throw new MalformedValue(
      `The session's ${EXPIRY_KEY} has ${found} offset from UTC, and the site's USE_TZ expects ${expected}.`,
      { fix: "Give USE_TZ the value it has in Django, or set the expiry anew with setExpiry()." },
    );
  }
  return digits - (offset ?? 0);
}

/** Seconds until the session ends, rounded down for dates. Django: `get_expiry_age(modification=, expiry=)`. */
export function expiryAge(stored: unknown, modification: Micros, rules: ExpiryRules): number {
  const expiry = readExpiry(stored, rules);
  if ("seconds" in expiry) return expiry.seconds;
  return Math.floor((expiry.date - modification) / SECOND);
}

/** When the session ends. Django: `get_expiry_date(modification=, expiry=)`. */
export function expiryDate(stored: unknown, modification: Micros, rules: ExpiryRules): Micros {
  // Django looks for a date first, and an empty text is none.
  const expiry =
    stored === "" ? { date: readDate(stored, rules.clock) } : readExpiry(stored, rules);
  if ("date" in expiry) return expiry.date;
  return modification + Math.round(expiry.seconds * SECOND);
}

/** The value to store for an expiry of that many seconds, or at that date. Django: `set_expiry(value)`. */
export function storedExpiry(value: number | Date, clock: Clock): number | string {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) {
    throw new NotSerializable("An expiry is a finite number of seconds, a valid Date, or null.", {
      fix: "For a span of time from now, pass new Date(Date.now() + milliseconds).",
    });
  }
  return isoFormat(clock.fromDate(value), "T") + (clock.aware ? "+00:00" : "");
}
