/** The contract of an engine, for the db engine by every client on a real server, aware and naive. */
import { afterAll, beforeAll, describe, test } from "vitest";
import { engineConformance } from "../../src/testing/engine-kit.ts";
import { clients } from "./clients.ts";
import type { OpenClient } from "./clients.ts";
import { makeTable, siteEngine } from "./db-site.ts";

describe.each(clients)("db engine on $vendor by $name", ({ open }) => {
  let client: OpenClient;
  let table: string;
  beforeAll(async () => {
    client = await open();
    table = await makeTable(client);
  });
  afterAll(() => client.close());

  for (const { name, run } of engineConformance(async (now) =>
    siteEngine(client, { table, now }),
  )) {
    test(name, run);
  }
});
