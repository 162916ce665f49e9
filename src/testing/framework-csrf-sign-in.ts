/** What a framework adapter's CSRF protection does when a visitor signs in, and with the secret in the session. */
import assert from "node:assert/strict";
import type { Backend } from "../backend.ts";
import { cookiesOf, PAGES, postForm, visit, WRONG } from "./framework-forms.ts";
import { makeUser, PASSWORD } from "./framework-people.ts";
import type { KitCases, KitHandlers } from "./framework-stage.ts";

/** Signs in whom the form names, and answers the token of then. */
const withSignIn = (site: Backend): KitHandlers => ({
  ...PAGES,
  "/in": {
    guards: ["csrfProtect"],
    handler: async (request) => {
      const { username, password } = (await request.sent()) as Record<string, string>;
      const user = await site.authenticate({ username, password });
      assert(user !== null);
      await site.login(await request.getSession(), user);
      return { body: await request.csrfToken() };
    },
  },
});

const ON_SESSIONS = { settings: { CSRF_USE_SESSIONS: true } };

/** The cases, by name. */
export const csrfSignInCases: KitCases = {
  "CSRF, sign-in: another secret, and the token of before is worth nothing": (play) =>
    play(withSignIn, async (stage) => {
      const { username } = await makeUser(stage);
      const before = await visit(stage);
      const fields = { username, password: PASSWORD };
      const response = await postForm(stage, before.cookie, before.token, fields, "/in");
      const [token, cookie] = [await response.text(), cookiesOf(response)];
      assert.match(cookie, /sessionid=.*csrftoken=\w{32}$/);
      assert(!cookie.includes(before.cookie), cookie);
      assert.equal((await postForm(stage, cookie, before.token)).status, 403);
      assert.equal((await postForm(stage, cookie, token)).status, 200);
    }),
  "CSRF_USE_SESSIONS: the secret is the session's, and there is no other cookie": (play) =>
    play(
      PAGES,
      async (stage) => {
        const { cookie, token } = await visit(stage);
        const key = /^sessionid=(\w+)$/.exec(cookie)?.[1] ?? "";
        assert.match(String((await stage.peek(key))?.["_csrftoken"]), /^\w{32}$/);
        assert.equal((await postForm(stage, cookie, token)).status, 200);
        assert.equal((await postForm(stage, cookie, WRONG)).status, 403);
        assert.equal((await postForm(stage, "", token)).status, 403);
        assert.equal((await visit(stage, cookie)).cookie, "", "nothing changed, nothing is stored");
      },
      ON_SESSIONS,
    ),
  "CSRF_USE_SESSIONS, sign-in: another secret under another key": (play) =>
    play(
      withSignIn,
      async (stage) => {
        const { username } = await makeUser(stage);
        const before = await visit(stage);
        const fields = { username, password: PASSWORD };
        const response = await postForm(stage, before.cookie, before.token, fields, "/in");
        const [token, cookie] = [await response.text(), cookiesOf(response)];
        assert.notEqual(cookie, before.cookie);
        assert.equal((await postForm(stage, cookie, before.token)).status, 403);
        assert.equal((await postForm(stage, cookie, token)).status, 200);
      },
      ON_SESSIONS,
    ),
  "CSRF_USE_SESSIONS, store down: 503, and not 403": (play) =>
    play(
      PAGES,
      async (stage) => {
        const { cookie, token } = await visit(stage);
        stage.database.down = true;
        assert.equal((await postForm(stage, cookie, token)).status, 503);
      },
      ON_SESSIONS,
    ),
};
