/** What a framework adapter does about users: who a visitor is, signing in and out. */
import assert from "node:assert/strict";
import type { Backend } from "../backend.ts";
import { assertTaken } from "./framework-keys.ts";
import { PASSWORD, makeUser, signedIn } from "./framework-people.ts";
import { assertQuiet, assertStatements, givenKey } from "./framework-stage.ts";
import type { KitCases, KitHandler, KitHandlers } from "./framework-stage.ts";

const who: KitHandler = async ({ getUser }) => ({ body: (await getUser()).username || "nobody" });
const whoOften: KitHandler = async ({ getUser }) => {
  const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => getUser()));
  assert(others.every((other) => other === first));
  assert.equal(await getUser(), first);
  return { body: first?.username ?? "" };
};

/** Signs in whom the form names, and answers who the visitor is then. */
const signInAs =
  (site: Backend): KitHandler =>
  async (request) => {
    const { username } = (await request.sent()) as { username: string };
    const user = await site.authenticate({ username, password: PASSWORD });
    assert(user !== null);
    await site.login(await request.getSession(), user);
    return who(request);
  };
const signOut =
  (site: Backend): KitHandler =>
  async (request) => {
    await site.logout(await request.getSession());
    return who(request);
  };
const doors = (site: Backend): KitHandlers => ({
  "/": who,
  "/in": signInAs(site),
  "/out": signOut(site),
});

const signingIn = (username: string): RequestInit => ({
  method: "POST",
  body: new URLSearchParams({ username }),
});

/** The cases, by name. */
export const userCases: KitCases = {
  "user of nobody's session: anonymous, and no statement for the user": (play) =>
    play({ "/": who }, async (stage) => {
      await assertStatements(stage, "/", null, []);
      const cart = await stage.stored({ cart: 1 });
      await assertStatements(stage, "/", cart, ["SELECT"]);
      const response = await stage.get("/", cart);
      assertQuiet(response, "Cookie");
      assert.equal(await response.text(), "nobody");
    }),
  "signed-in user: one statement beside the session's": (play) =>
    play({ "/": who }, async (stage) => {
      const user = await makeUser(stage);
      const key = await signedIn(stage, user);
      await assertStatements(stage, "/", key, ["SELECT", "SELECT"]);
      const response = await stage.get("/", key);
      assertQuiet(response, "Cookie");
      assert.equal(await response.text(), user.username);
    }),
  "user asked for many times at once: one statement and one user": (play) =>
    play({ "/": whoOften }, async (stage) => {
      const key = await signedIn(stage, await makeUser(stage));
      await assertStatements(stage, "/", key, ["SELECT", "SELECT"]);
    }),
  "password changed since: anonymous, the row and the cookie go": (play) =>
    play({ "/": who }, async (stage) => {
      const user = await makeUser(stage);
      const key = await signedIn(stage, user);
      await user.setPassword("another");
      await user.save();
      const response = await stage.get("/", key);
      assertTaken(response);
      assert.equal(await response.text(), "nobody");
      assert.equal(await stage.peek(key), null);
    }),
  "user who is not active any more: anonymous, and the session stays": (play) =>
    play({ "/": who }, async (stage) => {
      const user = await makeUser(stage);
      const key = await signedIn(stage, user);
      await user.set("is_active", false).save();
      const response = await stage.get("/", key);
      assertQuiet(response, "Cookie");
      assert.equal(await response.text(), "nobody");
      assert.notEqual(await stage.peek(key), null);
    }),
  "sign-in: the user at once, under a new key, and what was collected stays": (play) =>
    play(doors, async (stage) => {
      const { username } = await makeUser(stage);
      const key = await stage.stored({ cart: 1 });
      const response = await stage.get("/in", key, signingIn(username));
      assert.equal(await response.text(), username);
      const given = givenKey(response) ?? "";
      assert.match(given, /^[a-z0-9]{32}$/);
      assert.notEqual(given, key);
      assert.equal(await stage.peek(key), null);
      assert.equal((await stage.peek(given))?.["cart"], 1);
      assert.equal(await (await stage.get("/", given)).text(), username);
    }),
  "sign-in with a planted key: never adopted": (play) =>
    play(doors, async (stage) => {
      const { username } = await makeUser(stage);
      const response = await stage.get("/in", "plantedbysomebody", signingIn(username));
      assert.match(givenKey(response) ?? "", /^[a-z0-9]{32}$/);
      assert.equal(await (await stage.get("/", "plantedbysomebody")).text(), "nobody");
    }),
  "sign-out: nobody at once, the row and the cookie go": (play) =>
    play(doors, async (stage) => {
      const key = await signedIn(stage, await makeUser(stage));
      const response = await stage.get("/out", key);
      assertTaken(response);
      assert.equal(await response.text(), "nobody");
      assert.equal(await stage.peek(key), null);
    }),
  "store down when the user is read: 503, and the user stays signed in": (play) =>
    play({ "/": who }, async (stage) => {
      const user = await makeUser(stage);
      const key = await signedIn(stage, user);
      stage.database.downAfter(1);
      const response = await stage.get("/", key);
      assert.equal(response.status, 503);
      assert.equal(response.headers.get("Retry-After"), "1");
      assert.deepEqual(response.headers.getSetCookie(), []);
      stage.database.down = false;
      assert.equal(await (await stage.get("/", key)).text(), user.username);
    }),
};
