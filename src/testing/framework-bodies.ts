/** What a framework adapter does with each kind of response: saved before the first byte, whatever the body. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { readFile } from "node:fs/promises";
import type { KitAnswer, KitCases, KitHandler } from "./framework-stage.ts";
import { counting, givenKey } from "./framework-stage.ts";

/** Milliseconds that the store takes where a case wants to see a response wait. */
const SLOW = 60;
/** Any file will do. */
const FILE = fileURLToPath(import.meta.url);

async function* pieces(): AsyncGenerator<string> {
  for (const piece of ["one ", "two ", "three"]) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    yield piece;
  }
}

/** A handler that counts up and answers so, requested with a slow store: stored by the time the head arrives. */
function savedBeforeHead(
  answer: KitAnswer,
  check: (response: Response) => Promise<void>,
  init: RequestInit = {},
): KitCases[string] {
  return (play) =>
    play({ "/": counting(answer) }, async (stage) => {
      const key = await stage.stored({});
      for (let count = 1; count <= 3; count++) {
        stage.database.delay = SLOW;
        const response = await stage.get("/", key, init);
        stage.database.delay = 0;
        // The head has arrived and the body may not have: the store holds the change already.
        assert.deepEqual(await stage.peek(key), { count });
        assert.equal(givenKey(response), key);
        await check(response);
      }
    });
}

const hasBody =
  (body: string, status = 200) =>
  async (response: Response): Promise<void> => {
    assert.equal(response.status, status);
    assert.equal(await response.text(), body);
  };

const oneCounter: KitHandler = async ({ getSession }) => {
  const session = await getSession();
  session.set(`key${Math.random()}`, 1);
  await session.update((data) => data.set("count", data.get("count", 0) + 1));
  return { body: "ok" };
};

/** The cases, by name. */
export const bodyCases: KitCases = {
  "text: saved before the first byte": savedBeforeHead({ body: "ok" }, hasBody("ok")),
  "no body: saved before the head": savedBeforeHead({ status: 204 }, hasBody("", 204)),
  "redirect: saved before the first byte": savedBeforeHead(
    { redirect: "/elsewhere" },
    async (response) => {
      assert.equal(response.status, 302);
      assert.match(response.headers.get("Location") ?? "", /\/elsewhere$/);
      await response.text();
    },
  ),
  "file: saved before the first byte, and whole": savedBeforeHead(
    { file: FILE },
    async (response) => {
      assert.equal(await response.text(), await readFile(FILE, "utf8"));
      assert(Number(response.headers.get("Content-Length")) > 0);
    },
  ),
  "file, HEAD: saved before the head": savedBeforeHead({ file: FILE }, hasBody(""), {
    method: "HEAD",
  }),
  "stream: saved before the first byte, whole and in order": savedBeforeHead(
    { stream: pieces },
    hasBody("one two three"),
  ),
  "stream whose head goes first: saved before the head": savedBeforeHead(
    { stream: pieces, flushed: true, headers: { "Content-Type": "text/event-stream" } },
    hasBody("one two three"),
  ),
  "HEAD: saved before the head": savedBeforeHead({ body: "ok" }, hasBody(""), { method: "HEAD" }),
  "304: saved, as in Django": savedBeforeHead(
    { status: 304, headers: { ETag: '"same"' } },
    async (response) => {
      await hasBody("", 304)(response);
      assert.equal(response.headers.get("ETag"), '"same"');
    },
  ),
  "404: saved, as in Django": savedBeforeHead({ status: 404, body: "no" }, hasBody("no", 404)),
  "5xx: not saved, and no cookie": (play) =>
    play(
      { "/is/500": counting({ status: 500 }), "/is/503": counting({ status: 503 }) },
      async (stage) => {
        const key = await stage.stored({});
        for (const status of [500, 503]) {
          const response = await stage.get(`/is/${status}`, key);
          assert.equal(response.status, status);
          assert.equal(givenKey(response), null);
          assert.equal(response.headers.get("Vary"), "Cookie");
        }
        assert.deepEqual(await stage.peek(key), {});
      },
    ),
  "404 of the framework itself: untouched": (play) =>
    play({ "/": counting({ body: "ok" }) }, async (stage) => {
      const response = await stage.get("/nowhere", await stage.stored());
      assert.equal(response.status, 404);
      assert.deepEqual(response.headers.getSetCookie(), []);
    }),
  "concurrent requests: each its own key and one counter, nothing lost": (play) =>
    play({ "/": oneCounter }, async (stage) => {
      const key = await stage.stored({});
      const responses = await Promise.all(Array.from({ length: 40 }, () => stage.get("/", key)));
      assert(responses.every((response) => response.ok));
      const data = (await stage.peek(key)) ?? {};
      assert.equal(data["count"], 40);
      assert.equal(Object.keys(data).length, 41);
    }),
};
