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
  if (vendor === "sqlite") return `CAST(${column} AS TEXT)`;
  if (vendor === "mysql") return type === "text" ? column : `CAST(${column} AS CHAR)`;
  if (type !== "datetime") return `CAST(${column} AS text)`;
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`;
}

/** The value behind the text of {@link columnAsText}; `timeZone` is that of the wall clock in datetimes. */
export function valueOfText(text: unknown, type: FieldType, timeZone: string): unknown {
  if (typeof text !== "string") return null;
  return READERS[type](text, timeZone);
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

/** A field's value as a statement binds it. @throws NotSerializable for an object that no column holds. */
export function bindValue(value: unknown, type: FieldType, forms: ValueForms): SqlValue {
  if (value === null || value === undefined) return null;
  if (type === "json") return JSON.stringify(value);
  if (typeof value === "boolean") return booleanForm(forms.vendor, value);
  if (value instanceof Date) return forms.datetime(value);
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value !== "string") {
    throw new NotSerializable(`A user's field cannot hold a value of type ${typeof value}.`);
  }
  return type === "uuid" ? bindUserKey(hyphenated(value), type, forms.vendor) : value;
}
