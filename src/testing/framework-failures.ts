/** What a framework adapter does when something fails: nobody is signed out, nothing hangs, nothing is half sent. */
import assert from "node:assert/strict";
import type { KitHandler, Play } from "./framework-kit.ts";

const write: KitHandler = async ({ getSession }) => {
  const session = await getSession();
  session.set("written", 1);
  return { body: "written", headers: { ETag: '"of-the-body"' } };
};

/** The cases, by name. */
export function failureCases(play: Play): Record<string, () => Promise<void>> {
  return {
    "error in the handler: 500, not saved, no cookie": () => {
      const handler: KitHandler = async ({ getSession }) => {
        (await getSession()).set("written", 1);
        throw new Error("a bug of the site's");
      };
      return play({ "/": handler }, async (stage) => {
        const key = await stage.stored();
        const response = await stage.get("/", key);
        assert.equal(response.status, 500);
        assert.deepEqual(response.headers.getSetCookie(), []);
        assert.deepEqual(await stage.peek(key), { kept: 1 });
      });
    },
    "store down when read: 503 with Retry-After, and the cookie stays": () =>
      play({ "/": write }, async (stage) => {
        const key = await stage.stored();
        stage.database.down = true;
        const response = await stage.get("/", key);
        assert.equal(response.status, 503);
        assert.equal(response.headers.get("Retry-After"), "1");
        assert.deepEqual(response.headers.getSetCookie(), []);
      }),
    "store down when saved: 503 in place of the answer, and the cookie stays": () => {
      let goDown: () => void = () => {};
      const handler: KitHandler = async (request) => {
        const answer = await write(request);
        goDown();
        return answer;
      };
      return play({ "/": handler }, async (stage) => {
        const key = await stage.stored();
        goDown = () => (stage.database.down = true);
        const response = await stage.get("/", key);
        assert.equal(response.status, 503);
        assert.equal(response.headers.get("Retry-After"), "1");
        assert.deepEqual(response.headers.getSetCookie(), []);
        assert.equal(response.headers.get("ETag"), null);
        assert.notEqual(await response.text(), "written");
        stage.database.down = false;
        goDown = () => {};
        assert.equal((await stage.get("/", key)).status, 200);
        assert.deepEqual(await stage.peek(key), { kept: 1, written: 1 });
      });
    },
    "store down, stream: 503 in place of the answer": () => {
      let goDown: () => void = () => {};
      const handler: KitHandler = async (request) => {
        await write(request);
        goDown();
        return {
          stream: async function* () {
            for (let piece = 0; piece < 50; piece++) yield `piece ${piece}`;
          },
        };
      };
      return play({ "/": handler }, async (stage) => {
        const key = await stage.stored();
        goDown = () => (stage.database.down = true);
        const response = await stage.get("/", key);
        assert.equal(response.status, 503);
        assert(!(await response.text()).includes("piece"));
      });
    },
    "store down, session untouched: nobody notices": () =>
      play({ "/": async () => ({ body: "ok" }) }, async (stage) => {
        const key = await stage.stored();
        stage.database.down = true;
        assert.equal((await stage.get("/", key)).status, 200);
      }),
    "deleted during the request: 400, and it stays deleted": () => {
      const handler: KitHandler = async (request) => {
        const answer = await write(request);
        await (await request.getSession()).destroy();
        return answer;
      };
      return play({ "/": handler }, async (stage) => {
        const key = await stage.stored();
        const response = await stage.get("/", key);
        assert.equal(response.status, 400);
        assert.deepEqual(response.headers.getSetCookie(), []);
        assert.equal(await stage.peek(key), null);
      });
    },
    "data that cannot be stored: 500 in place of the answer, not a crash": () => {
      const handler: KitHandler = async ({ getSession }) => {
        (await getSession()).set("bad", { nested: () => 1 });
        return { body: "ok" };
      };
      return play({ "/": handler, "/ok": async () => ({ body: "ok" }) }, async (stage) => {
        const key = await stage.stored();
        assert.equal((await stage.get("/", key)).status, 500);
        assert.equal((await stage.get("/ok", key)).status, 200);
        assert.deepEqual(await stage.peek(key), { kept: 1 });
      });
    },
  };
}
