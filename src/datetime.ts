/**
 * Django's two notions of time. With USE_TZ, instants in UTC; without, the wall clock of TIME_ZONE.
 * Both are counted in whole microseconds, as Python's datetime does, so that no digit of Django's is lost.
 */
import { MalformedValue, NotSerializable } from "./errors.ts";

/**
 * Microseconds since 1970-01-01T00:00:00, in UTC when the clock is aware, on the wall clock of TIME_ZONE when it is naive.
 * A number holds them exactly until the year 2255, and to 32 of them at the end of Python's time.
 */
export type Micros = number;

const SECOND: Micros = 1_000_000;
const DAY: Micros = 86_400 * SECOND;

/**
 * The same function, for whole seconds that are asked for again and again: all requests of one second write the same
 * few dates, and to format one takes longer than anything else that is done to a cookie.
 */
export function rememberSeconds<Text>(
  format: (seconds: number) => Text,
): (seconds: number) => Text {
  const known = new Map<number, Text>();
  return (seconds) => {
    let text = known.get(seconds);
    if (text === undefined) {
      text = format(seconds);
      if (known.size >= KNOWN_SECONDS) known.clear();
      known.set(seconds, text);
    }
    return text;
  };
}

const KNOWN_SECONDS = 64;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
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
  return utc([year, month, day], [hour, minute, second]) + modulo(instant, SECOND);
}

/**
 * The instant at which a time zone's wall clock reads so. Where it reads so twice, the first; where it leaps over the
 * reading, the one it would have had without the leap. Python: `datetime(…, tzinfo=zone)`; with `fold=1`, the other one.
 */
export function fromWallClock(wall: Micros, timeZone: string, fold: 0 | 1 = 0): Micros {
  if (timeZone === "UTC") return wall;
  const offsetAt = (instant: Micros): number => toWallClock(instant, timeZone) - instant;
  const candidates = [wall - offsetAt(wall - DAY), wall - offsetAt(wall + DAY)] as const;
  const [first, other] = [candidates[fold], candidates[1 - fold] as Micros];
  if (first === other || toWallClock(first, timeZone) === wall) return first;
  return toWallClock(other, timeZone) === wall ? other : first;
}

/** Of a date and a time in UTC. `Date.UTC` would take the years 0 to 99 for those of the last century. */
function utc(date: readonly [number, number, number], time: readonly number[] = []): Micros {
  const [year, month, day] = date;
  const [hour = 0, minute = 0, second = 0] = time;
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day);
  return midnight * 1000 + ((hour * 60 + minute) * 60 + second) * SECOND;
}

const YEAR_1: Micros = utc([1, 1, 1]);
const YEAR_10000: Micros = utc([10_000, 1, 1]);
/** Python's `datetime.max`, as near as a number comes. */
const LAST: Micros = YEAR_10000 - 32;
const isInPython = (micros: Micros): boolean => micros >= YEAR_1 && micros < YEAR_10000;

/**
 * Python's `datetime.isoformat(sep)` without the offset: no fraction when the microseconds are 0.
 * @throws NotSerializable for a year that Python's datetime does not have.
 */
export function isoFormat(micros: Micros, separator: "T" | " "): string {
  if (!isInPython(micros)) {
    throw new NotSerializable("A date lies outside of the years 1 to 9999, which Python has.", {
      fix: "Give the session an expiry within them.",
    });
  }
  const fraction = modulo(micros, SECOND);
  const { date, time } = isoSecond((micros - fraction) / SECOND);
  const text = `${date}${separator}${time}`;
  return fraction === 0 ? text : `${text}.${String(fraction).padStart(6, "0")}`;
}

const isoSecond = rememberSeconds((seconds) => {
  const text = new Date(seconds * 1000).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 19) };
});

/** A parsed ISO date: its digits as microseconds, and its offset from UTC, null when it has none. */
export interface ParsedDate {
  readonly digits: Micros;
  readonly offset: number | null;
}

const ISO_DATE =
  /^(\d{4})-(\d\d)-(\d\d)(?:.([01]\d|2[0-3])(?::([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?)?(Z|[+-][\d:.]+)?)?$/su;
const ISO_OFFSET = /^[+-](\d\d)(?::?(\d\d)(?::?(\d\d)(?:\.(\d+))?)?)?$/;

/** Reads what `datetime.fromisoformat` reads in the extended form; anything else is a {@link MalformedValue}. */
export function parseIsoDate(text: string): ParsedDate {
  const [, year, month, day, hour, minute, second, fraction, zone] = ISO_DATE.exec(text) ?? [];
  const midnight = utc([Number(year), Number(month), Number(day)]);
  // The 30th of February is the 1st of March here, and no date there.
  const isDate =
    isInPython(midnight) && isoFormat(midnight, "T").startsWith(`${year}-${month}-${day}`);
  const offset = zone === undefined ? null : parseOffset(zone);
  if (!isDate || !(Math.abs(offset ?? 0) < DAY)) {
    throw new MalformedValue("A date in the session is not of ISO 8601's form.", {
      fix: "Store dates as Python's isoformat() writes them, or set them by setExpiry().",
    });
  }
  const digits = midnight + timeOf(hour, minute, second, fraction);
  return { digits: Math.min(digits, LAST), offset };
}

/** NaN when it is none. */
function parseOffset(zone: string): number {
  if (zone === "Z") return 0;
  const match = ISO_OFFSET.exec(zone);
  if (match === null) return NaN;
  const [, hours, minutes, seconds, fraction] = match;
  const offset = timeOf(hours, minutes, seconds, fraction);
  return zone.startsWith("-") ? -offset : offset;
}

/** What is beyond microseconds is cut off. */
function timeOf(hours = "0", minutes = "0", seconds = "0", fraction = ""): Micros {
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * SECOND + Number(fraction.slice(0, 6).padEnd(6, "0"));
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
  /** The datetime of a Date. */
  fromDate(date: Date): Micros;
  /** The Date of a datetime, to the millisecond. */
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
