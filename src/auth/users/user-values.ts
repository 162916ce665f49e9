/** The values of a user model's fields ⇄ what statements bind and rows hold, in one database. */
import type { SqlValue, Vendor } from "../../databases/sql/database.ts";
import { datetimeForm } from "../../databases/sql/dialect.ts";
import type { Clock } from "../../datetime.ts";
import { MalformedValue } from "../../errors.ts";
import type { AuthSettings } from "../auth-settings.ts";
import { bindValue, valueOfText } from "./user-columns.ts";
import type { ValueForms } from "./user-columns.ts";
import { bindUserKey, toUserKey } from "./user-key.ts";
import type { UserKey } from "./user-key.ts";
import { fieldOf } from "./user-model.ts";
import type { FieldType, UserModel } from "./user-model.ts";
import type { UserRow } from "./user-row.ts";
import { fieldParameter } from "./user-statements.ts";

/** What statements bind, by the names of their parameters. */
export type Bound = Readonly<Record<string, SqlValue>>;

/** Binds and reads the values of one model. */
export class UserValues {
  readonly #model: UserModel;
  readonly #timeZone: string;
  readonly #forms: ValueForms;

  constructor(vendor: Vendor, model: UserModel, settings: AuthSettings, clock: Clock) {
    const databaseTimeZone = settings.DATABASES["default"]?.TIME_ZONE;
    const { USE_TZ: aware, TIME_ZONE: timeZone } = settings;
    const form = datetimeForm(vendor, { aware, timeZone, databaseTimeZone });
    this.#model = model;
    // PostgreSQL gives instants, and is asked for them in UTC.
    const stored = aware ? (databaseTimeZone ?? "UTC") : timeZone;
    this.#timeZone = vendor === "postgresql" ? "UTC" : stored;
    this.#forms = { vendor, datetime: (date) => form(clock.fromDate(date)) };
  }

  /** A primary key; null when no row can have it. */
  key(key: UserKey): SqlValue {
    return bindUserKey(key, this.#typeOf(this.#model.primaryKey), this.#forms.vendor);
  }

  /** A username; null when no row can have it. */
  username(username: string): SqlValue {
    const type = this.#typeOf(this.#model.usernameField);
    try {
      return bindUserKey(toUserKey(username, type), type, this.#forms.vendor);
    } catch (error) {
      if (error instanceof MalformedValue) return null;
      throw error;
    }
  }

  /** Fields by their names. */
  fields(names: readonly string[], row: UserRow): Bound {
    const bound = names.map((name) => [
      fieldParameter(name),
      bindValue(row[name], this.#typeOf(name), this.#forms),
    ]);
    return Object.fromEntries(bound) as Bound;
  }

  /** The row that a statement of {@link UserStatements} found. */
  row(found: Readonly<Record<string, unknown>>): UserRow {
    const entries = Object.entries(this.#model.fields).map(([name, { type }], index) => {
      return [name, valueOfText(found[`f${index}`], type, this.#timeZone)];
    });
    return Object.fromEntries(entries) as UserRow;
  }

  #typeOf(name: string): FieldType {
    return fieldOf(this.#model, name).type;
  }
}
