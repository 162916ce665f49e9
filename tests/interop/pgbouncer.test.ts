/** Through pgbouncer in transaction mode: each statement of a client may land on another connection of the server. */
import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import { StoreRefused, StoreUnavailable } from "../../src/errors.ts";
import { clientCase, serverUrl } from "../databases/clients.ts";
import type { ClientCase, OpenClient } from "../databases/clients.ts";
import type { DjangoPeer } from "../django/server.ts";
import { makeDatabase, within } from "./own-database.ts";
import type { OwnDatabase } from "./own-database.ts";
import { SharedSite, openThere } from "./shared-site.ts";

const SESSIONS = 100;

const UNPREPARED: readonly ClientCase[] = [
  clientCase("postgresql", "pg, prepare: false"),
  clientCase("postgresql", "postgres, prepare: false"),
  clientCase("postgresql", "kysely"),
];
const PREPARED: readonly ClientCase[] = [
  clientCase("postgresql", "pg"),
  clientCase("postgresql", "postgres"),
];

describe("through pgbouncer", () => {
  let database: OwnDatabase;
  let url: string;
  let peer: DjangoPeer;
  beforeAll(async () => {
    database = await makeDatabase("postgresql");
    url = within(serverUrl("PGBOUNCER_URL"), new URL(database.url).pathname.slice(1));
    peer = await openThere("5.2", database.url);
  });
  afterAll(async () => {
    await peer.stop();
    await database.drop();
  });

  /** Sessions that live at once, each created, changed and moved to a new key; resolves with their keys or errors. */
  const live = async (client: OpenClient): Promise<PromiseSettledResult<string>[]> => {
    const site = new SharedSite(peer, client);
    const lives = Array.from({ length: SESSIONS }, async (_, number) => {
      const { key } = await site.createHere({ number });
      const session = await site.here(key);
      await session.set("changed", true).save();
      await session.update((own) => own.set("number", own.get("number") + SESSIONS));
      await session.cycleKey();
      return session.key!;
    });
    return Promise.allSettled(lives);
  };

  /** Whatever else happened: nobody was given what is another's. */
  const assertOwn = async (number: number, key: string): Promise<void> => {
    const { results } = await peer.run(key, [["get", "number", null]]);
    assert.ok([number, number + SESSIONS, null, "nan"].includes(results[0]), String(results[0]));
  };

  const assertLived = async (number: number, key: string): Promise<void> => {
    const { results } = await peer.run(key, [["data"]]);
    assert.deepEqual(results, [{ number: number + SESSIONS, changed: true }]);
  };

  for (const { name, open } of UNPREPARED) {
    test(`${name}: a hundred sessions at once`, async () => {
      const client = await open(url);
      const outcomes = await live(client);
      await client.close();
      for (const [number, outcome] of outcomes.entries()) {
        if (outcome.status === "rejected") throw outcome.reason;
        await assertLived(number, outcome.value);
      }
    });
  }

  for (const { name, open } of PREPARED) {
    // pgbouncer knows prepared statements from 1.21 on, where it is told to.
    test(`${name}, prepared: either it works, or fails with an error of ours that is quick`, async () => {
      const client = await open(url);
      const outcomes = await live(client);
      await client.close();
      for (const [number, outcome] of outcomes.entries()) {
        if (outcome.status === "rejected") assertTold(name, outcome.reason);
        // postgres.js takes the answers of a broken connection for those to other statements.
        else await (name === "postgres" ? assertOwn : assertLived)(number, outcome.value);
      }
    });
  }
});

function assertTold(name: string, error: unknown): void {
  // postgres.js waits for ever on a connection that met with a statement that is not there: time limits end that.
  if (name === "postgres" && error instanceof StoreUnavailable) return;
  assert.ok(error instanceof StoreRefused, String(error));
  assert.match(error.fix ?? "", /\{ prepare: false \}/);
}
