/** A site's own session model and store: another table, one more column, a cookie age of a day, another salt, a schema. */
import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import { dbEngine } from "../../src/engines/db.ts";
import type { DbEngineOptions } from "../../src/engines/db.ts";
import { clientCase } from "../databases/clients.ts";
import type { ClientCase, OpenClient } from "../databases/clients.ts";
import { openPeer } from "../django/server.ts";
import type { DjangoPeer } from "../django/server.ts";
import { makeDatabase, versions } from "./own-database.ts";
import type { OwnDatabase } from "./own-database.ts";
import { SharedSite, openThere } from "./shared-site.ts";
import type { SiteSettings } from "./shared-site.ts";

const DAY = 86_400;

/** tests/django/account_sessions/store.py, said here. */
const ACCOUNTS: DbEngineOptions = {
  table: "account_sessions",
  cookieAge: DAY,
  columns: (data) => {
    const id = data.get("_auth_user_id");
    return { account_id: typeof id === "string" && /^\d+$/.test(id) ? Number(id) : null };
  },
};

/** tests/django/account_sessions/portal.py, said here. */
const PORTAL: DbEngineOptions = { keySalt: "django.contrib.sessions.Portal.SessionStore" };

const CLIENTS: readonly ClientCase[] = [
  clientCase("postgresql", "pg"),
  clientCase("postgresql", "postgres"),
  clientCase("postgresql", "kysely"),
  clientCase("mysql", "mysql2"),
  clientCase("mysql", "kysely"),
  clientCase("sqlite", "better-sqlite3"),
  clientCase("sqlite", "kysely"),
];

/** The site of an engine in tests/django, its rows looked at in `table`. */
function siteOf(
  peer: DjangoPeer,
  client: OpenClient,
  settings: SiteSettings & { readonly SESSION_ENGINE: string },
  options: DbEngineOptions,
): SharedSite {
  const engines = { [settings.SESSION_ENGINE]: dbEngine(options) };
  const table = [options.schema, options.table ?? "django_session"].filter(Boolean).join(".");
  return new SharedSite(peer, client, settings, { engines, table });
}

async function accountOf({ client }: SharedSite, key: string | null): Promise<unknown> {
  const place = client.database.vendor === "postgresql" ? "$1" : "?";
  const select = `SELECT account_id FROM account_sessions WHERE session_key = ${place}`;
  const [row] = await client.probe(select, [key]);
  return row?.account_id;
}

describe.each(["postgresql", "mysql", "sqlite"] as const)("on %s", (vendor) => {
  let database: OwnDatabase;
  beforeAll(async () => void (database = await makeDatabase(vendor)));
  afterAll(() => database.drop());

  describe.each(versions())("Django %s", (version) => {
    const accounts = { SESSION_ENGINE: "account_sessions.store" };
    const portal = { SESSION_ENGINE: "account_sessions.portal" };
    let peers: DjangoPeer[];
    beforeAll(async () => {
      const open = [accounts, portal].map((site) => openThere(version, database.url, site));
      peers = await Promise.all(open);
    });
    afterAll(async () => void (await Promise.all(peers.map((peer) => peer.stop()))));

    for (const { name, open } of CLIENTS.filter((client) => client.vendor === vendor)) {
      describe(name, () => {
        let client: OpenClient;
        let site: SharedSite;
        beforeAll(async () => {
          client = await open(database.url);
          site = siteOf(peers[0]!, client, accounts, ACCOUNTS);
        });
        afterAll(() => client.close());

        test("the column is filled from the data on both sides, at each save", async () => {
          const key = await site.createThere(["set", "_auth_user_id", "41"]);
          assert.equal(await accountOf(site, key), 41);
          await (await site.here(key)).set("_auth_user_id", "42").save();
          assert.equal(await accountOf(site, key), 42);
          await site.there(key, ["delete", "_auth_user_id"], ["save"]);
          assert.equal(await accountOf(site, key), null);
          const mine = await site.createHere({ _auth_user_id: "7" });
          assert.equal(await accountOf(site, mine.key), 7);
          await mine.cycleKey();
          assert.equal(await accountOf(site, mine.key), 7);
          assert.deepEqual(await site.there(mine.key, ["data"]), [{ _auth_user_id: "7" }]);
        });

        test("a session lives for the store's day, to the microsecond", async () => {
          const at = site.at(Date.UTC(2030, 1, 2, 3, 4, 5) * 1000 + 678_901);
          const [there, here] = [
            await at.createThere(["set", "a", 1]),
            await at.createHere({ a: 1 }),
          ];
          assert.equal((await site.row(here.key))?.expires, (await site.row(there))?.expires);
          assert.equal(here.expiryAge, DAY);
          assert.deepEqual(await at.there(here.key, ["expiry_age"]), [DAY]);
          assert.equal((await at.here(there)).expiryAge, DAY);
        });

        test("flushed on one side, gone on the other", async () => {
          const { key } = await site.createHere({ a: 1 });
          await site.there(key, ["flush"]);
          assert.equal((await site.here(key)).key, null);
          const other = await site.createThere(["set", "a", 1]);
          await (await site.here(other)).flush();
          assert.deepEqual(await site.there(other, ["exists", other]), [false]);
        });

        test("a store class of another name has another salt", async () => {
          const there = siteOf(peers[1]!, client, portal, PORTAL);
          const key = await there.createThere(["set", "a", 1]);
          await (await there.here(key)).set("b", 2).save();
          assert.deepEqual(await there.there(key, ["data"]), [{ a: 1, b: 2 }]);
          const told: object[] = [];
          const onDiagnostic = (diagnostic: object): void => void told.push(diagnostic);
          const unsalted = siteOf(peers[1]!, client, portal, {});
          const session = await unsalted.backend({}, { onDiagnostic }).getSession(key).load();
          assert.equal(session.size, 0);
          assert.match(JSON.stringify(told), /"cause":"bad-signature"/);
        });
      });
    }
  });
});

describe("in a schema of PostgreSQL", () => {
  let database: OwnDatabase;
  let client: OpenClient;
  beforeAll(async () => {
    database = await makeDatabase("postgresql");
    client = await clientCase("postgresql", "pg").open(database.url);
    await client.probe('CREATE SCHEMA "tenant"');
  });
  afterAll(async () => {
    await client.close();
    await database.drop();
  });

  test.each(versions())("Django %s, which finds it by search_path", async (version) => {
    const SESSION_ENGINE = "django.contrib.sessions.backends.db";
    const DATABASES = { default: { OPTIONS: { options: "-c search_path=tenant" } } };
    const settings = { SESSION_ENGINE, DATABASES };
    const migrate = {
      settings: { DATABASE: DATABASES.default },
      databaseUrl: database.url,
      version,
    };
    await (await openPeer(migrate)).stop();
    const peer = await openThere(version, database.url, settings);
    const site = siteOf(peer, client, settings, { schema: "tenant" });
    const key = await site.createThere(["set", "a", 1]);
    await (await site.here(key)).set("b", 2).save();
    assert.deepEqual(await site.there(key, ["data"]), [{ a: 1, b: 2 }]);
    const { key: mine } = await site.createHere({ c: 3 });
    assert.deepEqual(await site.there(mine, ["data"]), [{ c: 3 }]);
    assert.deepEqual(await client.probe("SELECT 1 AS found FROM public.django_session"), []);
    await peer.stop();
  });
});
