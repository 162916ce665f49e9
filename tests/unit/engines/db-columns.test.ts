/** The columns of a site's own session model. */
import { describe, expect, test } from "vitest";
import { siteClock } from "../../../src/datetime.ts";
import type { Vendor } from "../../../src/databases/sql/database.ts";
import { datetimeForm } from "../../../src/databases/sql/dialect.ts";
import { columnParameter, extraColumns } from "../../../src/engines/db-columns.ts";
import type { ColumnForms, ColumnValue, ExtraColumns } from "../../../src/engines/db-columns.ts";
import { ImproperlyConfigured, NotSerializable } from "../../../src/errors.ts";

function formsOf(vendor: Vendor, aware = true): ColumnForms {
  const zones = { aware, timeZone: "America/Chicago" };
  const clock = siteClock({ USE_TZ: aware, TIME_ZONE: zones.timeZone });
  return { vendor, clock, datetime: datetimeForm(vendor, zones) };
}

const bind = (value: ColumnValue, forms = formsOf("sqlite")): ExtraColumns =>
  extraColumns({ col: value }, forms);

describe("a column's value", () => {
  test.each<[ColumnValue, string, unknown]>([
    ["text", "plain", "text"],
    ["", "plain", ""],
    [0, "plain", 0],
    [1.5, "plain", 1.5],
    [2n ** 63n, "plain", 2n ** 63n],
    [null, "plain", null],
    [undefined, "plain", null],
    [true, "boolean", 1],
    [false, "boolean", 0],
    [new Date("2024-07-01T18:31:45.123Z"), "datetime", "2024-07-01 18:31:45.123000"],
  ])("%s is bound as a %s", (value, kind, bound) => {
    const { shape, values } = bind(value);
    expect(shape).toEqual([{ name: "col", kind }]);
    expect(values).toEqual({ [columnParameter("col")]: bound });
  });

  test("is bound as the vendor and USE_TZ have it", () => {
    const date = new Date("2024-07-01T18:31:45Z");
    const bound = (value: ColumnValue, vendor: Vendor, aware?: boolean): unknown =>
      Object.values(bind(value, formsOf(vendor, aware)).values)[0];
    expect(bound(true, "postgresql")).toBe("true");
    expect(bound(date, "postgresql")).toBe("2024-07-01 18:31:45+00:00");
    expect(bound(date, "mysql", false)).toBe("2024-07-01 13:31:45");
  });

  test.each([NaN, Infinity, {}, [], Symbol("s"), () => 1])("is not %s", (value) => {
    expect(() => bind(value as never)).toThrow(ImproperlyConfigured);
    expect(() => bind(value as never)).toThrow(/session column col .*option columns of dbEngine/);
  });

  test("is a Date that Python has", () => {
    expect(() => bind(new Date(8.64e15))).toThrow(NotSerializable);
    expect(() => bind(new Date(NaN))).toThrow(NotSerializable);
  });
});

describe("a column's name", () => {
  test.each(["session_key", "session_data", "expire_date"])("is not Django's own %s", (name) => {
    expect(() => extraColumns({ [name]: 1 }, formsOf("sqlite"))).toThrow(
      `The session column ${name} is filled by the engine itself.`,
    );
  });

  test("may be that of another parameter, and takes nothing of its value", () => {
    const { values } = extraColumns({ key: 1, now: 2, text: 3 }, formsOf("sqlite"));
    expect(Object.keys(values)).toEqual(["column key", "column now", "column text"]);
  });
});
