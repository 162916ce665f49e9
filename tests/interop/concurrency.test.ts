/** Many writers on one session: two processes of ours, and Django between them. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { clientCase } from "../databases/clients.ts";
import type { OpenClient } from "../databases/clients.ts";
import type { DjangoPeer } from "../django/server.ts";
import { makeDatabase } from "./own-database.ts";
import type { OwnDatabase } from "./own-database.ts";
import { startService } from "./service-process.ts";
import type { Service } from "./service-process.ts";
import { COMMON, SharedSite, openThere } from "./shared-site.ts";

const VISITS = 200;

const CLIENTS = [
  clientCase("postgresql", "pg"),
  clientCase("postgresql", "postgres"),
  clientCase("mysql", "mysql2"),
  clientCase("sqlite", "better-sqlite3"),
];

/** What the service answers to a visit. */
interface Visit {
  readonly count: number;
}

/** The numbers from 0. */
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const EACH_ONCE = upTo(VISITS).map((number) => number + 1);

describe.each(CLIENTS)("$vendor by $name", ({ vendor, name, open }) => {
  let database: OwnDatabase;
  let services: Service[];
  let peer: DjangoPeer;
  let client: OpenClient;
  let site: SharedSite;

  beforeAll(async () => {
    database = await makeDatabase(vendor);
    const plan = { vendor, client: name, url: database.url, settings: COMMON };
    const started = [startService(plan), startService(plan)];
    peer = await openThere("5.2", database.url);
    client = await open(database.url);
    services = await Promise.all(started);
    site = new SharedSite(peer, client);
  });
  afterAll(async () => {
    await Promise.all([...services.map((service) => service.stop()), peer.stop(), client.close()]);
    await database.drop();
  });

  const post = (which: number, path: string, key: string): Promise<Response> =>
    fetch(`${services[which % services.length]!.url}${path}`, {
      method: "POST",
      headers: { Cookie: `sessionid=${key}` },
    });

  const untilOneWaits = async ({ url }: Service): Promise<void> => {
    while ((await (await fetch(`${url}/waiting`)).json()) === 0) await sleep(5);
  };

  /** The counts that the answers tell, in order: each is told once. */
  const countsOf = async (answers: readonly Response[]): Promise<number[]> => {
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    const told = answers.map(async (answer) => ((await answer.json()) as Visit).count);
    return (await Promise.all(told)).sort((a, b) => a - b);
  };

  test("200 parallel requests through two processes: 200 keys, counter 200", async () => {
    const key = await site.createThere(["set", "by", "django"]);
    const visits = upTo(VISITS).map((number) => post(number, `/visit/${number}`, key));
    assert.deepEqual(await countsOf(await Promise.all(visits)), EACH_ONCE);
    const [data] = await site.there(key, ["data"]);
    const keys = upTo(VISITS).map((number) => [`visit ${number}`, true] as const);
    assert.deepEqual(data, { by: "django", count: VISITS, ...Object.fromEntries(keys) });
  });

  test("200 parallel requests that count alike: counter 200", async () => {
    const key = await site.createThere(["set", "by", "django"]);
    const visits = upTo(VISITS).map((number) => post(number, "/count", key));
    assert.deepEqual(await countsOf(await Promise.all(visits)), EACH_ONCE);
    assert.deepEqual(await site.there(key, ["data"]), [{ by: "django", count: VISITS }]);
  });

  test("nothing is lost of what Django writes between", async () => {
    const key = await site.createThere(["set", "count", 0]);
    for (const number of upTo(30)) {
      const answer = await post(number, `/visit/${number}`, key);
      assert.equal(answer.status, 200);
      await site.there(key, ["set", `there ${number}`, 1.0], ["increment", "count"], ["save"]);
    }
    const [count, keys] = await site.there(key, ["get", "count"], ["keys"]);
    assert.equal(count, 60);
    assert.equal(keys.length, 1 + 2 * 30);
  });

  test.each(["set", "update", "cycle"])(
    "a session that Django deletes during a slow request stays deleted (%s)",
    async (change) => {
      const key = await site.createThere(["set", "a", 1]);
      const slow = [0, 1].map((which) => post(which, `/slow/${change}`, key));
      await Promise.all(services.map(untilOneWaits));
      await site.there(key, ["flush"]);
      await Promise.all([post(0, "/go", ""), post(1, "/go", "")]);
      for (const answer of await Promise.all(slow)) {
        assert.equal(answer.status, 400);
        assert.equal(answer.headers.get("X-Error-Code"), "SESSION_INTERRUPTED");
        assert.equal(answer.headers.get("Set-Cookie"), null);
      }
      assert.equal(await site.row(key), null);
    },
  );
});
