/** The contract of a database, for every client on a real server. */
import { afterAll, beforeAll, describe, test } from "vitest";
import { databaseConformance } from "../../src/testing/database-kit.ts";
import { clients } from "./clients.ts";
import type { OpenClient } from "./clients.ts";

describe.each(clients)("$vendor by $name", ({ open }) => {
  let client: OpenClient;
  beforeAll(async () => void (client = await open()));
  afterAll(() => client.close());

  for (const { name, run } of databaseConformance(async () => client)) test(name, run);
});
