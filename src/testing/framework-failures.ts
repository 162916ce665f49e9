/** What a framework adapter does when something fails: nobody is signed out, nothing hangs, nothing is half sent. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { StoreError } from "../errors.ts";
import type { KitAnswer, KitCases, KitHandler, Stage } from "./framework-stage.ts";
import { assertQuiet } from "./framework-stage.ts";

const write: KitHandler = async ({ getSession }) => {
  (await getSession()).set("written", 1);
  return { body: "written", headers: { ETag: '"of-the-body"' } };
};
const ok: KitHandler = async () => ({ body: "ok" });

/** Throws in its own turn and not as a promise, as a handler does that is not async. */
const throwAtOnce: KitHandler = () => {
  throw new Error("a bug of the site's");
};
const throwAfterChange: KitHandler = async (request) => {
  await write(request);
  throw new Error("a bug of the site's");
};
const catchStoreError: KitHandler = async ({ getSession }) => {
  try {
    return { body: JSON.stringify(await getSession()) };
  } catch (error) {
    assert(error instanceof StoreError);
    return { body: error.code };
  }
};
const unstorable: KitHandler = async ({ getSession }) => {
  (await getSession()).set("bad", { nested: () => 1 });
  return { body: "ok" };
};
const interrupted: KitHandler = async (request) => {
  const answer = await write(request);
  await (await request.getSession()).destroy();
  return answer;
};

async function assertUnavailable(response: Response): Promise<void> {
  assert.equal(response.status, 503);
  assert.equal(response.headers.get("Retry-After"), "1");
  assert.deepEqual(response.headers.getSetCookie(), []);
}

/** A store that goes down when the handler has changed the session: the answer is dropped, whatever it is. */
function dropped(
  answer: KitAnswer,
  check: (response: Response, stage: Stage) => Promise<void>,
  method = "GET",
): KitCases[string] {
  return async (play) => {
    let afterChange = (): void => {};
    const handler: KitHandler = async (request) => {
      await write(request);
      afterChange();
      return answer;
    };
    await play({ "/": handler }, async (stage) => {
      const key = await stage.stored();
      afterChange = () => (stage.database.down = true);
      const response = await stage.get("/", key, { method });
      await assertUnavailable(response);
      assert.equal(response.headers.get("ETag"), null);
      await check(response, stage);
      afterChange = () => {};
      stage.database.down = false;
      assert.notEqual((await stage.get("/", key, { method })).status, 503);
      assert.deepEqual(await stage.peek(key), { kept: 1, written: 1 });
    });
  };
}

const lacks = (text: string) => async (response: Response) => {
  const body = await response.text();
  assert(!body.includes(text), body);
};

/** The cases, by name. */
export const failureCases: KitCases = {
  "error in the handler: 500, not saved, no cookie": (play) =>
    play({ "/": throwAfterChange, "/at-once": throwAtOnce }, async (stage) => {
      const key = await stage.stored();
      const response = await stage.get("/", key);
      assert.equal(response.status, 500);
      assertQuiet(response, "Cookie");
      assert.deepEqual(await stage.peek(key), { kept: 1 });
      assert.equal((await stage.get("/at-once", key)).status, 500);
    }),
  "store down when read: 503 with Retry-After, and the cookie stays": (play) =>
    play({ "/": write }, async (stage) => {
      const key = await stage.stored();
      stage.database.down = true;
      await assertUnavailable(await stage.get("/", key));
    }),
  "store down when read, and the handler catches it: its answer, and the cookie stays": (play) =>
    play({ "/": catchStoreError }, async (stage) => {
      const key = await stage.stored();
      stage.database.down = true;
      const response = await stage.get("/", key);
      assert.equal(response.status, 200);
      assertQuiet(response, "Cookie");
      assert.equal(await response.text(), "STORE_UNAVAILABLE");
      stage.database.down = false;
      assert.deepEqual(await (await stage.get("/", key)).json(), { kept: 1 });
    }),
  "store down when saved: 503 in place of the answer, and the cookie stays": dropped(
    { body: "written", status: 201, headers: { ETag: '"of-the-body"' } },
    lacks("written"),
  ),
  "store down when saved, HEAD: 503 in place of the answer": dropped(
    { body: "written", headers: { ETag: '"of-the-body"' } },
    lacks("written"),
    "HEAD",
  ),
  "store down when saved, redirect: 503 and no Location": dropped(
    { redirect: "/elsewhere" },
    async ({ headers }) => assert.equal(headers.get("Location"), null),
  ),
  "store down when saved, file: 503 in place of the answer": dropped(
    { file: fileURLToPath(import.meta.url) },
    async (response) => {
      assert.equal(response.headers.get("Last-Modified"), null);
      await lacks("frameworks")(response);
    },
  ),
  "store down when saved, stream: 503 in place of the answer": dropped(
    {
      stream: async function* () {
        for (let piece = 0; piece < 50; piece++) yield `piece ${piece}`;
      },
    },
    lacks("piece"),
  ),
  "store down, session untouched: nobody notices": (play) =>
    play({ "/": ok }, async (stage) => {
      const key = await stage.stored();
      stage.database.down = true;
      assert.equal((await stage.get("/", key)).status, 200);
    }),
  "deleted during the request: 400, and it stays deleted": (play) =>
    play({ "/": interrupted }, async (stage) => {
      const key = await stage.stored();
      const response = await stage.get("/", key);
      assert.equal(response.status, 400);
      assert.deepEqual(response.headers.getSetCookie(), []);
      assert.equal(await stage.peek(key), null);
    }),
  "data that cannot be stored: 500 in place of the answer, not a crash": (play) =>
    play({ "/": unstorable, "/ok": ok }, async (stage) => {
      const key = await stage.stored();
      assert.equal((await stage.get("/", key)).status, 500);
      assert.equal((await stage.get("/ok", key)).status, 200);
      assert.deepEqual(await stage.peek(key), { kept: 1 });
    }),
};
