/** What differs between the vendors: names, dates and booleans, beside what real Django binds. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Vendor } from "../../../../src/databases/sql/database.ts";
import {
  booleanForm,
  datetimeForm,
  dialectOf,
  isVendor,
} from "../../../../src/databases/sql/dialect.ts";
import { parameter } from "../../../../src/databases/sql/fragment.ts";
import { toWallClock } from "../../../../src/datetime.ts";
import { NotSerializable } from "../../../../src/errors.ts";
import { runPython } from "../../../django/python.ts";
import { openPeer } from "../../../django/server.ts";
import type { DjangoPeer } from "../../../django/server.ts";
import { clients } from "../../../databases/clients.ts";
import type { OpenClient } from "../../../databases/clients.ts";

const VENDORS: readonly Vendor[] = ["postgresql", "mysql", "sqlite"];

describe("a dialect", () => {
  test.each(VENDORS)("of %s is known by Django's name of the vendor", (vendor) => {
    expect(isVendor(vendor)).toBe(true);
  });

  test.each(["postgres", "mariadb", "sqlite3", "toString", "", null, undefined, 5])(
    "is not that of %s",
    (name) => expect(isVendor(name)).toBe(false),
  );

  test("quotes a name, whatever its characters", () => {
    const quoted = VENDORS.map((vendor) => dialectOf(vendor).quote('a"b`c.d'));
    expect(quoted).toEqual(['"a""b`c.d"', '`a"b``c.d`', '"a""b`c.d"']);
  });

  test.each(VENDORS)("of %s compares a column with one value, bound however often", (vendor) => {
    const { equals, compile } = dialectOf(vendor);
    const { statement, bind } = compile(equals("col", parameter("key")), "test");
    expect(statement.text).toMatchSnapshot();
    expect(new Set(bind({ key: "value" }))).toEqual(new Set(["value"]));
  });
});

describe("a boolean", () => {
  test("is bound as the vendor's column takes it", () => {
    expect([true, false].map((value) => booleanForm("postgresql", value))).toEqual([
      "true",
      "false",
    ]);
    expect([true, false].map((value) => booleanForm("mysql", value))).toEqual([1, 0]);
    expect([true, false].map((value) => booleanForm("sqlite", value))).toEqual([1, 0]);
  });
});

const MOMENTS = [
  0,
  -1,
  1_705_343_505_123_456,
  1_705_343_505_000_000,
  1_705_343_505_100_000,
  // The hour that clocks in America leap over, and the one that they go through twice.
  Date.parse("2024-03-10T08:30:00Z") * 1000,
  Date.parse("2024-11-03T06:30:00Z") * 1000,
  Date.parse("2024-11-03T07:30:00Z") * 1000,
  Date.parse("0099-12-31T23:59:59Z") * 1000,
  Date.parse("9999-12-30T23:59:59Z") * 1000,
];

const SITES = [true, false].flatMap((aware) =>
  ["UTC", "America/Chicago"].flatMap((timeZone) =>
    (aware ? [null, "UTC", "Asia/Kolkata"] : [null]).map((databaseTimeZone) => ({
      aware,
      timeZone,
      databaseTimeZone,
    })),
  ),
);

describe.each(SITES)(
  "a datetime, USE_TZ $aware in $timeZone, database in $databaseTimeZone",
  (zones) => {
    const { aware, timeZone, databaseTimeZone } = zones;
    let django: DjangoPeer;
    beforeAll(async () => {
      const DATABASE = databaseTimeZone === null ? {} : { TIME_ZONE: databaseTimeZone };
      const settings = { USE_TZ: aware, TIME_ZONE: timeZone, DATABASE };
      django = await openPeer({ databaseUrl: "sqlite:///:memory:", migrate: false, settings });
    });
    afterAll(() => django.stop());

    test("is bound to SQLite and MySQL as Django adapts it", async () => {
      const micros = MOMENTS.map((instant) => (aware ? instant : toWallClock(instant, timeZone)));
      const program = `
from datetime import datetime, timedelta, timezone
from django.db import connection
zone = timezone.utc if given["aware"] else None
def bound(number):
    date = datetime(1970, 1, 1, tzinfo=zone) + timedelta(microseconds=number)
    return connection.ops.adapt_datetimefield_value(date)
answer = [bound(number) for number in given["micros"]]`;
      const expected = await runPython(django, program, { aware, micros });
      expect(micros.map(datetimeForm("sqlite", zones))).toEqual(expected);
      expect(micros.map(datetimeForm("mysql", zones))).toEqual(expected);
    });

    test("is bound to PostgreSQL with its zone", () => {
      const text = datetimeForm("postgresql", zones)(1_705_343_505_123_456);
      const zone = aware ? "+00:00" : ` ${timeZone}`;
      expect(text).toBe(`2024-01-15 18:31:45.123456${zone}`);
    });
  },
);

test("a datetime that Python does not have is refused", () => {
  for (const vendor of VENDORS) {
    const form = datetimeForm(vendor, { aware: true, timeZone: "UTC" });
    expect(() => form(Date.UTC(10_000, 0, 1) * 1000)).toThrow(NotSerializable);
    expect(() => form(Infinity)).toThrow(NotSerializable);
    expect(() => form(NaN)).toThrow(NotSerializable);
  }
});

describe("PostgreSQL", () => {
  let client: OpenClient;
  beforeAll(async () => {
    const pg = clients.find(({ name }) => name === "pg");
    if (pg === undefined) throw new Error("The table of clients has no pg.");
    client = await pg.open();
  });
  afterAll(() => client.close());

  test("reads a wall clock in every zone that this runtime knows", async () => {
    const zones = Intl.supportedValuesOf("timeZone");
    expect(zones.length).toBeGreaterThan(400);
    // Noon on a day on which hardly a clock is changed.
    const noon = Date.parse("2024-07-15T12:00:00Z") * 1000;
    const form = (timeZone: string): string =>
      datetimeForm("postgresql", { aware: false, timeZone })(toWallClock(noon, timeZone));
    const rows = await client.probe(
      "SELECT extract(epoch FROM CAST(text AS timestamptz)) AS epoch FROM unnest(CAST($1 AS text[])) AS text",
      [zones.map(form)] as never,
    );
    const wrong = zones.filter((_, index) => Number(rows[index]?.epoch) !== noon / 1_000_000);
    expect(wrong).toEqual([]);
  });
});
