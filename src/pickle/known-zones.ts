/** Python's time zones. */
import { fromWallClock } from "../datetime.ts";
import type { Micros } from "../datetime.ts";
import type { Reader } from "./shape.ts";
import { areIntegers, onlyArgs, textOf } from "./shape.ts";
import { isObject, nameOf, str } from "./values.ts";
import type { PyInstance, PyValue } from "./values.ts";

/** A zone: how far it is from UTC, or whose clock it goes by. */
interface Zone {
  readonly name: string;
  /** Null where it depends on the date. */
  readonly offset: Micros | null;
}

const SECOND: Micros = 1_000_000;

const READERS: Readonly<Record<string, (args: readonly PyValue[]) => Zone | undefined>> = {
  "datetime.timezone": ([delta, name, ...others]) => {
    const offset = isInstance(delta) ? offsetOf(delta) : undefined;
    const isNamed = name === undefined || textOf(name) !== null;
    if (offset === undefined || !isNamed || others.length > 0) return undefined;
    return { name: textOf(name) ?? offsetName(offset), offset };
  },
  "zoneinfo.ZoneInfo._unpickle": ([key, fromCache, ...others]) => {
    const isKnown = typeof fromCache === "number" && others.length === 0;
    return isKnown ? region(textOf(key)) : undefined;
  },
  "pytz._UTC": (args) => (args.length === 0 ? { name: "UTC", offset: 0 } : undefined),
  "pytz.FixedOffset": ([minutes, ...others]) => {
    if (typeof minutes !== "number" || others.length > 0) return undefined;
    return { name: offsetName(minutes * 60 * SECOND), offset: minutes * 60 * SECOND };
  },
  "pytz._p": ([key, seconds, ...others]) => {
    const name = textOf(key);
    if (seconds === undefined) return region(name);
    const isKnown = name !== null && typeof seconds === "number" && others.length === 2;
    return isKnown ? { name, offset: seconds * SECOND } : undefined;
  },
};

export const ZONES: Readonly<Record<string, Reader>> = Object.fromEntries(
  Object.entries(READERS).map(([name, read]) => [
    name,
    (instance: PyInstance) => {
      const zone = read(onlyArgs(instance) ?? [null, null, null, null, null]);
      return zone === undefined ? undefined : str(zone.name);
    },
  ]),
);

/** A zone of the time zone database that this runtime has too. */
function region(name: string | null): Zone | undefined {
  if (name === null) return undefined;
  try {
    fromWallClock(0, name);
    return { name, offset: null };
  } catch {
    return undefined;
  }
}

/** The instant at which a clock in this zone reads so; undefined when the zone is not known. */
export function instantIn(zone: PyValue, wall: Micros, fold: 0 | 1): Micros | undefined {
  const known = zoneOf(zone);
  if (known === undefined) return undefined;
  return known.offset === null ? fromWallClock(wall, known.name, fold) : wall - known.offset;
}

/** The offset of a zone that has one, as Python writes it: `+02:00`; empty for other zones, undefined when it is not known. */
export function offsetText(zone: PyValue): string | undefined {
  const known = zoneOf(zone);
  if (known === undefined) return undefined;
  return known.offset === null ? "" : offsetDigits(known.offset);
}

function zoneOf(zone: PyValue): Zone | undefined {
  if (!isInstance(zone)) return undefined;
  const args = onlyArgs(zone);
  const name = nameOf(zone.callee) ?? "zoneinfo.ZoneInfo._unpickle";
  return args === null || zone.isNew || !Object.hasOwn(READERS, name)
    ? undefined
    : READERS[name]?.(args);
}

/** The microseconds of a `timedelta` that can be an offset. */
function offsetOf(delta: PyInstance): Micros | undefined {
  const args = onlyArgs(delta);
  if (nameOf(delta.callee) !== "datetime.timedelta" || args?.length !== 3 || !areIntegers(args))
    return undefined;
  const [days = 0, seconds = 0, micros = 0] = args;
  const offset = (days * 86_400 + seconds) * SECOND + micros;
  return Math.abs(offset) < 86_400 * SECOND ? offset : undefined;
}

function offsetName(offset: Micros): string {
  return offset === 0 ? "UTC" : `UTC${offsetDigits(offset)}`;
}

function offsetDigits(offset: Micros): string {
  const size = Math.abs(offset);
  const seconds = Math.floor(size / SECOND);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (size % (60 * SECOND) !== 0) parts.push(seconds % 60);
  const fraction = size % SECOND === 0 ? "" : `.${String(size % SECOND).padStart(6, "0")}`;
  return `${offset < 0 ? "-" : "+"}${parts.map((part) => String(part).padStart(2, "0")).join(":")}${fraction}`;
}

function isInstance(value: PyValue | undefined): value is PyInstance {
  return isObject(value) && value.kind === "instance";
}
