/** What a framework adapter does with connections: many requests on one, and clients that leave before the answer. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { RawConnection } from "./framework-connection.ts";
import { counting } from "./framework-stage.ts";
import type { KitCases, Stage } from "./framework-stage.ts";

/** Milliseconds that the store takes. */
const SLOW = 60;

/** Leaves as soon as the handler's request has reached the store so often, of the two times that it will. */
async function leaveAfter(stage: Stage, statements: number, key: string): Promise<void> {
  const { database } = stage;
  const before = database.statements.length;
  const client = await RawConnection.open(stage.url);
  client.get("/", key);
  while (database.statements.length < before + statements) await sleep(1);
  client.close();
  while (database.statements.length < before + 2 || database.running > 0) await sleep(1);
}

/** The cases, by name. */
export const connectionCases: KitCases = {
  "pipelined requests: answered in order, each saved": (play) =>
    play({ "/": counting({ body: "ok" }) }, async (stage) => {
      const keys = [await stage.stored({}), await stage.stored({}), await stage.stored({})];
      stage.database.delay = 10;
      const client = await RawConnection.open(stage.url);
      for (const key of keys) client.get("/", key);
      await client.until(() => client.statuses.length === keys.length);
      await client.until(() => client.bodies("ok") === keys.length);
      const given = Array.from(client.received.matchAll(/sessionid=(\w+)/g), ([, key]) => key);
      assert.deepEqual(given, keys);
      for (const key of keys) assert.deepEqual(await stage.peek(key), { count: 1 });
      client.close();
    }),
  "one connection: goes on after a save that failed": (play) =>
    play({ "/": counting({ body: "ok" }), "/other": async () => ({}) }, async (stage) => {
      const client = await RawConnection.open(stage.url);
      stage.database.down = true;
      client.get("/");
      await client.until(() => client.statuses.length === 1);
      stage.database.down = false;
      client.get(["/", "/other"]);
      await client.until(() => client.statuses.length === 3);
      assert.deepEqual(client.statuses, ["503", "200", "200"]);
      client.close();
    }),
  "client that leaves while the session is read or saved: saved all the same": (play) =>
    play({ "/": counting({ body: "ok" }) }, async (stage) => {
      const key = await stage.stored({});
      stage.database.delay = SLOW;
      await leaveAfter(stage, 1, key);
      await leaveAfter(stage, 2, key);
      stage.database.delay = 0;
      assert.deepEqual(await stage.peek(key), { count: 2 });
      assert.equal((await stage.get("/", key)).status, 200);
    }),
  "client that leaves, and the save fails: the server goes on": (play) =>
    play({ "/": counting({ body: "ok" }) }, async (stage) => {
      const key = await stage.stored({});
      stage.database.delay = SLOW;
      stage.database.downAfter(1);
      await leaveAfter(stage, 2, key);
      Object.assign(stage.database, { delay: 0, down: false });
      assert.deepEqual(await stage.peek(key), {});
      assert.equal((await stage.get("/", key)).status, 200);
    }),
};
