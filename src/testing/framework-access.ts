/** What a framework adapter does with what a handler did to the session: the statements, the cookie, and Vary. */
import assert from "node:assert/strict";
import type { KitCases, KitHandler } from "./framework-stage.ts";
import { assertQuiet, assertStatements, givenKey } from "./framework-stage.ts";

const untouched: KitHandler = async () => ({ body: "ok" });
const read: KitHandler = async ({ getSession }) => ({ body: JSON.stringify(await getSession()) });
const write: KitHandler = async ({ getSession }) => {
  (await getSession()).set("written", 1);
  return { body: "ok" };
};
const same: KitHandler = async ({ getSession }) => {
  (await getSession()).set("kept", 1);
  return { body: "ok" };
};
const undone: KitHandler = async ({ getSession }) => {
  (await getSession()).set("a", 1).delete("a");
  return { body: "ok" };
};
const nested: KitHandler = async ({ getSession }) => {
  (await getSession()).get("cart").items.push("b");
  return { body: "ok" };
};
const atOnce: KitHandler = async ({ getSession }) => {
  const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => getSession()));
  assert(others.every((other) => other === first));
  assert.equal(await getSession(), first);
  return { body: "ok" };
};
const varied: KitHandler = async ({ getSession }) => {
  await getSession();
  return { body: "ok", headers: { Vary: "Accept-Language" } };
};
const withCookies: KitHandler = async ({ getSession }) => {
  (await getSession()).set("written", 1);
  return { body: "ok", headers: { "Set-Cookie": ["first=1", "second=2; Path=/"], "X-Own": "1" } };
};

const ATTRIBUTES =
  /^sessionid=[a-z0-9]{32}; expires=\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT; HttpOnly; Max-Age=1209600; Path=\/; SameSite=Lax$/;

/** The cases, by name. */
export const accessCases: KitCases = {
  "untouched: no statement, no cookie, no Vary": (play) =>
    play({ "/": untouched }, async (stage) => {
      const key = await stage.stored();
      await assertStatements(stage, "/", key, []);
      await assertStatements(stage, "/", null, []);
      assertQuiet(await stage.get("/", key), null);
      assertQuiet(await stage.get("/", "nobodyknowsthiskey"), null);
    }),
  "read: one statement, Vary, no cookie": (play) =>
    play({ "/": read }, async (stage) => {
      const key = await stage.stored({ kept: 1 });
      await assertStatements(stage, "/", key, ["SELECT"]);
      const response = await stage.get("/", key);
      assertQuiet(response, "Cookie");
      assert.deepEqual(await response.json(), { kept: 1 });
    }),
  "read without a cookie: no statement": (play) =>
    play({ "/": read }, async (stage) => {
      await assertStatements(stage, "/", null, []);
      assertQuiet(await stage.get("/"), "Cookie");
    }),
  "asked for many times at once: one statement and one session": (play) =>
    play({ "/": atOnce }, async (stage) => {
      const key = await stage.stored();
      await assertStatements(stage, "/", key, ["SELECT"]);
      assertQuiet(await stage.get("/", key), "Cookie");
    }),
  "new session: one INSERT, and Django's attributes in Django's order": (play) =>
    play({ "/": write }, async (stage) => {
      await assertStatements(stage, "/", null, ["INSERT"]);
      const response = await stage.get("/");
      assert.match(response.headers.getSetCookie()[0] ?? "", ATTRIBUTES);
      assert.equal(response.headers.get("Vary"), "Cookie");
      assert.deepEqual(await stage.peek(givenKey(response) ?? ""), { written: 1 });
    }),
  "changed: one SELECT and one UPDATE, and the same key": (play) =>
    play({ "/": write }, async (stage) => {
      await assertStatements(stage, "/", await stage.stored(), ["SELECT", "UPDATE"]);
      const key = await stage.stored();
      assert.equal(givenKey(await stage.get("/", key)), key);
      assert.deepEqual(await stage.peek(key), { kept: 1, written: 1 });
    }),
  "unchanged: set to what it was, no write and no cookie": (play) =>
    play({ "/": same }, async (stage) => {
      const key = await stage.stored();
      await assertStatements(stage, "/", key, ["SELECT"]);
      assertQuiet(await stage.get("/", key), "Cookie");
    }),
  "nested change: noticed": (play) =>
    play({ "/": nested }, async (stage) => {
      const key = await stage.stored({ cart: { items: ["a"] } });
      assert.equal(givenKey(await stage.get("/", key)), key);
      assert.deepEqual(await stage.peek(key), { cart: { items: ["a", "b"] } });
    }),
  "set, then deleted, without a cookie: nothing is stored": (play) =>
    play({ "/": undone }, async (stage) => {
      await assertStatements(stage, "/", null, []);
      assertQuiet(await stage.get("/"), "Cookie");
    }),
  "Vary: added after what is there": (play) =>
    play({ "/": varied }, async (stage) => {
      const { headers } = await stage.get("/", await stage.stored());
      assert.equal(headers.get("Vary"), "Accept-Language, Cookie");
    }),
  "the handler's own headers and cookies: beside the session's": (play) =>
    play({ "/": withCookies }, async (stage) => {
      const { headers } = await stage.get("/");
      const [first, second, session, ...more] = headers.getSetCookie();
      assert.deepEqual([first, second, more], ["first=1", "second=2; Path=/", []]);
      assert.match(session ?? "", ATTRIBUTES);
      assert.equal(headers.get("X-Own"), "1");
    }),
  "mounted twice: one session, saved once, one cookie": (play) =>
    play(
      { "/": write, "/read": read, "/untouched": untouched },
      async (stage) => {
        const key = await stage.stored();
        await assertStatements(stage, "/untouched", key, []);
        await assertStatements(stage, "/read", key, ["SELECT"]);
        await assertStatements(stage, "/", key, ["SELECT", "UPDATE"]);
        const { headers } = await stage.get("/");
        assert.equal(headers.getSetCookie().length, 1);
        assert.equal(headers.get("Vary"), "Cookie");
        // A cookie that is no key is every middleware's business.
        assert.equal((await stage.get("/untouched", "short")).headers.getSetCookie().length, 1);
      },
      { mounts: 2 },
    ),
  "SESSION_SAVE_EVERY_REQUEST: the expiry alone is written": (play) =>
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
      { settings: { SESSION_SAVE_EVERY_REQUEST: true } },
    ),
};
