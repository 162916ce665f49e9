/** A database that no byte comes from any more: the wait for it is bounded, and nothing of it stays. */
import assert from "node:assert/strict";
import { describe, onTestFinished, test } from "vitest";
import { clientCase } from "../databases/clients.ts";
import { openProxy } from "./freezing-proxy.ts";
import { makeDatabase } from "./own-database.ts";
import { startService } from "./service-process.ts";
import { COMMON } from "./shared-site.ts";
import { Visitor, assertTyped } from "./visitors.ts";

const VISITORS = 20;

const CLIENTS = [
  clientCase("postgresql", "pg"),
  clientCase("postgresql", "postgres"),
  clientCase("postgresql", "kysely"),
  clientCase("mysql", "mysql2"),
  clientCase("mysql", "kysely"),
];

describe.each(CLIENTS)("$vendor by $name", ({ vendor, name }) => {
  test("answered within statementTimeout while the database hangs, and well again after", async () => {
    const statementTimeout = 700;
    const database = await makeDatabase(vendor);
    onTestFinished(database.drop);
    const proxy = await openProxy(database.url);
    onTestFinished(proxy.close);
    const limits = { statementTimeout };
    const plan = { vendor, client: name, url: proxy.url, settings: COMMON, limits };
    const service = await startService(plan);
    onTestFinished(service.stop);
    const visitors = Array.from({ length: VISITORS }, () => new Visitor());
    const visit = (): Promise<unknown> =>
      Promise.all(visitors.map((visitor) => visitor.visit(service.url)));
    await visit();
    proxy.freeze();
    await visit();
    const failures = visitors.flatMap((visitor) => visitor.failures);
    assert.equal(failures.length, VISITORS);
    assertTyped(failures);
    for (const { milliseconds } of failures) assert.ok(milliseconds < 2 * statementTimeout);
    proxy.thaw();
    await visit();
    for (const visitor of visitors) {
      assert.deepEqual([visitor.successes, visitor.count, visitor.keys.size], [2, 2, 1]);
    }
  });
});
