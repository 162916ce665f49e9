/** What a framework adapter does with each kind of response: saved before the first byte, whatever the body. */
import assert from "node:assert/strict";
import { SessionSealed } from "../errors.ts";
import type { KitAnswer, KitHandler, Play } from "./framework-kit.ts";
import { givenKey } from "./framework-kit.ts";

/** Milliseconds that the store takes where a case wants to see a response wait. */
const SLOW = 60;

function writing(answer: KitAnswer): KitHandler {
  return async ({ getSession }) => {
    const session = await getSession();
    session.set("count", (session.get("count") ?? 0) + 1);
    return answer;
  };
}

async function* pieces(): AsyncGenerator<string> {
  for (const piece of ["one ", "two ", "three"]) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    yield piece;
  }
}

/** A handler that counts up and answers so, requested with a slow store: stored by the time the head arrives. */
function savedBeforeHead(
  play: Play,
  answer: KitAnswer,
  check: (response: Response) => Promise<void>,
  init: RequestInit = {},
): () => Promise<void> {
  return () =>
    play({ "/": writing(answer) }, async (stage) => {
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

async function hasBody(response: Response, body: string): Promise<void> {
  assert.equal(await response.text(), body);
}

/** The cases, by name. */
export function bodyCases(play: Play): Record<string, () => Promise<void>> {
  return {
    "text: saved before the first byte": savedBeforeHead(play, { body: "ok" }, (response) =>
      hasBody(response, "ok"),
    ),
    "redirect: saved before the first byte": savedBeforeHead(
      play,
      { redirect: "/elsewhere" },
      async (response) => {
        assert.equal(response.status, 302);
        assert.match(response.headers.get("Location") ?? "", /\/elsewhere$/);
        await response.text();
      },
    ),
    "stream: saved before the first byte, whole and in order": savedBeforeHead(
      play,
      { stream: pieces },
      (response) => hasBody(response, "one two three"),
    ),
    "HEAD: saved before the head": savedBeforeHead(
      play,
      { body: "ok" },
      (response) => hasBody(response, ""),
      { method: "HEAD" },
    ),
    "404: saved, as in Django": savedBeforeHead(
      play,
      { status: 404, body: "no" },
      async (response) => {
        assert.equal(response.status, 404);
        await response.text();
      },
    ),
    "5xx: not saved, and no cookie": () =>
      play(
        { "/500": writing({ status: 500 }), "/503": writing({ status: 503 }) },
        async (stage) => {
          const key = await stage.stored({});
          for (const path of ["/500", "/503"]) {
            const response = await stage.get(path, key);
            assert.equal(response.status, Number(path.slice(1)));
            assert.equal(givenKey(response), null);
            assert.equal(response.headers.get("Vary"), "Cookie");
          }
          assert.deepEqual(await stage.peek(key), {});
        },
      ),
    "404 of the framework itself: untouched": () =>
      play({ "/": writing({ body: "ok" }) }, async (stage) => {
        const response = await stage.get("/nowhere", await stage.stored());
        assert.equal(response.status, 404);
        assert.deepEqual(response.headers.getSetCookie(), []);
      }),
    "concurrent requests: each its own key and one counter, nothing lost": () => {
      const handler: KitHandler = async ({ getSession }) => {
        const session = await getSession();
        session.set(`key${Math.random()}`, 1);
        await session.update((data) => data.set("count", (data.get("count") ?? 0) + 1));
        return { body: "ok" };
      };
      return play({ "/": handler }, async (stage) => {
        const key = await stage.stored({});
        const responses = await Promise.all(Array.from({ length: 40 }, () => stage.get("/", key)));
        assert(responses.every((response) => response.ok));
        const data = (await stage.peek(key)) ?? {};
        assert.equal(data["count"], 40);
        assert.equal(Object.keys(data).length, 41);
      });
    },
    "change after the head has gone: an error that says so": () => {
      let caught: unknown;
      const handler: KitHandler = async ({ getSession }) => {
        const session = await getSession();
        return {
          stream: async function* () {
            yield "first ";
            await new Promise((resolve) => setTimeout(resolve, SLOW));
            try {
              session.set("late", 1);
            } catch (error) {
              caught = error;
            }
            yield "last";
          },
        };
      };
      return play({ "/": handler }, async (stage) => {
        const key = await stage.stored();
        assert.equal(await (await stage.get("/", key)).text(), "first last");
        assert(caught instanceof SessionSealed);
        assert.deepEqual(await stage.peek(key), { kept: 1 });
      });
    },
  };
}
