/** The grid: every client of a database, beside every Django, through every case. */
import { afterAll, beforeAll, describe, test } from "vitest";
import type { Vendor } from "../../src/databases/sql/database.ts";
import { clients } from "../databases/clients.ts";
import type { OpenClient } from "../databases/clients.ts";
import type { DjangoPeer } from "../django/server.ts";
import { dataCases } from "./cases/data.ts";
import { expiryCases } from "./cases/expiry.ts";
import { lifeCases } from "./cases/life.ts";
import { unreadableCases } from "./cases/unreadable.ts";
import { makeDatabase, versions } from "./own-database.ts";
import type { OwnDatabase } from "./own-database.ts";
import { SharedSite, openThere } from "./shared-site.ts";
import type { SiteSettings } from "./shared-site.ts";

/** What both sides must agree on. */
export type InteropCase = (site: SharedSite) => Promise<void>;

/** The kinds of clock that a site can have. A zone of half hours shows who takes which. */
const CLOCKS: Readonly<Record<string, SiteSettings>> = {
  aware: { USE_TZ: true, TIME_ZONE: "UTC" },
  "aware, with a TIME_ZONE of the database": {
    USE_TZ: true,
    TIME_ZONE: "America/Chicago",
    DATABASES: { default: { TIME_ZONE: "Asia/Kolkata" } },
  },
  "naive, in America/Chicago": { USE_TZ: false, TIME_ZONE: "America/Chicago" },
};

const CASES: readonly (readonly [name: string, clock: string, run: InteropCase])[] = [
  ...casesOf("aware", { ...dataCases, ...lifeCases, ...unreadableCases }),
  ...Object.keys(CLOCKS).flatMap((clock) =>
    casesOf(clock, expiryCases).map(([name, , run]) => [`${name} (${clock})`, clock, run] as const),
  ),
];

function casesOf(
  clock: string,
  cases: Readonly<Record<string, InteropCase>>,
): (readonly [string, string, InteropCase])[] {
  return Object.entries(cases).map(([name, run]) => [name, clock, run]);
}

/** Makes the tests of one kind of database. They share a database, and a Django per version and clock. */
export function grid(vendor: Vendor): void {
  let database: OwnDatabase;
  beforeAll(async () => void (database = await makeDatabase(vendor)));
  afterAll(() => database.drop());

  describe.each(versions())("Django %s", (version) => {
    const peers = new Map<string, DjangoPeer>();
    beforeAll(async () => {
      const open = Object.entries(CLOCKS).map(async ([clock, settings]) => {
        peers.set(clock, await openThere(version, database.url, settings));
      });
      await Promise.all(open);
    });
    afterAll(
      async () => void (await Promise.all(Array.from(peers.values(), (peer) => peer.stop()))),
    );

    for (const { name, open } of clients.filter((client) => client.vendor === vendor)) {
      describe(name, () => {
        let client: OpenClient;
        beforeAll(async () => void (client = await open(database.url)));
        afterAll(() => client.close());

        test.each(CASES)("%s", async (_name, clock, run) => {
          await run(new SharedSite(peers.get(clock)!, client, CLOCKS[clock]));
        });
      });
    }
  });
}
