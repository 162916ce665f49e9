/** Users by every client of every database: who they are, what a name that is taken is called, and how many statements it takes. */
import assert from "node:assert/strict";
import { afterAll, beforeAll, describe, test } from "vitest";
import { IntegrityError } from "../../../src/index.ts";
import type { AnyUserRow, Backend, Session } from "../../../src/index.ts";
import { ObservedDatabase } from "../../../src/testing/observed-database.ts";
import { clients } from "../../databases/clients.ts";
import type { OpenClient } from "../../databases/clients.ts";
import { openPeer } from "../../django/server.ts";
import type { DjangoPeer } from "../../django/server.ts";
import { emptyDatabase, versions } from "../own-database.ts";
import type { OwnDatabase } from "../own-database.ts";
import { INSTALLED_APPS, MODELS } from "./models.ts";
import { SharedUsers, assertSame, descriptionBy } from "./shared-users.ts";

/** What both sides are asked to do, and Django's statements; ours are not more. */
interface Cost {
  /** The session that the visitor comes with. */
  readonly signedIn: boolean;
  readonly there: readonly (readonly [name: string, ...args: unknown[]])[];
  readonly here: (session: Session, backend: Backend<AnyUserRow>, username: string) => unknown;
  /** Ours, by their first words, the session's own SELECT aside. */
  readonly ours: readonly string[];
}

const COSTS: Readonly<Record<string, Cost>> = {
  "who is it": {
    signedIn: true,
    there: [["user"]],
    here: (session, backend) => backend.getUser(session).load(),
    ours: ["SELECT"],
  },
  "who is it, twice and at once": {
    signedIn: true,
    there: [["user"]],
    here: (session, backend) =>
      Promise.all([backend.getUser(session).load(), backend.getUser(session).load()]),
    ours: ["SELECT"],
  },
  "who is it, where nobody signed in": {
    signedIn: false,
    there: [["user"]],
    here: (session, backend) => backend.getUser(session).load(),
    ours: [],
  },
  "an unknown name": {
    signedIn: false,
    there: [["authenticate", { username: "nobody", password: "x" }]],
    here: (_, backend) => backend.authenticate({ username: "nobody", password: "x" }),
    ours: ["SELECT"],
  },
  "signing in": {
    signedIn: false,
    there: [["authenticate", {}], ["login"], ["commit"]],
    here: async (session, backend, username) => {
      const user = await backend.authenticate({ username, password: "secret" });
      await backend.login(session, user!);
      await session.save();
    },
    ours: ["SELECT", "INSERT", "DELETE", "UPDATE"],
  },
  "signing in once more": {
    signedIn: true,
    there: [["authenticate", {}], ["login"], ["commit"]],
    here: async (session, backend, username) => {
      const user = await backend.authenticate({ username, password: "secret" });
      await backend.login(session, user!);
      await session.save();
    },
    ours: ["SELECT", "UPDATE"],
  },
  "signing out": {
    signedIn: true,
    there: [["logout"]],
    here: (session, backend) => backend.logout(session),
    ours: ["DELETE"],
  },
  "all questions about permissions": {
    signedIn: true,
    there: [["has_perm", "auth.add_user"], ["has_module_perms", "auth"], ["all_permissions"]],
    here: async (session, backend) => {
      const user = await backend.getUser(session).load();
      await Promise.all([user.hasPerm("auth.add_user"), user.hasModulePerms("auth")]);
      await user.getAllPermissions();
    },
    ours: ["SELECT", "SELECT"],
  },
};

describe.each(["postgresql", "mysql", "sqlite"] as const)("on %s", (vendor) => {
  let database: OwnDatabase;
  let peer: DjangoPeer;
  beforeAll(async () => {
    database = await emptyDatabase(vendor);
    const version = versions().at(-1)!;
    peer = await openPeer({ version, databaseUrl: database.url, settings: { INSTALLED_APPS } });
  });
  afterAll(async () => {
    await peer?.stop();
    await database?.drop();
  });

  const own = clients.filter((client) => client.vendor === vendor);
  describe.each(own)("$name", ({ open }) => {
    let client: OpenClient;
    let site: SharedUsers;
    beforeAll(async () => {
      client = await open(database.url);
      const model = MODELS[0]!;
      const { userModel } = await descriptionBy(peer, model.label);
      site = new SharedUsers(peer, client, model, userModel!);
    });
    afterAll(() => client?.close());

    test("signed in on either side, known on the other", async () => {
      const username = await site.newUser();
      for (const key of [await site.signedInHere(username), await site.signedInThere(username)]) {
        assertSame((await site.whoHere(key)).answer, (await site.whoThere(key)).answer);
      }
    });

    test("a name that is taken is an IntegrityError, whatever the driver calls it", async () => {
      const username = await site.newUser();
      const again = site.backend().createUser({ username, password: "x" });
      await assert.rejects(again, (error: IntegrityError) => {
        assert.ok(error instanceof IntegrityError, String(error));
        assert.ok(!`${error.stack} ${String(error.cause)}`.includes(username));
        return true;
      });
    });

    test("a name is found as the column's collation compares", async () => {
      const username = await site.newUser();
      for (const given of [username.toUpperCase(), `${username} `, `${username}é`, "’😀"]) {
        const credentials = { username: given, password: "secret" };
        const here = await site.backend().authenticate(credentials);
        const [there] = (await site.there(null, ["authenticate", credentials])).answer;
        assert.equal(here?.username, there?.username, given);
      }
    });

    test("permissions", async () => {
      const username = await site.newUser();
      await site.there(null, ["grant", username, ["auth.add_user"], { g: ["auth.add_group"] }]);
      const { answer } = await site.whoHere(await site.signedInThere(username));
      assert.deepEqual(await answer.getUserPermissions(), new Set(["auth.add_user"]));
      assert.deepEqual(await answer.getGroupPermissions(), new Set(["auth.add_group"]));
    });

    test.each(Object.entries(COSTS))("statements of %s", async (_name, cost) => {
      const username = await site.newUser();
      const start = async (): Promise<string> =>
        cost.signedIn
          ? site.signedInThere(username)
          : (await site.there(null, ["set", "cart", [1]])).key!;
      const observed = new ObservedDatabase(client.database);
      const backend = site.backend({}, observed);
      const session = await backend.getSession(await start()).load();
      const ours = await observed.watch(async () => cost.here(session, backend, username));
      assert.deepEqual(ours, cost.ours);
      const ops = cost.there.map(([name, ...args]) => {
        const isOwn = name === "authenticate" && Object.keys(Object(args[0])).length === 0;
        return ["counted", name, ...(isOwn ? [{ username, password: "secret" }] : args)] as const;
      });
      const { results } = await site.runThere(await start(), [["keys"], ...ops]);
      assert.ok(ours.length <= results.slice(1).flat().length, JSON.stringify(results));
    });
  });
});
