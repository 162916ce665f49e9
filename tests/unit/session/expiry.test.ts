/** When a session ends: Django's own tests, and every form of `_session_expiry` beside real Django. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DjangoSessionError, MalformedValue, NotSerializable } from "../../../src/errors.ts";
import type { Session } from "../../../src/session/session.ts";
import { runPython } from "../../django/python.ts";
import { djangoVersions, openPeer } from "../../django/server.ts";
import { TestSite } from "./site.ts";

const TWO_WEEKS = 14 * 86_400;

describe("SessionTestsMixin", () => {
  let site: TestSite;
  let session: Session;
  let modification: Date;
  beforeEach(async () => {
    site = new TestSite();
    session = await site.load();
    modification = new Date(site.now + 12_345);
  });
  const inSeconds = (seconds: number): Date => new Date(modification.getTime() + seconds * 1000);

  test("default expiry", () => {
    expect(session.expiryAge).toBe(TWO_WEEKS);
    session.setExpiry(0);
    expect(session.expiryAge).toBe(TWO_WEEKS);
  });

  test("custom expiry seconds", () => {
    session.setExpiry(10);
    expect(session.getExpiryDate({ modification })).toEqual(inSeconds(10));
    expect(session.getExpiryAge({ modification })).toBe(10);
  });

  // Django's timedelta is a date from now; JavaScript has no timedelta.
  test.each(["timedelta", "datetime"])("custom expiry %s", () => {
    session.setExpiry(inSeconds(10));
    expect(session.getExpiryDate({ modification })).toEqual(inSeconds(10));
    expect(session.getExpiryAge({ modification })).toBe(10);
  });

  test("custom expiry reset", () => {
    session.setExpiry(null);
    session.setExpiry(10);
    session.setExpiry(null);
    expect(session.expiryAge).toBe(TWO_WEEKS);
    expect(session.has("_session_expiry")).toBe(false);
  });

  test.each([false, true])("get expire at browser close, %s for the site", async (wide) => {
    const settings = { SESSION_EXPIRE_AT_BROWSER_CLOSE: wide };
    session = await new TestSite(settings).load();
    const after = (value: number | null): boolean => {
      session.setExpiry(value);
      return session.expireAtBrowserClose;
    };
    expect([after(10), after(0), after(null)]).toEqual([false, true, wide]);
  });
});

describe("setExpiry", () => {
  let site: TestSite;
  let session: Session;
  beforeEach(async () => {
    site = new TestSite();
    session = await site.load();
  });
  const stored = (): unknown => session.get("_session_expiry");

  test("stores seconds as they are, and a date in Python's form", () => {
    session.setExpiry(0);
    expect(stored()).toBe(0);
    session.setExpiry(-1.5);
    expect(stored()).toBe(-1.5);
    session.setExpiry(new Date("2030-01-02T03:04:05.678Z"));
    expect(stored()).toBe("2030-01-02T03:04:05.678000+00:00");
    session.setExpiry(new Date("2030-01-02T03:04:05Z"));
    expect(stored()).toBe("2030-01-02T03:04:05+00:00");
  });

  test("marks the session as modified, also when nothing differs", async () => {
    session.setExpiry(60);
    await session.save();
    const next = await site.load(session.key);
    next.setExpiry(60);
    expect(next.modified).toBe(true);
    site.now += 30_000;
    expect(await site.watch(() => next.save())).toEqual(["UPDATE"]);
    expect(site.row(next.key)?.expire_date).toBe("2024-07-01 12:01:30");
  });

  test("to null changes nothing where there was none", () => {
    session.setExpiry(null);
    expect(session.modified).toBe(false);
  });

  test.each([NaN, Infinity, -Infinity, new Date(NaN), "60", undefined, {}, 60n])(
    "refuses %s at once",
    (value) => {
      expect(() => session.setExpiry(value as number)).toThrow(NotSerializable);
      expect(session.has("_session_expiry")).toBe(false);
    },
  );

  test.each(["+010000-01-01T00:00:00Z", "-000001-01-01T00:00:00Z"])(
    "refuses a date that Python does not have, at once: %s",
    (date) => {
      expect(() => session.setExpiry(new Date(date))).toThrow(NotSerializable);
    },
  );

  test.each([
    ["3.2", false],
    ["4.0.10", false],
    ["4.1", true],
    ["4.2", true],
    ["5.2", true],
    ["6.1", true],
  ])("takes a date where the site's Django can read one: %s %s", async (version, can) => {
    session = await new TestSite({ DJANGO_VERSION: version, USE_TZ: true }).load();
    session.setExpiry(60);
    const set = (): void => session.setExpiry(new Date(site.now));
    if (can) set();
    else expect(set).toThrow(/before 4\.1.*number of seconds/);
    expect(typeof stored()).toBe(can ? "string" : "number");
  });

  test("in seconds slides with every save, at a date does not", async () => {
    const date = new Date(site.now + 100_000);
    for (const [expiry, expected] of [
      [60, "2024-07-01 12:01:30"],
      [date, "2024-07-01 12:01:40"],
    ] as const) {
      const moving = await site.load();
      moving.setExpiry(expiry);
      await moving.save();
      site.now += 30_000;
      moving.set("a", 1);
      await moving.save();
      expect(site.row(moving.key)?.expire_date).toBe(expected);
      site.now -= 30_000;
    }
  });

  test("to 0 ends the cookie with the browser, and leaves the row SESSION_COOKIE_AGE", async () => {
    session.setExpiry(0);
    await session.save();
    expect(site.row(session.key)?.expire_date).toBe("2024-07-15 12:00:00");
  });
});

/** `_session_expiry` in Python, and the same in JavaScript. */
const FORMS: readonly (readonly [string, unknown])[] = [
  ["None", null],
  ["0", 0],
  ["0.0", 0],
  ["-0.0", -0],
  ["False", false],
  ["True", true],
  ["''", ""],
  ["[]", []],
  ["{}", {}],
  ["10", 10],
  ["-10", -10],
  ["10.5", 10.5],
  ["0.0000004", 0.000_000_4],
  ["10**9", 1e9],
  ["10**15", 1e15],
  ["10**30", 10n ** 30n],
  ["float('nan')", NaN],
  ["float('inf')", Infinity],
  ["'10'", "10"],
  ["'soon'", "soon"],
  ["[10]", [10]],
  ["{'a': 1}", { a: 1 }],
  ...[
    "2024-07-01T12:00:10+00:00",
    "2024-07-01T12:00:09.999999+00:00",
    "2024-07-01T11:59:59.999999+00:00",
    "2024-07-01T14:00:10+02:00",
    "2024-07-01 12:00:10+00:00",
    "2024-07-01T12:00:10",
    "2024-07-01",
    "0001-01-01T00:00:00+00:00",
    "9999-12-31T23:59:59.999999+00:00",
    "9999-12-31T23:59:59.999999-01:00",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59.999999",
  ].map((text) => [`'${text}'`, text] as const),
];

const NOW = "2024-07-01T12:00:00";

/** In Python: what Django's middleware makes of a form: the age of the cookie, and the date of the row. */
const PROGRAM = `
from datetime import datetime, timezone as zone
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
modification = datetime.fromisoformat("${NOW}").replace(tzinfo=zone.utc if given["aware"] else None)
field = Session._meta.get_field("expire_date")
def outcome(expiry):
    store = SessionStore()
    try:
        age = store.get_expiry_age(modification=modification, expiry=expiry)
        date = store.get_expiry_date(modification=modification, expiry=expiry)
        return [float(age), str(field.get_db_prep_save(date, connection))]
    except Exception:
        return "an error"
def closes(expiry):
    store = SessionStore()
    store["_session_expiry"] = expiry
    return store.get_expire_at_browser_close()
forms = [eval(form) for form in given["forms"]]
answer = [[outcome(form) for form in forms], [closes(form) for form in forms]]`;

const sites = djangoVersions().flatMap((version) =>
  [true, false].map((aware) => ({ version, aware })),
);

describe.each(sites)("beside Django $version, USE_TZ $aware", ({ version, aware }) => {
  const settings = { USE_TZ: aware, TIME_ZONE: "UTC" };
  let answers: ("an error" | [number, string])[];
  let closes: boolean[];
  beforeAll(async () => {
    const django = await openPeer({ version, databaseUrl: "sqlite:///:memory:", settings });
    const given = { aware, forms: FORMS.map(([form]) => form) };
    [answers, closes] = await runPython(django, PROGRAM, given);
    await django.stop();
  });

  test.each(FORMS.map(([form, value], index) => ({ form, value, index })))(
    "_session_expiry = $form",
    async ({ value, index }) => {
      const site = new TestSite({ ...settings, DJANGO_VERSION: version });
      const session = await site.load();
      session.set("_session_expiry", value);
      expect(session.expireAtBrowserClose).toBe(closes[index]);
      const outcome = async (): Promise<unknown> => {
        const age = session.expiryAge;
        await session.save();
        return [age, site.row(session.key)?.expire_date];
      };
      const ours = await outcome().catch((error: unknown) => {
        expect(error).toBeInstanceOf(DjangoSessionError);
        return "an error";
      });
      expect(toSeconds(ours)).toEqual(toSeconds(answers[index]));
    },
  );
});

/** At the end of Python's time a number holds no single microseconds. */
function toSeconds(outcome: unknown): unknown {
  if (!Array.isArray(outcome)) return outcome;
  return outcome.map((part) => String(part).replace(/^(9999.*)\.\d+$/, "$1"));
}

describe("an expiry that cannot be read", () => {
  test.each([
    [true, "2024-07-01T12:00:00", /no offset from UTC, and the site's USE_TZ expects one/],
    [false, "2024-07-01T12:00:00Z", /an offset from UTC, and the site's USE_TZ expects none/],
    [true, "tomorrow", /isoformat\(\)/],
  ])("says what is wrong, and saves nothing: USE_TZ %s, %s", async (USE_TZ, expiry, message) => {
    const site = new TestSite({ USE_TZ });
    const session = await site.stored();
    session.set("_session_expiry", expiry);
    const before = site.row(session.key);
    await expect(session.save()).rejects.toThrow(MalformedValue);
    await expect(session.save()).rejects.toThrow(message);
    expect(site.row(session.key)).toEqual(before);
    expect(() => session.expiryDate).toThrow(message);
    session.setExpiry(60);
    expect(await session.save()).toBe(true);
  });
});
