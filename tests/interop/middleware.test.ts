/** Status, Set-Cookie and Vary, to the letter: what Django's session middleware decides, Express and Hono decide here. */
import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import { MiddlewareSites } from "./middleware-sites.ts";
import { ESSENTIAL, MORE, SETTINGS } from "./middleware-situations.ts";
import { versions } from "./own-database.ts";

describe.each(versions())("the middleware of Django %s", (version) => {
  let sites: MiddlewareSites;
  beforeAll(async () => void (sites = await MiddlewareSites.start(version)));
  afterAll(() => sites.close());

  describe.each(Object.entries(SETTINGS))("%s", (name, settings) => {
    const isDefault = Object.keys(settings).length === 0;
    const situations = Object.entries({ ...ESSENTIAL, ...(isDefault ? MORE : {}) });
    test.each(situations)("%s", async (_, situation) => {
      const names = ["Django", "Express", "Hono"];
      const [django, ...ours] = await Promise.all(
        names.map((site) => sites.decide(site, situation, settings)),
      );
      for (const decision of ours) assert.deepEqual(decision, django);
    });
  });
});
