/** What a framework adapter's guards do: who comes in, who is sent to sign in, who is refused. */
import assert from "node:assert/strict";
import type { User } from "../auth/user.ts";
import { grant, makeUser, signedIn } from "./framework-people.ts";
import { assertQuiet, assertStatements } from "./framework-stage.ts";
import type { KitCases, KitHandler, KitHandlers, Stage } from "./framework-stage.ts";

const secret: KitHandler = async ({ getUser }) => ({ body: (await getUser()).username });

const GUARDED: KitHandlers = {
  "/user": { guards: ["loginRequired"], handler: secret },
  "/staff": { guards: ["staffRequired"], handler: secret },
  "/shop": { guards: [{ permissionRequired: ["kit.view", "kit.sell"] }], handler: secret },
};
const PATHS = Object.keys(GUARDED);

const BROWSER = { headers: { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" } };

/** The statuses that a user gets at `/user`, `/staff` and `/shop`. */
async function statusesOf(stage: Stage, user: User): Promise<number[]> {
  const key = await signedIn(stage, user);
  const responses = await Promise.all(PATHS.map((path) => stage.get(path, key)));
  return responses.map(({ status }) => status);
}

/** Plays with all guards what a user of this kind gets. */
function admitted(
  expected: readonly number[],
  make: (stage: Stage) => Promise<User>,
): KitCases[string] {
  return (play) =>
    play(GUARDED, async (stage) => {
      assert.deepEqual(await statusesOf(stage, await make(stage)), expected);
    });
}

/** The cases, by name. */
export const guardCases: KitCases = {
  "guards, nobody who browses: sent to LOGIN_URL, and back to the page with its query": (play) =>
    play(
      GUARDED,
      async (stage) => {
        for (const path of PATHS) {
          const response = await stage.get(`${path}?a=1&b=%C3%A9`, null, BROWSER);
          assert.equal(response.status, 302);
          const next = `${path}%3Fa%3D1%26b%3D%25C3%25A9`;
          assert.equal(response.headers.get("Location"), `/sign-in/?from=here&next=${next}`);
          assertQuiet(response, "Cookie");
          assert.equal(await response.text(), "");
        }
        await assertStatements(stage, "/user", null, []);
      },
      { settings: { LOGIN_URL: "/sign-in/?from=here" } },
    ),
  "guards, nobody who does not browse: 401, and nowhere to go": (play) =>
    play(GUARDED, async (stage) => {
      const cart = await stage.stored({ cart: 1 });
      for (const path of PATHS) {
        const requests = [
          stage.get(path),
          stage.get(path, cart, { headers: { Accept: "application/json" } }),
          stage.get(path, null, { ...BROWSER, method: "POST" }),
        ];
        for (const response of await Promise.all(requests)) {
          assert.equal(response.status, 401);
          assert.equal(response.headers.get("Location"), null);
        }
      }
    }),
  "guards, HEAD: the same without a body": (play) =>
    play(GUARDED, async (stage) => {
      const head = { method: "HEAD" };
      const sent = await stage.get("/user", null, { ...BROWSER, ...head });
      assert.equal(sent.status, 302);
      assert.equal(sent.headers.get("Location"), "/accounts/login/?next=/user");
      const key = await signedIn(stage, await makeUser(stage));
      assert.equal((await stage.get("/user", key, head)).status, 200);
      assert.equal((await stage.get("/staff", key, head)).status, 403);
    }),
  "guards, a user: in where users come in, else 403": admitted([200, 403, 403], makeUser),
  "guards, staff: in where staff comes in": admitted([200, 200, 403], (stage) =>
    makeUser(stage, { is_staff: true }),
  ),
  "guards, a user with one permission of two: 403": admitted([200, 403, 403], async (stage) => {
    const user = await makeUser(stage);
    await grant(stage, user, "kit.view");
    return user;
  }),
  "guards, a user with all permissions: in": admitted([200, 403, 200], async (stage) => {
    const user = await makeUser(stage);
    await grant(stage, user, "kit.view");
    await grant(stage, user, "kit.sell");
    return user;
  }),
  "guards, a superuser: has all permissions, and is not staff for that": admitted(
    [200, 403, 200],
    (stage) => makeUser(stage, { is_superuser: true }),
  ),
  "guards, a superuser who is not active: nobody": admitted([401, 401, 401], (stage) =>
    makeUser(stage, { is_superuser: true, is_staff: true, is_active: false }),
  ),
  "guards: the handler's user is the guard's, without a statement more": (play) =>
    play(GUARDED, async (stage) => {
      const user = await makeUser(stage);
      await assertStatements(stage, "/user", await signedIn(stage, user), ["SELECT", "SELECT"]);
      const response = await stage.get("/user", await signedIn(stage, user));
      assert.equal(await response.text(), user.username);
    }),
  "guards, store down: 503, and nobody is sent to sign in": (play) =>
    play(GUARDED, async (stage) => {
      const key = await signedIn(stage, await makeUser(stage));
      stage.database.down = true;
      const response = await stage.get("/user", key, BROWSER);
      assert.equal(response.status, 503);
      assert.deepEqual(response.headers.getSetCookie(), []);
    }),
  "guards and csrfProtect without the middleware: 500, and nobody comes in": (play) =>
    play(
      { ...GUARDED, "/form": { guards: ["csrfProtect"], handler: secret } },
      async (stage) => {
        for (const path of [...PATHS, "/form"]) {
          assert.equal((await stage.get(path, null, BROWSER)).status, 500);
        }
      },
      { mounts: 0 },
    ),
};
