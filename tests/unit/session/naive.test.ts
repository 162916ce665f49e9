/** Sites without USE_TZ: dates are readings of the wall clock in TIME_ZONE, and are reckoned with as such, as Django does. */
import { describe, expect, test } from "vitest";
import { TestSite } from "./site.ts";

const HOUR = 3_600_000;

async function siteAt(now: string, settings: object = {}): Promise<TestSite> {
  const site = new TestSite({ USE_TZ: false, TIME_ZONE: "America/Chicago", ...settings });
  site.now = Date.parse(now);
  return site;
}

/** The row of a new session that ends after an hour. */
async function hourAfter(site: TestSite): Promise<{ key: string | null; expireDate: unknown }> {
  const session = await site.load();
  session.setExpiry(3600);
  await session.save();
  return { key: session.key, expireDate: site.row(session.key)?.expire_date };
}

describe("without USE_TZ", () => {
  test("a row ends at a reading of the wall clock", async () => {
    const site = await siteAt("2024-07-01T18:31:45.123Z");
    const { key, expireDate } = await hourAfter(site);
    expect(expireDate).toBe("2024-07-01 14:31:45.123000");
    site.now += HOUR - 1;
    expect((await site.load(key)).key).toBe(key);
    site.now += 1;
    expect((await site.load(key)).key).toBeNull();
  });

  test("an hour is over as soon as the clock leaps over its end", async () => {
    const site = await siteAt("2024-03-10T07:30:00Z");
    const { key, expireDate } = await hourAfter(site);
    expect(expireDate).toBe("2024-03-10 02:30:00");
    site.now = Date.parse("2024-03-10T07:59:59Z");
    expect((await site.load(key)).key).toBe(key);
    site.now = Date.parse("2024-03-10T08:00:00Z");
    expect((await site.load(key)).key).toBeNull();
  });

  test("an hour takes two where the clock goes through it twice", async () => {
    const site = await siteAt("2024-11-03T06:15:00Z");
    const { key, expireDate } = await hourAfter(site);
    expect(expireDate).toBe("2024-11-03 02:15:00");
    site.now += 2 * HOUR - 1;
    expect((await site.load(key)).key).toBe(key);
    site.now += 1;
    expect((await site.load(key)).key).toBeNull();
  });

  test("a date is stored as the wall reads, without an offset, and read again", async () => {
    const site = await siteAt("2024-07-01T12:00:00Z");
    const session = await site.load();
    const date = new Date("2024-12-24T18:00:00.500Z");
    session.setExpiry(date);
    expect(session.get("_session_expiry")).toBe("2024-12-24T12:00:00.500000");
    await session.save();
    const next = await site.load(session.key);
    expect(next.expiryDate).toEqual(date);
    // Django reckons with wall clocks, which were put back by an hour in between.
    expect(next.expiryAge).toBe((date.getTime() - site.now) / 1000 - 3600 - 0.5);
    expect(site.row(next.key)?.expire_date).toBe("2024-12-24 12:00:00.500000");
  });

  test("a date in the repeated hour is the first of the two, one that was leapt over the later", async () => {
    const site = await siteAt("2024-01-01T00:00:00Z");
    const session = await site.load();
    const read = (wall: string): string => {
      session.set("_session_expiry", wall);
      return session.expiryDate.toISOString();
    };
    expect(read("2024-11-03T01:30:00")).toBe("2024-11-03T06:30:00.000Z");
    expect(read("2024-03-10T02:30:00")).toBe("2024-03-10T08:30:00.000Z");
  });

  test("TIME_ZONE of the database says nothing", async () => {
    const DATABASES = { default: { TIME_ZONE: "Asia/Kolkata" } };
    const { expireDate } = await hourAfter(await siteAt("2024-07-01T18:31:45Z", { DATABASES }));
    expect(expireDate).toBe("2024-07-01 14:31:45");
  });
});

describe("with USE_TZ", () => {
  test("a row ends in UTC, whatever TIME_ZONE is", async () => {
    const { expireDate } = await hourAfter(await siteAt("2024-07-01T18:31:45Z", { USE_TZ: true }));
    expect(expireDate).toBe("2024-07-01 19:31:45");
  });

  test("or in the TIME_ZONE of the database", async () => {
    const DATABASES = { default: { TIME_ZONE: "Asia/Kolkata" } };
    const site = await siteAt("2024-07-01T18:31:45Z", { USE_TZ: true, DATABASES });
    const { key, expireDate } = await hourAfter(site);
    expect(expireDate).toBe("2024-07-02 01:01:45");
    expect((await site.load(key)).key).toBe(key);
    site.now += HOUR;
    expect((await site.load(key)).key).toBeNull();
  });
});
