/** What a framework adapter's CSRF protection does: the cookie, the forms and headers that pass, and those that do not. */
import assert from "node:assert/strict";
import { PermissionDenied, SessionSealed } from "../errors.ts";
import { cookiesOf, PAGES, postForm, visit, WRONG } from "./framework-forms.ts";
import { assertQuiet, givenKey } from "./framework-stage.ts";
import type { KitCases, KitHandler, Stage } from "./framework-stage.ts";

const refuse: KitHandler = async ({ getSession }) => {
  (await getSession()).set("attempts", 1);
  throw new PermissionDenied("Not you.");
};

const ATTRIBUTES =
  /^csrftoken=[A-Za-z0-9]{32}; expires=\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT; Max-Age=31449600; Path=\/; SameSite=Lax$/;

/** Posts JSON, with a token in the header unless null. */
function postJson(stage: Stage, cookie: string, token: string | null): Promise<Response> {
  const sent = token === null ? undefined : { "X-CSRFToken": token };
  const headers = { Cookie: cookie, "Content-Type": "application/json", ...sent };
  return stage.get("/post", null, { method: "POST", body: '{"a":["1","2"]}', headers });
}

/** The cases, by name. */
export const csrfCases: KitCases = {
  "CSRF, token asked for: Django's cookie and Vary, and no statement": (play) =>
    play(PAGES, async (stage) => {
      const made = await stage.database.watch(async () => {
        const response = await stage.get("/form", "somebodyssession");
        assert.match(await response.text(), /^[A-Za-z0-9]{64}$/);
        assert.match(response.headers.getSetCookie().join(), ATTRIBUTES);
        assert.equal(response.headers.get("Vary"), "Cookie");
      });
      assert.deepEqual(made, []);
    }),
  "CSRF, no token asked for: no cookie and no Vary": (play) =>
    play(PAGES, async (stage) => {
      const { cookie } = await visit(stage);
      assertQuiet(await stage.get("/page"), null);
      assertQuiet(await stage.get("/page", null, { headers: { Cookie: cookie } }), null);
    }),
  "CSRF, token asked for again: another mask, the same secret, the cookie renewed": (play) =>
    play(PAGES, async (stage) => {
      const first = await visit(stage);
      const second = await visit(stage, first.cookie);
      assert.equal(second.cookie, first.cookie);
      assert.notEqual(second.token, first.token);
    }),
  "CSRF, token in the form: in, and the handler reads the form": (play) =>
    play(PAGES, async (stage) => {
      const { cookie, token } = await visit(stage);
      const response = await postForm(stage, cookie, token, { a: "1 & 2" });
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), { a: "1 & 2", csrfmiddlewaretoken: token });
    }),
  "CSRF, token in the header: in, and the handler reads the JSON": (play) =>
    play(PAGES, async (stage) => {
      const { cookie, token } = await visit(stage);
      const response = await postJson(stage, cookie, token);
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), { a: ["1", "2"] });
    }),
  "CSRF, no cookie, no token or a wrong one: 403": (play) =>
    play(PAGES, async (stage) => {
      const { cookie, token } = await visit(stage);
      const posts = [
        postForm(stage, "", token),
        postForm(stage, cookie, null, { a: "1" }),
        postForm(stage, cookie, WRONG),
        postJson(stage, "", token),
        postJson(stage, cookie, null),
        postJson(stage, cookie, WRONG),
        ...["PUT", "PATCH", "DELETE"].map((method) =>
          stage.get("/post", null, { method, headers: { Cookie: cookie } }),
        ),
      ];
      const statuses = (await Promise.all(posts)).map(({ status }) => status);
      assert.deepEqual(
        statuses,
        posts.map(() => 403),
      );
    }),
  "CSRF, form of another site: 403, whatever the token": (play) =>
    play(PAGES, async (stage) => {
      const { cookie, token } = await visit(stage);
      const headers = { Cookie: cookie, "X-CSRFToken": token, Origin: "https://evil.example" };
      assert.equal((await stage.get("/post", null, { method: "POST", headers })).status, 403);
    }),
  "CSRF, bad cookie: replaced on any protected page, as in Django": (play) =>
    play(PAGES, async (stage) => {
      const response = await stage.get("/page", null, { headers: { Cookie: "csrftoken=abc" } });
      assert.match(response.headers.getSetCookie().join(), ATTRIBUTES);
      const replaced = await visit(stage, cookiesOf(response));
      assert.equal(replaced.cookie, cookiesOf(response));
    }),
  "403 of the handler: saved, as in Django": (play) =>
    play({ "/": refuse }, async (stage) => {
      const response = await stage.get("/");
      assert.equal(response.status, 403);
      assert.deepEqual(await stage.peek(givenKey(response) ?? ""), { attempts: 1 });
    }),
  "CSRF, token asked for after the head has gone: an error without a cookie, else the token":
    async (play) => {
      const caught: unknown[] = [];
      const late: KitHandler = async ({ csrfToken }) => ({
        stream: async function* () {
          yield "first ";
          await new Promise((resolve) => setTimeout(resolve, 60));
          yield await csrfToken().catch((error: unknown) => `${caught.push(error)}`);
        },
      });
      await play({ ...PAGES, "/late": late }, async (stage) => {
        const response = await stage.get("/late");
        assert.deepEqual(response.headers.getSetCookie(), []);
        assert.equal(await response.text(), "first 1");
        assert(caught[0] instanceof SessionSealed);
        const { cookie } = await visit(stage);
        const known = await stage.get("/late", null, { headers: { Cookie: cookie } });
        const token = (await known.text()).replace("first ", "");
        assert.equal((await postForm(stage, cookie, token)).status, 200);
      });
    },
};
