/** Whoever has the first byte of an answer finds the session stored, however slow the store is. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { Backend } from "../../src/backend.ts";
import { counting } from "../../src/testing/framework-stage.ts";
import type { KitAnswer, KitHandler } from "../../src/testing/framework-stage.ts";
import { clientCase } from "../databases/clients.ts";
import type { OpenClient } from "../databases/clients.ts";
import { makeDatabase } from "../interop/own-database.ts";
import type { OwnDatabase } from "../interop/own-database.ts";
import { FirstByteRace, isLong } from "./first-byte.ts";
import { frameworks } from "./frameworks.ts";

/** Next.js takes ten times as long for a request: it races in the long runs. */
const racers = frameworks.filter(([name]) => isLong || !name.startsWith("Next.js"));

/** Milliseconds that the store takes. */
const DELAY = 5;

const ANSWERS: Readonly<Record<string, KitAnswer>> = {
  text: { body: "ok" },
  redirect: { redirect: "/elsewhere" },
  stream: {
    stream: async function* () {
      for (const piece of ["one ", "two ", "three"]) {
        yield piece;
        await sleep(1);
      }
    },
  },
  "stream whose head goes first": {
    flushed: true,
    stream: async function* () {
      await sleep(1);
      yield "one";
    },
  },
};

/** Saves what the middleware knows nothing of, when the first byte has gone: what a race must notice. */
const tooLate =
  (backend: Backend): KitHandler =>
  async ({ getSession }) => {
    const { key } = await getSession();
    return {
      stream: async function* () {
        yield "ok ";
        const session = await backend.getSession(key).load();
        await session.update((own) => own.set("count", own.get("count", 0) + 1));
        yield "ok";
      },
    };
  };

const CLIENTS = [clientCase("sqlite", "better-sqlite3"), clientCase("postgresql", "pg")];

describe.each(CLIENTS)("$vendor by $name", ({ vendor, open }) => {
  let own: OwnDatabase;
  let client: OpenClient;
  beforeAll(async () => {
    own = await makeDatabase(vendor);
    client = await open(own.url);
  });
  afterAll(async () => {
    await client.close();
    await own.drop();
  });

  const race = async (
    serve: (typeof frameworks)[number][1],
    change: (backend: Backend) => KitHandler,
  ): Promise<{ reads: number; stale: number }> => {
    const started = await FirstByteRace.start(serve, client.database, change, DELAY);
    try {
      return await started.run();
    } finally {
      await started.close();
    }
  };

  describe.each(racers)("%s", (_, serve) => {
    test.each(Object.entries(ANSWERS))("%s: never stale", async (__, answer) => {
      assert.deepEqual(await race(serve, () => counting(answer)), { reads: 500, stale: 0 });
    });

    test("a save that comes too late is noticed", async () => {
      const { reads, stale } = await race(serve, tooLate);
      assert(stale > 0.9 * reads, `${stale} of ${reads}`);
    });
  });
});
