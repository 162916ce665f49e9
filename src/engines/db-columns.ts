/** The columns that a site's own session model adds to Django's three, filled from the session's data. */
import type { Clock } from "../datetime.ts";
import type { SqlValue, Vendor } from "../databases/sql/database.ts";
import { booleanForm } from "../databases/sql/dialect.ts";
import { ImproperlyConfigured } from "../errors.ts";

/** What a column can be given. Null or undefined is NULL; a Date is an instant. */
export type ColumnValue = SqlValue | boolean | Date | undefined;

/** The values of a site's own columns, by column name: the same names each time. */
export type Columns = (data: ReadonlyMap<string, unknown>) => Readonly<Record<string, ColumnValue>>;

/** How the value of a column is written into a statement. */
export type ColumnKind = "plain" | "boolean" | "datetime";

/** A column as a statement names it. */
export interface ColumnShape {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** The site's own columns of one row: what they are called, and what is bound. */
export interface ExtraColumns {
  readonly shape: readonly ColumnShape[];
  /** By the names of {@link columnParameter}. */
  readonly values: Readonly<Record<string, SqlValue>>;
}

/** How the values of one site's columns are bound. */
export interface ColumnForms {
  readonly vendor: Vendor;
  readonly clock: Clock;
  /** The text of a datetime; see `datetimeForm`. */
  readonly datetime: (micros: number) => string;
}

/** The columns that Django's own session model has. */
const DJANGO_COLUMNS = ["session_key", "session_data", "expire_date"];

/** The parameter that holds a column's value; no other parameter has such a name. */
export function columnParameter(name: string): string {
  return `column ${name}`;
}

/** @throws ImproperlyConfigured naming the column that is Django's own, or whose value cannot be bound. */
export function extraColumns(
  given: Readonly<Record<string, ColumnValue>>,
  forms: ColumnForms,
): ExtraColumns {
  const shape: ColumnShape[] = [];
  const values: Record<string, SqlValue> = {};
  for (const [name, value] of Object.entries(given)) {
    if (DJANGO_COLUMNS.includes(name)) throw badColumn(name, "is filled by the engine itself");
    const [kind, bound] = bind(name, value, forms);
    shape.push({ name, kind });
    values[columnParameter(name)] = bound;
  }
  return { shape, values };
}

function bind(name: string, value: ColumnValue, forms: ColumnForms): [ColumnKind, SqlValue] {
  if (value === undefined || value === null) return ["plain", null];
  if (typeof value === "boolean") return ["boolean", booleanForm(forms.vendor, value)];
  if (value instanceof Date) return ["datetime", forms.datetime(forms.clock.fromDate(value))];
  if (typeof value === "string" || typeof value === "bigint") return ["plain", value];
  if (Number.isFinite(value)) return ["plain", value];
  throw badColumn(name, "was given neither a text, a number, a boolean, a Date nor null");
}

function badColumn(name: string, what: string): ImproperlyConfigured {
  return new ImproperlyConfigured(`The session column ${name} ${what}.`, {
    fix: "Correct the option columns of dbEngine().",
  });
}
