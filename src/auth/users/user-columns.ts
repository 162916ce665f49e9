/** Columns of any vendor ⇄ values of JavaScript. They travel as text, so that no driver's own idea of a type comes between. */
import type { SqlValue, Vendor } from "../../databases/sql/database.ts";
import { booleanForm } from "../../databases/sql/dialect.ts";
import { fromWallClock, parseIsoDate } from "../../datetime.ts";
import { NotSerializable } from "../../errors.ts";
import { bindUserKey, hyphenated } from "./user-key.ts";
import type { FieldType } from "./user-model.ts";

/** The SQL that gives a column, already quoted, as text. */
export function columnAsText(vendor: Vendor, column: string, type: FieldType): string {
  if (type === "boolean") return `CASE WHEN ${column} THEN '1' WHEN NOT ${column} THEN '0' END`;
  if (vendor === "mysql") return `CAST(${column} AS CHAR)`;
  // SQLite writes no more than 15 digits of a float.
  if (vendor === "sqlite") return type === "float" ? column : `CAST(${column} AS TEXT)`;
  if (type === "date") return `to_char(${column}, 'YYYY-MM-DD')`;
  if (type !== "datetime") return `CAST(${column} AS text)`;
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;
}

/** The value behind the text of {@link columnAsText}; `timeZone` is that of the wall clock in datetimes. */
export function valueOfText(text: unknown, type: FieldType, timeZone: string): unknown {
  if (typeof text === "number") return text;
  return typeof text === "string" ? READERS[type](text, timeZone) : null;
}

const READERS: Readonly<Record<FieldType, (text: string, timeZone: string) => unknown>> = {
  text: (text) => text,
  date: (text) => text,
  boolean: (text) => text === "1",
  integer: readInteger,
  bigint: readInteger,
  float: Number,
  uuid: hyphenated,
  json: (text) => JSON.parse(text) as unknown,
  datetime: (text, timeZone) => {
    const { digits, offset } = parseIsoDate(text);
    const instant = offset === null ? fromWallClock(digits, timeZone) : digits - offset;
    return new Date(Math.floor(instant / 1000));
  },
};

function readInteger(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** How values are bound for one database. */
export interface ValueForms {
  readonly vendor: Vendor;
  /** The text of a datetime; see `datetimeForm`. */
  readonly datetime: (date: Date) => string;
}

/** A field's value as a statement binds it. @throws NotSerializable for a value that is not of the field's type. */
export function bindValue(value: unknown, type: FieldType, forms: ValueForms): SqlValue {
  if (value === null || value === undefined) return null;
  const bound = BINDERS[type](value, forms);
  if (bound !== null) return bound;
  throw new NotSerializable(`A field of type ${type} of a user cannot hold that value.`, {
    fix: `It takes ${TAKEN[type]}.`,
  });
}

const TAKEN: Readonly<Record<FieldType, string>> = {
  text: "a string",
  date: "a Date, or a string such as 2000-12-31",
  boolean: "true or false",
  integer: "a whole number",
  bigint: "a whole number, or a bigint",
  float: "a number",
  uuid: "a string of 32 hexadecimal digits, with hyphens or without",
  json: "what JSON has",
  datetime: "a Date",
};

/** Null for what does not fit. */
const BINDERS: Readonly<Record<FieldType, (value: unknown, forms: ValueForms) => SqlValue>> = {
  text: (value) => (typeof value === "string" || isNumber(value) ? value : null),
  date: (value) => (isDate(value) ? value.toISOString().slice(0, 10) : dateText(value)),
  boolean: (value, { vendor }) => (typeof value === "boolean" ? booleanForm(vendor, value) : null),
  integer: bindInteger,
  bigint: bindInteger,
  float: (value) => (typeof value === "number" ? value : null),
  uuid: (value, { vendor }) =>
    typeof value === "string" && /^[0-9a-f]{32}$/i.test(value.replaceAll("-", ""))
      ? bindUserKey(hyphenated(value), "uuid", vendor)
      : null,
  json: (value) => JSON.stringify(value) ?? null,
  datetime: (value, { datetime }) => (isDate(value) ? datetime(value) : null),
};

function bindInteger(value: unknown): SqlValue {
  return typeof value === "bigint" || Number.isSafeInteger(value) ? (value as SqlValue) : null;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

function dateText(value: unknown): string | null {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? value : null;
}
