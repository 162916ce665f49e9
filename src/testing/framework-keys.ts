/** What a framework adapter does with session keys: those it is brought, those it gives, those it takes away. */
import assert from "node:assert/strict";
import type { KitCases, KitHandler } from "./framework-stage.ts";
import { assertStatements, givenKey } from "./framework-stage.ts";

const untouched: KitHandler = async () => ({ body: "ok" });
const read: KitHandler = async ({ getSession }) => ({ body: JSON.stringify(await getSession()) });
const write: KitHandler = async ({ getSession }) => {
  (await getSession()).set("written", 1);
  return { body: "ok" };
};
const clear: KitHandler = async ({ getSession }) => {
  (await getSession()).clear();
  return { body: "ok" };
};
const flush: KitHandler = async ({ getSession }) => {
  await (await getSession()).flush();
  return { body: "ok" };
};
const cycle: KitHandler = async ({ getSession }) => {
  await (await getSession()).cycleKey();
  return { body: "ok" };
};

const DELETION =
  'sessionid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax';

/** Asserts that a response takes the session cookie back. */
export function assertTaken(response: Response): void {
  assert.deepEqual(response.headers.getSetCookie(), [DELETION]);
  assert.equal(response.headers.get("Vary"), "Cookie");
}

/** The cases, by name. */
export const keyCases: KitCases = {
  "unknown key, read: the cookie is deleted": (play) =>
    play({ "/": read }, async (stage) => {
      assertTaken(await stage.get("/", "nobodyknowsthiskey"));
    }),
  "unknown key, written: never adopted": (play) =>
    play({ "/": write }, async (stage) => {
      const key = givenKey(await stage.get("/", "nobodyknowsthiskey"));
      assert.match(key ?? "", /^[a-z0-9]{32}$/);
      assert.equal(await stage.peek("nobodyknowsthiskey"), null);
    }),
  "key of less than 8 characters: deleted without a statement": (play) =>
    play({ "/": untouched }, async (stage) => {
      await assertStatements(stage, "/", "short", []);
      assertTaken(await stage.get("/", "short"));
    }),
  "expired: as unknown": (play) =>
    play({ "/": read }, async (stage) => {
      const session = await stage.backend.getSession().load();
      session.setExpiry(-1);
      await session.create();
      assertTaken(await stage.get("/", session.key));
    }),
  "two cookies of one name: the last, as in Django": (play) =>
    play({ "/": read }, async (stage) => {
      const [first, last] = [await stage.stored({ at: 1 }), await stage.stored({ at: 2 })];
      const headers = { Cookie: `sessionid=${first}; sessionid="${last}"` };
      assert.deepEqual(await (await stage.get("/", null, { headers })).json(), { at: 2 });
    }),
  "cleared: the row and the key stay": (play) =>
    play({ "/": clear }, async (stage) => {
      const key = await stage.stored();
      assert.equal(givenKey(await stage.get("/", key)), key);
      assert.deepEqual(await stage.peek(key), {});
    }),
  "flushed: the row and the cookie go": (play) =>
    play({ "/": flush }, async (stage) => {
      const key = await stage.stored();
      assertTaken(await stage.get("/", key));
      assert.equal(await stage.peek(key), null);
    }),
  "cycled: a new key, the same data, the old row gone": (play) =>
    play({ "/": cycle }, async (stage) => {
      const key = await stage.stored();
      const given = givenKey(await stage.get("/", key)) ?? "";
      assert.notEqual(given, key);
      assert.equal(await stage.peek(key), null);
      assert.deepEqual(await stage.peek(given), { kept: 1 });
    }),
};
