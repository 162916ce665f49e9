/** The cached_db engine on every vendor, aware and naive: the seconds that a row has left, as the database counts them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Backend } from "../../src/backend.ts";
import { cachedDbEngine } from "../../src/engines/cached-db.ts";
import { MemoryCache } from "../unit/engines/memory-cache.ts";
import { clients } from "./clients.ts";
import type { OpenClient } from "./clients.ts";
import { makeTable } from "./db-site.ts";

const SITES = [
  { USE_TZ: true, TIME_ZONE: "UTC" },
  { USE_TZ: true, TIME_ZONE: "UTC", DATABASES: { default: { TIME_ZONE: "Asia/Kolkata" } } },
  { USE_TZ: false, TIME_ZONE: "America/Chicago" },
];

describe.each(clients)("cached_db on $vendor by $name", ({ open }) => {
  let client: OpenClient;
  let table: string;
  beforeAll(async () => {
    client = await open();
    table = await makeTable(client);
  });
  afterAll(() => client.close());

  test.each(SITES)("a copy lives the whole seconds that the row has left: %j", async (site) => {
    const cache = new MemoryCache();
    let now = Date.now();
    const backend = new Backend(
      { databases: { default: client.database }, caches: { default: cache } },
      { SECRET_KEY: "x", ...site, SESSION_ENGINE: "own" },
      { now: () => now, engines: { own: cachedDbEngine({ table }) } },
    );
    const session = await backend.getSession().load();
    session.setExpiry(600);
    await session.save();
    const ages: number[] = [];
    for (const passed of [0, 1, 999, 1000, 590_500]) {
      cache.values.clear();
      now += passed;
      await backend.getSession(session.key).load();
      const [copy] = cache.values.values();
      ages.push(Math.round((copy!.until - Date.now()) / 1000));
    }
    expect(ages).toEqual([600, 599, 599, 598, 7]);
  });
});
