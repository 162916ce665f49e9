/** What a framework adapter does while a body is under way: the session is closed, and the stream keeps its pace. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { SessionSealed } from "../errors.ts";
import { RawConnection } from "./framework-connection.ts";
import { counting } from "./framework-stage.ts";
import type { KitCases, KitHandler, Play } from "./framework-stage.ts";

/** Milliseconds after which a head has gone. */
const SLOW = 60;
const PIECE = "x".repeat(65_536);
const PIECES = 512;

/** Plays a handler whose stream does something after its first piece has gone, and gives back what it threw. */
async function changeLate(
  play: Play,
  handler: (
    change: (late: () => void | Promise<void>) => () => AsyncIterable<string>,
  ) => KitHandler,
): Promise<unknown> {
  let caught: unknown;
  const streamWith = (late: () => void | Promise<void>) =>
    async function* (): AsyncGenerator<string> {
      yield "first ";
      await sleep(SLOW);
      try {
        await late();
      } catch (error) {
        caught = error;
      }
      yield "last";
    };
  await play({ "/": handler(streamWith) }, async (stage) => {
    const key = await stage.stored();
    assert.equal(await (await stage.get("/", key)).text(), "first last");
    assert.deepEqual(await stage.peek(key), { kept: 1 });
  });
  return caught;
}

/** A stream of 32 MB that tells how many of its pieces were asked for. */
function large(): { stream: () => AsyncIterable<string>; count: () => number } {
  let count = 0;
  return {
    count: () => count,
    stream: async function* () {
      for (count = 1; count <= PIECES; count++) yield PIECE;
    },
  };
}

/** Waits until a number stands still, and gives it back. */
async function settled(number: () => number): Promise<number> {
  for (let before = -1; ; await sleep(SLOW)) {
    if (number() === before) return before;
    before = number();
  }
}

/** The cases, by name. */
export const streamCases: KitCases = {
  "change after the head has gone: an error that says so": async (play) => {
    const caught = await changeLate(play, (streamWith) => async ({ getSession }) => {
      const session = await getSession();
      return { stream: streamWith(() => void session.set("late", 1)) };
    });
    assert(caught instanceof SessionSealed);
  },
  "asked for after the head has gone: read, and a change is an error": async (play) => {
    let read: unknown;
    const caught = await changeLate(play, (streamWith) => async ({ getSession }) => ({
      stream: streamWith(async () => {
        const session = await getSession();
        read = session.get("kept");
        session.set("late", 1);
      }),
    }));
    assert.equal(read, 1);
    assert(caught instanceof SessionSealed);
  },
  "large stream: whole, though the store is slow": async (play) => {
    const { stream } = large();
    await play({ "/": counting({ stream }) }, async (stage) => {
      const key = await stage.stored();
      stage.database.delay = SLOW;
      const body = await (await stage.get("/", key)).arrayBuffer();
      assert.equal(body.byteLength, PIECE.length * PIECES);
    });
  },
  "large stream: waits while the session is saved, and for a client that does not read": async (
    play,
  ) => {
    const { stream, count } = large();
    await play({ "/": counting({ stream }) }, async (stage) => {
      stage.database.delay = 5 * SLOW;
      const client = await RawConnection.open(stage.url);
      client.pause();
      client.get("/");
      await sleep(4 * SLOW);
      assert(count() <= 4, `${count()} pieces while the session is saved`);
      const pieces = await settled(count);
      assert(pieces < PIECES / 2, `${pieces} pieces while the client does not read`);
      client.resume();
      await client.until(() => count() > PIECES);
      client.close();
    });
  },
  "error after the first piece: the connection is cut, and the server goes on": async (play) => {
    const stream = async function* (): AsyncGenerator<string> {
      yield "first ";
      await sleep(SLOW);
      throw new Error("a bug of the site's");
    };
    const handlers = { "/": counting({ stream }), "/ok": counting({ body: "ok" }) };
    await play(handlers, async (stage) => {
      const key = await stage.stored();
      const response = await stage.get("/", key);
      await assert.rejects(response.text());
      assert.deepEqual(await stage.peek(key), { kept: 1, count: 1 });
      assert.equal((await stage.get("/ok", key)).status, 200);
    });
  },
  "client that leaves: the stream ends": async (play) => {
    let end!: () => void;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const stream = async function* (): AsyncGenerator<string> {
      try {
        for (;;) {
          yield PIECE;
          await sleep(1);
        }
      } finally {
        end();
      }
    };
    await play({ "/": counting({ stream }) }, async (stage) => {
      const client = await RawConnection.open(stage.url);
      client.get("/");
      await client.until(() => client.received.length > PIECE.length);
      client.close();
      await ended;
    });
  },
};
