/** Python's datetimes, which are Dates here; dates, times and timedeltas, which are texts as in Django's JSON. */
import { fromWallClock } from "../datetime.ts";
import type { Clock, Micros } from "../datetime.ts";
import { NotSerializable } from "../errors.ts";
import { instantIn, offsetText } from "./known-zones.ts";
import type { Reader } from "./shape.ts";
import { areIntegers, bytesOf, onlyArgs } from "./shape.ts";
import { call, named, str, tuple } from "./values.ts";
import type { PyInstance } from "./values.ts";

const SECOND: Micros = 1_000_000;
const two = (value: number): string => String(value).padStart(2, "0");

export const DATES: Readonly<Record<string, Reader>> = {
  // oxlint-disable-next-line complexity -- the defaults of parts are no branches
  "datetime.datetime": (instance, clock) => {
    const [state, zone, ...others] = onlyArgs(instance) ?? [];
    const bytes = bytesOf(state, 10);
    if (bytes === null || others.length > 0) return undefined;
    // The month's highest bit tells the second of two equal readings of a clock.
    const [century = 0, year = 0, month = 0, ...rest] = bytes;
    const wall = wallClock([century, year, month & 0x7f, ...rest]);
    const fold = month > 0x7f ? 1 : 0;
    if (wall === undefined) return undefined;
    const instant = zone === undefined ? naive(wall, fold, clock) : instantIn(zone, wall, fold);
    return instant === undefined ? undefined : new Date(Math.floor(instant / 1000));
  },
  "datetime.date": (instance) => {
    const [state, ...others] = onlyArgs(instance) ?? [];
    const bytes = bytesOf(state, 4);
    if (bytes === null || others.length > 0) return undefined;
    const midnight = wallClock(bytes);
    return midnight === undefined
      ? undefined
      : str(new Date(midnight / 1000).toISOString().slice(0, 10));
  },
  // oxlint-disable-next-line complexity -- the defaults of parts are no branches
  "datetime.time": (instance) => {
    const [state, zone, ...others] = onlyArgs(instance) ?? [];
    const bytes = bytesOf(state, 6);
    const offset = zone === undefined ? "" : offsetText(zone);
    if (bytes === null || offset === undefined || others.length > 0) return undefined;
    const [hour = 0, minute = 0, second = 0, ...micros] = bytes;
    if ((hour & 0x7f) > 23 || minute > 59 || second > 59) return undefined;
    const time = [hour & 0x7f, minute, second].map(two).join(":");
    return str(time + fraction(microsOf(micros)) + offset);
  },
  "datetime.timedelta": (instance) => {
    const args = onlyArgs(instance);
    return args?.length === 3 && areIntegers(args) ? str(isoDuration(args)) : undefined;
  },
};

/** A datetime without a zone is read off the site's own clock, as Django's `make_aware` does. */
function naive(wall: Micros, fold: 0 | 1, clock: Clock): Micros {
  return fromWallClock(wall, clock.timeZone, fold);
}

/** Undefined when it is no reading of a clock. */
// oxlint-disable-next-line complexity -- the defaults of parts are no branches
function wallClock([century = 0, year = 0, month = 0, day = 0, ...time]: readonly number[]):
  | Micros
  | undefined {
  const [hour = 0, minute = 0, second = 0, ...micros] = time;
  const midnight = new Date(0);
  midnight.setUTCFullYear(century * 256 + year, month - 1, day);
  const isDate = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  const isInPython = century * 256 + year >= 1 && century * 256 + year <= 9999;
  if (!isDate || !isInPython || hour > 23 || minute > 59 || second > 59) return undefined;
  return (
    midnight.getTime() * 1000 + ((hour * 60 + minute) * 60 + second) * SECOND + microsOf(micros)
  );
}

function microsOf([high = 0, middle = 0, low = 0]: readonly number[]): Micros {
  return high * 65536 + middle * 256 + low;
}

function fraction(micros: Micros): string {
  return micros === 0 ? "" : `.${String(micros).padStart(6, "0")}`;
}

/** Django: `duration_iso_string`. */
function isoDuration([days = 0, seconds = 0, micros = 0]: readonly number[]): string {
  // Python counts on from the days, which alone can be negative.
  const total = (BigInt(days) * 86_400n + BigInt(seconds)) * 1_000_000n + BigInt(micros);
  const size = total < 0n ? -total : total;
  const rest = Number((size / 1_000_000n) % 86_400n);
  const [hours, minutes] = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60];
  const time = `${two(hours)}H${two(minutes)}M${two(rest % 60)}${fraction(Number(size % 1_000_000n))}S`;
  return `${total < 0n ? "-" : ""}P${size / 86_400_000_000n}DT${time}`;
}

/** A Date as the datetime that Django's `timezone.now()` would have been. */
export function datetimeOf(date: Date, clock: Clock): PyInstance {
  const wall = clock.fromDate(date) / 1000;
  const reading = new Date(Math.floor(wall));
  const year = reading.getUTCFullYear();
  if (Number.isNaN(wall) || year < 1 || year > 9999) {
    throw new NotSerializable(
      "A session cannot hold a Date that is invalid, or outside of the years 1 to 9999.",
    );
  }
  const micros = reading.getUTCMilliseconds() * 1000;
  const bytes = [
    year >> 8,
    year & 0xff,
    reading.getUTCMonth() + 1,
    reading.getUTCDate(),
    reading.getUTCHours(),
    reading.getUTCMinutes(),
    reading.getUTCSeconds(),
    micros >> 16,
    (micros >> 8) & 0xff,
    micros & 0xff,
  ];
  const state = { kind: "bytes", binary: String.fromCharCode(...bytes) } as const;
  return call(named("datetime", "datetime"), clock.aware ? tuple(state, utc()) : tuple(state));
}

function utc(): PyInstance {
  const delta = call(named("datetime", "timedelta"), tuple(0, 0, 0));
  return call(named("datetime", "timezone"), tuple(delta));
}
