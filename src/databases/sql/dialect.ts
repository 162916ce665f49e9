/** What differs between the vendors in the SQL that this package writes. */
import { isoFormat, toWallClock } from "../../datetime.ts";
import type { Micros } from "../../datetime.ts";
import type { Vendor } from "./database.ts";
import { compile, sql } from "./fragment.ts";
import type { Fragment, Parameter, Template } from "./fragment.ts";

/** One vendor's way to say it. Columns and tables are passed already quoted. */
export interface Dialect {
  /** A name as an identifier, whatever its characters. Django: `quote_name`. */
  readonly quote: (name: string) => string;
  /** The column is exactly this text, to the case and the last blank, found by the column's index. */
  readonly equals: (column: string, value: Parameter) => Fragment;
  /** A bound datetime, in the form of {@link datetimeForm}. */
  readonly datetime: (value: Parameter) => Fragment;
  /** The whole seconds from a datetime to that of a column, which is not before it. */
  readonly secondsUntil: (column: string, from: Fragment) => Fragment;
  /** A bound boolean, in the form of {@link booleanForm}. */
  readonly boolean: (value: Parameter) => Fragment;
  readonly compile: (fragment: Fragment, purpose: string) => Template;
}

const doubled = (name: string, quote: string): string =>
  quote + name.replaceAll(quote, quote + quote) + quote;

/** The types are cast from text on the server, so that no driver's own idea of a date or a boolean comes between. */
const postgresql: Dialect = {
  quote: (name) => doubled(name, '"'),
  equals: (column, value) => sql`${column} = ${value}`,
  datetime: (value) => sql`CAST(CAST(${value} AS text) AS timestamptz)`,
  secondsUntil: (column, from) =>
    sql`CAST(FLOOR(EXTRACT(EPOCH FROM (${column} - ${from}))) AS integer)`,
  boolean: (value) => sql`CAST(CAST(${value} AS text) AS boolean)`,
  compile: (fragment, purpose) => compile(fragment, purpose, "numbered"),
};

/**
 * MySQL's collations find "ABC" and "abc " for "abc". The plain comparison uses the index,
 * the second one is exact, in one character set so that those of the column and of the connection do not matter.
 */
const mysql: Dialect = {
  quote: (name) => doubled(name, "`"),
  equals: (column, value) =>
    sql`${column} = ${value} AND ${mysqlBytes(sql`${column}`)} = ${mysqlBytes([value])}`,
  datetime: (value) => [value],
  secondsUntil: (column, from) => sql`TIMESTAMPDIFF(SECOND, ${from}, ${column})`,
  boolean: (value) => [value],
  compile: (fragment, purpose) => compile(fragment, purpose, "positional"),
};

function mysqlBytes(text: Fragment): Fragment {
  return sql`CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`;
}

/** Days of SQLite's are of 40 microseconds' precision: a whole number of seconds is to stay one. */
const sqlite: Dialect = {
  quote: (name) => doubled(name, '"'),
  equals: (column, value) => sql`${column} = ${value}`,
  datetime: (value) => [value],
  secondsUntil: (column, from) =>
    sql`CAST(ROUND((julianday(${column}) - julianday(${from})) * 86400, 3) AS INTEGER)`,
  boolean: (value) => [value],
  compile: (fragment, purpose) => compile(fragment, purpose, "positional"),
};

const DIALECTS: Readonly<Record<Vendor, Dialect>> = { postgresql, mysql, sqlite };

/** Whether there is a dialect of that name. */
export function isVendor(name: unknown): name is Vendor {
  return typeof name === "string" && Object.hasOwn(DIALECTS, name);
}

/** The dialect of a vendor. */
export function dialectOf(vendor: Vendor): Dialect {
  return DIALECTS[vendor];
}

/** The time zones that decide how a datetime is stored. */
export interface Zones {
  /** USE_TZ. */
  readonly aware: boolean;
  /** The site's TIME_ZONE. */
  readonly timeZone: string;
  /** TIME_ZONE of the entry in DATABASES; null or undefined is UTC. */
  readonly databaseTimeZone?: string | null | undefined;
}

/**
 * How a datetime is bound, as text. Django: `adapt_datetimefield_value`.
 * PostgreSQL is given the instant with its zone; MySQL and SQLite keep wall-clock time: that of DATABASES'
 * TIME_ZONE (UTC unless told) with USE_TZ, that of the site's TIME_ZONE without.
 * @throws NotSerializable for a year that Python's datetime does not have.
 */
export function datetimeForm(vendor: Vendor, zones: Zones): (micros: Micros) => string {
  const { aware, timeZone } = zones;
  if (vendor === "postgresql") {
    const zone = aware ? "+00:00" : ` ${timeZone}`;
    return (micros) => isoFormat(micros, " ") + zone;
  }
  if (!aware) return (micros) => isoFormat(micros, " ");
  return (micros) => isoFormat(toWallClock(micros, zones.databaseTimeZone ?? "UTC"), " ");
}

/** How a boolean is bound. */
export function booleanForm(vendor: Vendor, value: boolean): string | number {
  return vendor === "postgresql" ? String(value) : Number(value);
}
