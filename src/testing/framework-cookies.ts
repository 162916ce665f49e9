/** What a framework adapter does with the cookie and with Vary: Django's table, row by row. */
import assert from "node:assert/strict";
import type { KitHandler, Play, Stage } from "./framework-kit.ts";
import { givenKey, takesKey } from "./framework-kit.ts";

const untouched: KitHandler = async () => ({ body: "ok" });
const read: KitHandler = async ({ getSession }) => {
  const session = await getSession();
  return { body: JSON.stringify(session) };
};
const write: KitHandler = async ({ getSession }) => {
  (await getSession()).set("written", 1);
  return { body: "ok" };
};
const same: KitHandler = async ({ getSession }) => {
  (await getSession()).set("kept", 1);
  return { body: "ok" };
};
const nested: KitHandler = async ({ getSession }) => {
  const cart = (await getSession()).get("cart");
  cart.items.push("b");
  return { body: "ok" };
};

const ATTRIBUTES =
  /^sessionid=[a-z0-9]{32}; expires=\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT; HttpOnly; Max-Age=1209600; Path=\/; SameSite=Lax$/;
const DELETION =
  'sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax';

function assertQuiet(response: Response, vary: string | null): void {
  assert.deepEqual(response.headers.getSetCookie(), []);
  assert.equal(response.headers.get("Vary"), vary);
}

async function assertStatements(
  stage: Stage,
  path: string,
  key: string | null,
  expected: string[],
): Promise<void> {
  const made = await stage.database.watch(async () => (await stage.get(path, key)).text());
  assert.deepEqual(made, expected);
}

/** The cases, by name. */
export function cookieCases(play: Play): Record<string, () => Promise<void>> {
  return {
    "untouched: no statement, no cookie, no Vary": () =>
      play({ "/": untouched }, async (stage) => {
        const key = await stage.stored();
        await assertStatements(stage, "/", key, []);
        await assertStatements(stage, "/", null, []);
        assertQuiet(await stage.get("/", key), null);
        assertQuiet(await stage.get("/", "nobodyknowsthiskey"), null);
      }),
    "read: one statement, Vary, no cookie": () =>
      play({ "/": read }, async (stage) => {
        const key = await stage.stored({ kept: 1 });
        await assertStatements(stage, "/", key, ["SELECT"]);
        const response = await stage.get("/", key);
        assertQuiet(response, "Cookie");
        assert.deepEqual(await response.json(), { kept: 1 });
      }),
    "read without a cookie: no statement": () =>
      play({ "/": read }, async (stage) => {
        await assertStatements(stage, "/", null, []);
        assertQuiet(await stage.get("/"), "Cookie");
      }),
    "new session: one INSERT, and Django's attributes in Django's order": () =>
      play({ "/": write }, async (stage) => {
        await assertStatements(stage, "/", null, ["INSERT"]);
        const response = await stage.get("/");
        assert.match(response.headers.getSetCookie()[0] ?? "", ATTRIBUTES);
        assert.equal(response.headers.get("Vary"), "Cookie");
        assert.deepEqual(await stage.peek(givenKey(response) ?? ""), { written: 1 });
      }),
    "changed: one SELECT and one UPDATE, and the same key": () =>
      play({ "/": write }, async (stage) => {
        await assertStatements(stage, "/", await stage.stored(), ["SELECT", "UPDATE"]);
        const key = await stage.stored();
        assert.equal(givenKey(await stage.get("/", key)), key);
        assert.deepEqual(await stage.peek(key), { kept: 1, written: 1 });
      }),
    "unchanged: set to what it was, no write and no cookie": () =>
      play({ "/": same }, async (stage) => {
        const key = await stage.stored();
        await assertStatements(stage, "/", key, ["SELECT"]);
        assertQuiet(await stage.get("/", key), "Cookie");
      }),
    "nested change: noticed": () =>
      play({ "/": nested }, async (stage) => {
        const key = await stage.stored({ cart: { items: ["a"] } });
        assert.equal(givenKey(await stage.get("/", key)), key);
        assert.deepEqual(await stage.peek(key), { cart: { items: ["a", "b"] } });
      }),
    "unknown key, read: the cookie is deleted": () =>
      play({ "/": read }, async (stage) => {
        const response = await stage.get("/", "nobodyknowsthiskey");
        assert.deepEqual(response.headers.getSetCookie(), [DELETION]);
        assert.equal(response.headers.get("Vary"), "Cookie");
      }),
    "unknown key, written: never adopted": () =>
      play({ "/": write }, async (stage) => {
        const key = givenKey(await stage.get("/", "nobodyknowsthiskey"));
        assert.match(key ?? "", /^[a-z0-9]{32}$/);
        assert.equal(await stage.peek("nobodyknowsthiskey"), null);
      }),
    "key of less than 8 characters: deleted without a statement": () =>
      play({ "/": untouched }, async (stage) => {
        await assertStatements(stage, "/", "short", []);
        assert(takesKey(await stage.get("/", "short")));
      }),
    "expired: as unknown": () =>
      play({ "/": read }, async (stage) => {
        const session = await stage.backend.getSession().load();
        session.setExpiry(-1);
        await session.create();
        assert(takesKey(await stage.get("/", session.key)));
      }),
    "two cookies of one name: the last, as in Django": () =>
      play({ "/": read }, async (stage) => {
        const [first, last] = [await stage.stored({ at: 1 }), await stage.stored({ at: 2 })];
        const headers = { Cookie: `sessionid=${first}; sessionid="${last}"` };
        assert.deepEqual(await (await stage.get("/", null, { headers })).json(), { at: 2 });
      }),
    "set, then deleted, without a cookie: nothing is stored": () =>
      play(
        {
          "/": async ({ getSession }) => {
            (await getSession()).set("a", 1).delete("a");
            return { body: "ok" };
          },
        },
        async (stage) => {
          await assertStatements(stage, "/", null, []);
          assertQuiet(await stage.get("/"), "Cookie");
        },
      ),
    "cleared: the row and the key stay": () =>
      play(
        {
          "/": async ({ getSession }) => {
            (await getSession()).clear();
            return { body: "ok" };
          },
        },
        async (stage) => {
          const key = await stage.stored();
          assert.equal(givenKey(await stage.get("/", key)), key);
          assert.deepEqual(await stage.peek(key), {});
        },
      ),
    "flushed: the row and the cookie go": () =>
      play(
        {
          "/": async ({ getSession }) => {
            await (await getSession()).flush();
            return { body: "ok" };
          },
        },
        async (stage) => {
          const key = await stage.stored();
          assert(takesKey(await stage.get("/", key)));
          assert.equal(await stage.peek(key), null);
        },
      ),
    "cycled: a new key, the same data, the old row gone": () =>
      play(
        {
          "/": async ({ getSession }) => {
            await (await getSession()).cycleKey();
            return { body: "ok" };
          },
        },
        async (stage) => {
          const key = await stage.stored();
          const given = givenKey(await stage.get("/", key)) ?? "";
          assert.notEqual(given, key);
          assert.equal(await stage.peek(key), null);
          assert.deepEqual(await stage.peek(given), { kept: 1 });
        },
      ),
    "Vary: added after what is there": () =>
      play(
        {
          "/": async ({ getSession }) => {
            await getSession();
            return { body: "ok", headers: { Vary: "Accept-Language" } };
          },
        },
        async (stage) => {
          const vary = (await stage.get("/", await stage.stored())).headers.get("Vary");
          assert.equal(vary, "Accept-Language, Cookie");
        },
      ),
    "SESSION_SAVE_EVERY_REQUEST: the expiry alone is written": () =>
      play(
        { "/": untouched },
        async (stage) => {
          const key = await stage.stored();
          await assertStatements(stage, "/", key, ["SELECT", "UPDATE"]);
          const last = stage.database.statements.at(-1) ?? "";
          assert(!last.includes("session_data"), last);
          const response = await stage.get("/", key);
          assert.equal(givenKey(response), key);
          assert.equal(response.headers.get("Vary"), "Cookie");
          const fresh = givenKey(await stage.get("/", "nobodyknowsthiskey"));
          assert.deepEqual(await stage.peek(fresh ?? ""), {});
        },
        { SESSION_SAVE_EVERY_REQUEST: true },
      ),
  };
}
