/** A database that is killed under load: errors are quick and typed, and no session is lost or doubled. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, onTestFinished, test } from "vitest";
import { clientCase } from "../databases/clients.ts";
import type { ClientCase } from "../databases/clients.ts";
import { makeDatabase } from "./own-database.ts";
import { controlServer } from "./private-servers.ts";
import { startService } from "./service-process.ts";
import { COMMON, SharedSite, openThere } from "./shared-site.ts";
import { assertTyped, sendVisitors } from "./visitors.ts";
import type { Failure, Visitor } from "./visitors.ts";

const VISITORS = 20;
const DOWN_MS = 2000;

const CLIENTS: readonly ClientCase[] = [
  clientCase("postgresql", "pg"),
  clientCase("postgresql", "postgres"),
  clientCase("mysql", "mysql2"),
];

describe.each(CLIENTS)("$vendor by $name", ({ vendor, name, open }) => {
  const server = vendor === "mysql" ? "mariadb" : "postgres";

  test("killed and started again under load", { timeout: 180_000 }, async () => {
    const database = await makeDatabase(vendor);
    onTestFinished(database.drop);
    const plan = { vendor, client: name, url: database.url, settings: COMMON };
    const service = await startService(plan);
    onTestFinished(service.stop);
    const visitors = sendVisitors(service.url, VISITORS);
    const untouched = watchUntouched(service.url);
    await everyoneSucceeds(visitors.all, 5);
    await controlServer("kill", server);
    await sleep(DOWN_MS);
    await controlServer("start", server);
    await everyoneSucceeds(visitors.all, 5);
    await visitors.stop();
    const slowest = await untouched.stop();

    const failures = visitors.all.flatMap((visitor) => visitor.failures);
    assert.ok(failures.length > 0, "the load met with the outage");
    assertTyped(failures);
    console.log(`${name}: ${assertQuick(failures)}`);
    assert.ok(slowest < 1000, `a request without a session took ${slowest} ms`);

    const peer = await openThere("5.2", database.url);
    onTestFinished(peer.stop);
    const client = await open(database.url);
    onTestFinished(client.close);
    const site = new SharedSite(peer, client);
    for (const visitor of visitors.all) {
      assert.equal(visitor.keys.size, 1, "nobody was given another session");
      const [count] = await site.there(visitor.key, ["get", "count", 0]);
      // A write whose answer was lost may have been carried out; one that was acknowledged was.
      const most = visitor.successes + visitor.failures.length;
      assert.ok(count >= visitor.count && count <= most, `${visitor.count} ≤ ${count} ≤ ${most}`);
    }
    assert.equal(await site.count(), VISITORS);
  });
});

/** Resolves when everyone had so many more successes. */
async function everyoneSucceeds(visitors: readonly Visitor[], times: number): Promise<void> {
  const goals = visitors.map((visitor) => visitor.successes + times);
  const deadline = performance.now() + 60_000;
  while (visitors.some((visitor, index) => visitor.successes < goals[index]!)) {
    assert.ok(performance.now() < deadline, "not everyone was served again within a minute");
    await sleep(20);
  }
}

/** Holds the errors to their times, and tells them. */
function assertQuick(failures: readonly Failure[]): string {
  const times = failures.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const [median, slowest] = [times[Math.floor(times.length / 2)]!, times.at(-1)!];
  assert.ok(slowest < 6000, `the slowest error took ${slowest} ms`);
  assert.ok(median < 1000, `half of the errors took more than ${median} ms`);
  const [half, all] = [median, slowest].map((time) => time.toFixed(0));
  return `${times.length} errors, half of them within ${half} ms, all within ${all} ms`;
}

/** Asks for a page without a session all the while; `stop()` tells the slowest answer in milliseconds. */
function watchUntouched(url: string): { stop(): Promise<number> } {
  const over = new AbortController();
  const watch = async (): Promise<number> => {
    let slowest = 0;
    while (!over.signal.aborted) {
      const start = performance.now();
      const answer = await fetch(`${url}/untouched`);
      assert.deepEqual([answer.status, await answer.text()], [200, "untouched"]);
      slowest = Math.max(slowest, performance.now() - start);
      await sleep(50);
    }
    return slowest;
  };
  const watched = watch();
  const stop = (): Promise<number> => {
    over.abort();
    return watched;
  };
  return { stop };
}
