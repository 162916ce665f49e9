/**
 * Django's two notions of time. With USE_TZ, instants in UTC; without, the wall clock of TIME_ZONE.
 * Both are counted in whole microseconds, as Python's datetime does, so that no digit of Django's is lost.
 */
import { MalformedValue } from "./errors.ts";

/** Microseconds since 1970-01-01T00:00:00, in UTC when the clock is aware, on the wall clock of TIME_ZONE when it is naive. */
export type Micros = number;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "iso8601",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** The wall-clock reading of an instant in an IANA time zone. */
export function toWallClock(instant: Micros, timeZone: string): Micros {
  if (timeZone === "UTC") return instant;
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(Math.floor(instant / 1000))) {
    part[type] = Number(value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const seconds = Date.UTC(year, month - 1, day, hour, minute, second) * 1000;
  return seconds + modulo(instant, 1_000_000);
}

/** The instant at which a time zone's wall clock reads so; the first of the two where it reads so twice. */
export function fromWallClock(wall: Micros, timeZone: string): Micros {
  if (timeZone === "UTC") return wall;
  const offsetAt = (instant: Micros): number => toWallClock(instant, timeZone) - instant;
  const day = 86_400_000_000;
  const early = wall - offsetAt(wall - day);
  if (toWallClock(early, timeZone) === wall) return early;
  return wall - offsetAt(wall + day);
}

/** Python's `datetime.isoformat(sep)` without the offset: no fraction when the microseconds are 0. */
export function isoFormat(micros: Micros, separator: "T" | " "): string {
  const fraction = modulo(micros, 1_000_000);
  const text = new Date((micros - fraction) / 1000)
    .toISOString()
    .slice(0, 19)
    .replace("T", separator);
  return fraction === 0 ? text : `${text}.${String(fraction).padStart(6, "0")}`;
}

/** A parsed ISO date: its digits as microseconds, and its offset from UTC, null when it has none. */
export interface ParsedDate {
  readonly digits: Micros;
  readonly offset: number | null;
}

const ISO_DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:.(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?(Z|[+-]\d\d:?\d\d(?::?\d\d(?:\.\d+)?)?)?)?$/;

/** Reads what `datetime.fromisoformat` reads in the extended form; anything else is a {@link MalformedValue}. */
export function parseIsoDate(text: string): ParsedDate {
  const match = ISO_DATE.exec(text);
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] =
    match ?? [];
  const digits = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const valid =
    match !== null &&
    new Date(digits).toISOString().startsWith(`${year}-${month}-${day}T${hour.padStart(2, "0")}`) &&
    Number(minute) < 60 &&
    Number(second) < 60;
  if (!valid) {
    throw new MalformedValue("A date in the session is not of ISO 8601's form.", {
      fix: "Store dates as Python's isoformat() writes them, or set them by setExpiry().",
    });
  }
  const micros = Number(fraction.slice(0, 6).padEnd(6, "0"));
  return { digits: digits * 1000 + micros, offset: parseOffset(zone) };
}

function parseOffset(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (zone === "Z") return 0;
  const [hours = 0, minutes = 0, seconds = 0] = (zone.slice(1).match(/\d\d/g) ?? []).map(Number);
  const offset = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000;
  return zone.startsWith("-") ? -offset : offset;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** Django's `django.utils.timezone` for one site: what time it is, and how a datetime is written. */
export interface Clock {
  /** Whether datetimes carry their offset (USE_TZ). */
  readonly aware: boolean;
  readonly timeZone: string;
  /** `timezone.now()`. */
  now(): Micros;
  /** Milliseconds since the epoch. */
  epoch(): number;
  fromDate(date: Date): Micros;
  toDate(micros: Micros): Date;
}

/** The clock of a site with these settings; `now` gives a Date or milliseconds since the epoch. */
export function siteClock(
  settings: { readonly USE_TZ: boolean; readonly TIME_ZONE: string },
  now: () => Date | number = Date.now,
): Clock {
  const { USE_TZ: aware, TIME_ZONE: timeZone } = settings;
  const fromEpoch = (ms: number): Micros => {
    const instant = Math.round(ms * 1000);
    return aware ? instant : toWallClock(instant, timeZone);
  };
  return {
    aware,
    timeZone,
    now: () => fromEpoch(Number(now())),
    epoch: () => Number(now()),
    fromDate: (date) => fromEpoch(date.getTime()),
    toDate: (micros) =>
      new Date(Math.floor((aware ? micros : fromWallClock(micros, timeZone)) / 1000)),
  };
}
