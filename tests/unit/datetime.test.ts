/** Time as Python has it: the wall clocks of zoneinfo, and the dates of datetime.fromisoformat and isoformat. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  fromWallClock,
  isoFormat,
  parseIsoDate,
  siteClock,
  toWallClock,
} from "../../src/datetime.ts";
import { MalformedValue, NotSerializable } from "../../src/errors.ts";
import { runPython } from "../django/python.ts";
import { djangoVersions, openPeer } from "../django/server.ts";
import type { DjangoPeer } from "../django/server.ts";

const ZONES = [
  "America/Chicago",
  "America/St_Johns",
  "America/Sao_Paulo",
  "Europe/London",
  "Europe/Paris",
  "Africa/Casablanca",
  "Asia/Kolkata",
  "Asia/Tehran",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "Pacific/Chatham",
  "Antarctica/Troll",
];

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
const YEAR = 366 * DAY;

const openPython = (version?: string): Promise<DjangoPeer> =>
  openPeer({
    databaseUrl: "sqlite:///:memory:",
    migrate: false,
    ...(version === undefined ? {} : { version }),
  });

/** Names for the programs below. */
const PRELUDE = `
from datetime import datetime, timedelta, timezone
EPOCH = datetime(1970, 1, 1)
def micros(delta):
    return (delta.days * 86400 + delta.seconds) * 10**6 + delta.microseconds
def naive(number):
    return EPOCH + timedelta(microseconds=number)
`;

describe("wall clocks", () => {
  let python: DjangoPeer;
  beforeAll(async () => {
    python = await openPython();
  });
  afterAll(() => python.stop());

  test.each(ZONES)("of %s read as Python's zoneinfo has them", async (zone) => {
    const instants = momentsOf(zone);
    const program = `${PRELUDE}
from zoneinfo import ZoneInfo
def wall(instant):
    date = naive(instant).replace(tzinfo=timezone.utc).astimezone(ZoneInfo(given["zone"]))
    return micros(date.replace(tzinfo=None) - EPOCH)
answer = [wall(instant) for instant in given["instants"]]`;
    const expected = await runPython(python, program, { zone, instants });
    expect(instants.map((instant) => toWallClock(instant, zone))).toEqual(expected);
  });

  test.each(ZONES)("of %s tell the instant, in leaps and repeated hours too", async (zone) => {
    const instants = momentsOf(zone);
    const walls = [...instants, ...instants.map((instant) => toWallClock(instant, zone))];
    const program = `${PRELUDE}
from zoneinfo import ZoneInfo
def instant(wall):
    date = naive(wall).replace(tzinfo=ZoneInfo(given["zone"]))
    return micros(date.astimezone(timezone.utc).replace(tzinfo=None) - EPOCH)
answer = [instant(wall) for wall in given["walls"]]`;
    const expected = await runPython(python, program, { zone, walls });
    expect(walls.map((wall) => fromWallClock(wall, zone))).toEqual(expected);
  });

  test("know no leaps in UTC", () => {
    expect(toWallClock(1_700_000_000_123_456, "UTC")).toBe(1_700_000_000_123_456);
    expect(fromWallClock(-1, "UTC")).toBe(-1);
  });
});

/** Any moment from 1971 to 2037, and many within two days of each change of a zone's clocks from 1995 to 2030. */
function momentsOf(zone: string): number[] {
  const offset = (instant: number): number => toWallClock(instant, zone) - instant;
  const days = Array.from({ length: 35 * 366 }, (_, day) => 25 * YEAR + day * DAY);
  const changes = days.filter((day) => offset(day) !== offset(day + DAY));
  const around = changes.flatMap((day) =>
    Array.from({ length: 24 }, (_, index) => day - DAY / 2 + index * 2 * HOUR + index),
  );
  return [...around, ...randomMicros(1500, YEAR, 67 * YEAR)];
}

/** The same numbers at each run. */
function randomMicros(count: number, from: number, to: number): number[] {
  let seed = 20_240_115;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, () => Math.floor(from + random() * (to - from)));
}

/** Forms that Python, JavaScript, a shell or a database may have written, and some that none did. */
const TEXTS = [
  ..."2024-01-15 2024-02-29 2023-02-29 2024-02-30 2024-13-01 2024-00-10 2024-01-00".split(" "),
  ..."0000-01-01 0001-01-01 0050-06-01 0099-12-31 9999-12-31 9999-12-32 9999-99-99".split(" "),
  ..."10000-01-01 2024-1-15 +002024-01-15T00:00:00Z ２０２４-01-15 1700000000 10 now".split(" "),
  ..."| 2024-01-15|2024-01-15 |2024-01-15T|2024-01-15Z|2024-01-15+00:00".split("|"),
  ...["T", " ", "x", "😀", "\n", "-", "TT", ""].map(
    (separator) => `2024-01-15${separator}18:31:45`,
  ),
  ..."18 18:31 18:3 18Z 18:31+01:00 24:00:00 23:60:00 23:59:60 18:31:45. -1:00:00 18:31:45\n"
    .split(" ")
    .map((time) => `2024-01-15T${time}`),
  ...[".1", ".12", ".123", ".1234", ".123456", ".1234567", ".999999999", ",123"].map(
    (fraction) => `2024-01-15T18:31:45${fraction}`,
  ),
  ..."Z z +00:00 -00:00 +0000 +00 -05 +05:30 -0530 +05:30:15 +23:59 +24:00 -23:59:59 +99:00"
    .split(" ")
    .map((zone) => `2024-01-15T18:31:45${zone}`),
  ..."Z +5:30 +05:3 + +05:30:15.5 -05:30:15.500001 +: +05: UTC"
    .split(" ")
    .map((zone) => `2024-01-15T18:31:45.123456${zone}`),
];

/** Forms that Python reads from 3.11 on and that nobody writes into a session. */
const UNREAD = [
  "20240115",
  "20240115T183145",
  "2024-01-15T183145",
  "2024-W03-1",
  "2024-01-15T18:31.5",
  "2024-01-15T18:31:45+05:30.5",
];

describe.each(djangoVersions())("ISO dates beside the Python of Django %s", (version) => {
  let python: DjangoPeer;
  let isModern: boolean;
  beforeAll(async () => {
    python = await openPython(version);
    isModern = await python.eval('__import__("sys").version_info >= (3, 11)');
  });
  afterAll(() => python.stop());

  test("are read alike, and refused alike", async () => {
    const program = `${PRELUDE}
def read(text):
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    offset = date.utcoffset()
    return [micros(date.replace(tzinfo=None) - EPOCH), None if offset is None else micros(offset)]
answer = [read(text) for text in given]`;
    const answers: ([number | string, number | null] | null)[] = await runPython(
      python,
      program,
      TEXTS,
    );
    for (const [index, text] of TEXTS.entries()) {
      const answer = answers[index] ?? null;
      // Before 3.11 Python reads less.
      if (answer === null && !isModern) continue;
      const expected = answer && [Number(answer[0]), answer[1]];
      expect(read(text), JSON.stringify(text)).toEqual(expected);
    }
  });

  test("are written alike, and read again to the microsecond", async () => {
    const numbers = [0, -1, 1_000_000, ...randomMicros(1000, -60 * YEAR, 280 * YEAR)];
    const program = `${PRELUDE}
answer = [naive(number).isoformat() for number in given]`;
    const texts: string[] = await runPython(python, program, numbers);
    expect(numbers.map((number) => isoFormat(number, "T"))).toEqual(texts);
    expect(texts.map((text) => read(text))).toEqual(numbers.map((number) => [number, null]));
  });
});

function read(text: string): [number, number | null] | null {
  try {
    const { digits, offset } = parseIsoDate(text);
    return [digits, offset === null ? null : offset + 0];
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedValue);
    return null;
  }
}

describe("ISO dates", () => {
  test.each(UNREAD)("of a form that Django never writes are refused: %s", (text) => {
    expect(() => parseIsoDate(text)).toThrow(MalformedValue);
    expect(() => parseIsoDate(text)).toThrow(/isoformat\(\)/);
  });

  test("end with Python's last, and no second later", () => {
    const { digits } = parseIsoDate("9999-12-31T23:59:59.999999");
    expect(isoFormat(digits, " ")).toMatch(/^9999-12-31 23:59:59\.9999/);
    expect(() => isoFormat(Date.UTC(10_000, 0, 1) * 1000, " ")).toThrow(NotSerializable);
    expect(() => isoFormat(Date.parse("0000-12-31T23:59:59Z") * 1000, " ")).toThrow(/1 to 9999/);
    expect(() => isoFormat(NaN, " ")).toThrow(NotSerializable);
    expect(isoFormat(Date.parse("0001-01-01T00:00:00Z") * 1000, " ")).toBe("0001-01-01 00:00:00");
  });
});

describe("a site's clock", () => {
  const date = new Date("2024-07-01T18:31:45.123Z");
  const micros = date.getTime() * 1000;

  test("with USE_TZ counts in UTC, whatever TIME_ZONE is", () => {
    const clock = siteClock({ USE_TZ: true, TIME_ZONE: "America/Chicago" }, () => date);
    expect([clock.now(), clock.epoch()]).toEqual([micros, date.getTime()]);
    expect(clock.toDate(clock.fromDate(date))).toEqual(date);
  });

  test("without USE_TZ reads the wall clock of TIME_ZONE", () => {
    const clock = siteClock({ USE_TZ: false, TIME_ZONE: "America/Chicago" }, () => date);
    expect(isoFormat(clock.now(), " ")).toBe("2024-07-01 13:31:45.123000");
    expect(clock.epoch()).toBe(date.getTime());
    expect(clock.toDate(clock.fromDate(date))).toEqual(date);
  });

  test("takes milliseconds with a fraction, and the system's time unless told", () => {
    const clock = siteClock({ USE_TZ: true, TIME_ZONE: "UTC" }, () => 1.5);
    expect(clock.now()).toBe(1500);
    const system = siteClock({ USE_TZ: true, TIME_ZONE: "UTC" }).epoch();
    expect(Math.abs(system - Date.now())).toBeLessThan(1000);
  });
});
