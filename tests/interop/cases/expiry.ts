/** An expiry set on either side is stored in the same characters, and means the same to the other. */
import assert from "node:assert/strict";
import type { Micros } from "../../../src/datetime.ts";
import { MalformedValue } from "../../../src/errors.ts";
import type { InteropCase } from "../grid.ts";
import type { Operation, SharedSite, StoredRow } from "../shared-site.ts";

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
/** Without microseconds, and with some in the hour that Chicago has twice; in the past, so that other rows outlive them. */
const INSTANTS: readonly [Micros, Micros] = [
  Date.UTC(2021, 4, 6, 7, 8, 9) * 1000,
  Date.UTC(2021, 10, 7, 7, 30) * 1000 + 123_457,
];
/** Whole milliseconds: a JavaScript Date has no more. */
const LATER = new Date(Date.UTC(2030, 6, 4, 12, 0, 0, 250));

/** What setExpiry() is given here, and set_expiry() there. */
interface Form {
  readonly here: number | Date | null;
  readonly there: unknown;
}

const same = (value: number | null): Form => ({ here: value, there: value });

const FORMS: Readonly<Record<string, Form>> = {
  "300 seconds": same(300),
  "half a second": same(0.5),
  "a negative number": same(-60),
  "0, the end of the browser session": same(0),
  "None, the site's own rule": same(null),
  "a date": { here: LATER, there: { date: LATER.toISOString().replace("Z", "+00:00") } },
};

/** Everything that either side says of an expiry. */
interface Saying {
  readonly age: number;
  readonly date: string;
  readonly atBrowserClose: boolean;
}

const ASK: readonly Operation[] = [["expiry_age"], ["expiry_instant"], ["expire_at_browser_close"]];

async function sayHere(site: SharedSite, key: string): Promise<Saying> {
  const session = await site.here(key);
  const date = session.expiryDate.toISOString();
  return { age: session.expiryAge, date, atBrowserClose: session.expireAtBrowserClose };
}

async function sayThere(site: SharedSite, key: string): Promise<Saying> {
  const [age, date, atBrowserClose] = await site.there(key, ...ASK);
  return { age, date: new Date(date).toISOString(), atBrowserClose };
}

/** Both sides write the same expiry at the same instant, and read each other's. */
async function compare(site: SharedSite, { here, there }: Form): Promise<void> {
  const keyThere = await site.createThere(["set", "a", 1], ["set_expiry", there]);
  const session = await site.here(null);
  session.set("a", 1).setExpiry(here);
  await session.save();
  const keyHere = session.key!;
  const [rowHere, rowThere] = [(await site.row(keyHere))!, (await site.row(keyThere))!];
  assert.equal(rowHere.expires, rowThere.expires, "expire_date");
  const [dataHere, dataThere] = await decodeThere(site, rowHere, rowThere);
  assert.equal(dataHere, dataThere, "the data");
  // What has expired already, nobody loads: each then speaks of a new session.
  const said = await sayThere(site, keyThere);
  assert.deepEqual(await sayThere(site, keyHere), said);
  assert.deepEqual(await sayHere(site, keyThere), said);
  assert.deepEqual(await sayHere(site, keyHere), said);
}

/** The data of rows, expired or not, by Django's own repr. */
async function decodeThere(site: SharedSite, ...rows: readonly StoredRow[]): Promise<string[]> {
  return site.there(null, ...rows.map(({ data }) => ["decode_repr", data] as const));
}

function formCase(form: Form): InteropCase {
  return async (site) => {
    for (const instant of INSTANTS) await compare(site.at(instant), form);
  };
}

const forms = Object.entries(FORMS).map(([name, form]) => [`expiry of ${name}`, formCase(form)]);

/** Run with every kind of clock that a site can have. */
export const expiryCases: Record<string, InteropCase> = {
  ...Object.fromEntries(forms),
  "a date of Django's keeps its microseconds when something else is changed here": async (site) => {
    const micros = Date.UTC(2030, 6, 4, 12) * 1000 + 123_456;
    const date = new Date(micros / 1000).toISOString().replace("123Z", "123456+00:00");
    const key = await site.createThere(["set_expiry", { date }]);
    const before = (await site.row(key))!;
    const session = await site.here(key);
    await session.set("a", 1).save();
    const after = (await site.row(key))!;
    assert.equal(after.expires, before.expires);
    const [old, now] = await decodeThere(site, before, after);
    assert.equal(now, old!.replace("}", ", 'a': 1}"));
  },
  "a timedelta of Django's is a date here": async (site) => {
    const at = site.at(INSTANTS[0]);
    const key = await at.createThere(["set_expiry", { seconds: 90 }]);
    const session = await at.here(key);
    assert.equal(session.expiryAge, 90);
    assert.equal(await session.set("a", 1).save(), true);
    assert.deepEqual(await at.there(key, ["expiry_age"]), [90]);
  },
  "seconds slide with every save, a date does not": async (site) => {
    const [first, second] = [site.at(INSTANTS[0]), site.at(INSTANTS[0] + 7 * SECOND)];
    const seconds = await first.createThere(["set_expiry", 60]);
    const date = await first.createThere(["set_expiry", { seconds: 60 }]);
    const fixed = (await site.row(date))?.expires;
    for (const key of [seconds, date]) await (await second.here(key)).set("a", 1).save();
    assert.equal((await site.row(date))?.expires, fixed);
    const twin = await second.createThere(["set_expiry", 60]);
    assert.equal((await site.row(seconds))?.expires, (await site.row(twin))?.expires);
  },
  "an expiry renewed without a change is stored as Django stores it": async (site) => {
    const [first, second] = [site.at(INSTANTS[1]), site.at(INSTANTS[1] + 7 * SECOND)];
    const key = await first.createThere(["set", "a", 1]);
    const data = (await site.row(key))?.data;
    const session = await first.here(key);
    const late = await second.backend().getSession(session.key).load();
    late.modified = true;
    await late.save();
    const twin = await second.createThere(["set", "a", 1]);
    assert.deepEqual(await site.row(key), { data, expires: (await site.row(twin))?.expires });
  },
  "a date of the other kind than USE_TZ is read by both, and has no age for either": async (
    site,
  ) => {
    const aware = site.backend().settings.USE_TZ;
    const date = `2030-06-04T12:00:00${aware ? "" : "+00:00"}`;
    const { key } = await site.createHere({ a: 1 });
    const [data] = await site.there(key, ["encode", { a: 1, _session_expiry: date }]);
    const other = "keyofadateoftheotherkind" + key.slice(0, 8);
    await site.writeRow(other, data);
    const session = await site.here(other);
    assert.equal(session.get("a"), 1);
    assert.throws(() => session.expiryAge, MalformedValue);
    await site.there(other, ["data"]);
    assert.equal(await site.raisedThere(["expiry_age"]), "TypeError");
  },
  "loaded by both to the last microsecond, and by neither after": async (site) => {
    for (const instant of INSTANTS) {
      const { key } = await site.at(instant).createHere({ a: 1, _session_expiry: 60 });
      const end = instant + 60 * SECOND;
      assert.deepEqual(await isLoaded(site.at(end - 1), key), [true, true]);
      assert.deepEqual(await isLoaded(site.at(end), key), [false, false]);
      assert.deepEqual(await isLoaded(site.at(end + DAY), key), [false, false]);
    }
  },
  "cleared by either side when expired, and not before": async (site) => {
    const [instant] = INSTANTS;
    const clears: readonly ((at: SharedSite) => Promise<unknown>)[] = [
      (at) => at.there(null, ["clear_expired"]),
      (at) => at.backend().clearExpired(),
    ];
    for (const clear of clears) {
      const at = site.at(instant);
      const keys = [
        (await at.createHere({ _session_expiry: 60 })).key,
        await at.createThere(["set_expiry", 60]),
      ];
      await clear(site.at(instant + 60 * SECOND));
      for (const key of keys) assert.notEqual(await site.row(key), null);
      await clear(site.at(instant + 60 * SECOND + 1));
      for (const key of keys) assert.equal(await site.row(key), null);
    }
  },
};

async function isLoaded(site: SharedSite, key: string): Promise<[here: boolean, there: boolean]> {
  const [, there] = await site.there(key, ["data"], ["key"]);
  return [(await site.here(key)).key === key, there === key];
}
