/** A held head: what a handler, and the middlewares above and below, see of it; and what the client sees. */
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "vitest";
import { holdHead } from "../../../../src/frameworks/node/hold-head.ts";
import { RawConnection } from "../../../../src/testing/framework-connection.ts";
import { answerOf, withServer } from "./held-server.ts";

const HELD = "Set-Cookie: held=1";

async function failing(): Promise<never> {
  await sleep(20);
  throw Object.assign(new Error("the store is down"), { status: 503 });
}

describe("the head", () => {
  test("what is done before is in it", async () => {
    const answer = await answerOf({ handler: (_, response) => response.end("ok") });
    assert.deepEqual(answer, { statusLine: "HTTP/1.1 200 OK", headers: [HELD], body: "ok" });
  });

  test("nothing to wait for: sent in the handler's own turn", async () => {
    let isSent: boolean | undefined;
    const answer = await answerOf({
      before: (response) => void response.setHeader("X-Before", "1"),
      handler: (_, response) => {
        response.write("o");
        isSent = response.headersSent;
        response.end("k");
      },
    });
    assert.deepEqual([answer?.headers, answer?.body, isSent], [["X-Before: 1"], "ok", true]);
  });

  test.each<[string, (response: ServerResponse) => unknown, string[]]>([
    [
      "object",
      (r) => r.writeHead(201, { "X-Own": "1", Vary: ["a", "b"] }),
      ["X-Own: 1", "Vary: a", "Vary: b"],
    ],
    [
      "list, names twice",
      (r) => r.writeHead(201, ["X-Own", "1", "Set-Cookie", "a=1", "Set-Cookie", "b=2"]),
      ["X-Own: 1", "Set-Cookie: a=1", "Set-Cookie: b=2"],
    ],
    ["reason and list", (r) => r.writeHead(201, "Created", ["X-Own", "1"]), ["X-Own: 1"]],
    [
      "over what was set",
      (r) => r.setHeader("x-own", "0").writeHead(201, { "X-Own": "1" }),
      ["X-Own: 1"],
    ],
    [
      "over what was set, a list",
      (r) => r.setHeader("x-own", "0").writeHead(201, ["X-Own", "1"]),
      ["X-Own: 1"],
    ],
  ])("writeHead with headers as %s: merged", async (_, writeHead, expected) => {
    const answer = await answerOf({
      handler: (_request, response) => {
        writeHead(response);
        response.end("ok");
      },
    });
    const cookies = expected.filter((header) => header.startsWith("Set-Cookie"));
    const others = expected.filter((header) => !cookies.includes(header));
    assert.equal(answer?.statusLine, "HTTP/1.1 201 Created");
    assert.deepEqual(answer.headers.toSorted(), [...others, ...cookies, HELD].toSorted());
    assert.equal(answer.body, "ok");
  });

  test("a reason of the handler's own: kept", async () => {
    const answer = await answerOf({
      handler: (_, response) => response.writeHead(200, "Fine").end("ok"),
    });
    assert.equal(answer?.statusLine, "HTTP/1.1 200 Fine");
  });

  test("its status is known before", async () => {
    let status: number | undefined;
    await answerOf({
      before: (response) => void (status = response.statusCode),
      handler: (_, response) => response.writeHead(418).end(),
    });
    assert.equal(status, 418);
  });

  test("while it is held, headersSent is true; before, it is not", async () => {
    const seen: boolean[] = [];
    await answerOf({
      handler: (_, response) => {
        seen.push(response.headersSent);
        response.flushHeaders();
        seen.push(response.headersSent);
        response.end(() => seen.push(response.headersSent));
      },
    });
    assert.deepEqual(seen, [false, true, true]);
  });

  test("of a status that HTTP has not: an error, not a crash", async () => {
    const answer = await answerOf({ handler: (_, response) => response.writeHead(42).end() });
    assert.equal(answer?.statusLine, "HTTP/1.1 500 Internal Server Error");
    assert.match(answer.body, /^failed: .*42/);
  });
});

describe("the body", () => {
  test("written in pieces: in order, and every callback called", async () => {
    const called: string[] = [];
    const answer = await answerOf({
      handler: (_, response) => {
        response.write("one ", () => called.push("one"));
        response.write(Buffer.from("two "), () => called.push("two"));
        response.write("7468726565", "hex");
        response.end(" end", () => called.push("end"));
      },
    });
    assert.equal(answer?.body, "one two three end");
    assert.deepEqual(called, ["one", "two", "end"]);
  });

  test("a writer that waits for drain: goes on when the head has left", async () => {
    const answer = await answerOf({
      handler: (_, response) => {
        assert.equal(response.write("one "), false);
        response.once("drain", () => response.end("two"));
      },
    });
    assert.equal(answer?.body, "one two");
  });

  test("too much for the socket: drain is said once, by Node", async () => {
    let drains = 0;
    const piece = "x".repeat(8_000_000);
    const answer = await answerOf({
      handler: (_, response) => {
        response.on("drain", () => drains++);
        response.write(piece);
        response.once("drain", () => response.end());
      },
    });
    assert.equal(answer?.body.length, piece.length);
    assert.equal(drains, 1);
  });
});

describe("middlewares", () => {
  /** As `compression` and `on-headers` do: asks Node for the head before each piece, and adds to it. */
  const wrap = (response: any): void => {
    const { writeHead, write, end } = response;
    const askForHead = (): void => {
      if (!response["_header"]) response["_implicitHeader"]();
    };
    response.writeHead = (...args: unknown[]) => {
      response.setHeader("X-Seen", String(response.getHeader("Set-Cookie")));
      return writeHead.apply(response, args);
    };
    response.write = (...args: unknown[]) => {
      askForHead();
      return write.apply(response, args);
    };
    response.end = (...args: unknown[]) => {
      askForHead();
      return end.apply(response, args);
    };
  };
  const writeTwice = (response: ServerResponse): void => {
    response.write("one ");
    response.end("two");
  };

  test("around the held head: may ask for it many times", async () => {
    const answer = await answerOf({
      handler: (_, response) => {
        wrap(response);
        writeTwice(response);
      },
    });
    assert.deepEqual(answer?.headers.toSorted(), [HELD, "X-Seen: undefined"]);
    assert.equal(answer.body, "one two");
  });

  test("within the held head: see what was done before", async () => {
    const answer = await answerOf({
      below: wrap,
      handler: (_, response) => writeTwice(response),
    });
    assert.deepEqual(answer?.headers.toSorted(), [HELD, "X-Seen: held=1"]);
    assert.equal(answer.body, "one two");
  });

  test("two held heads, one in the other: both are waited for", async () => {
    const order: string[] = [];
    const answer = await answerOf({
      before: async (response) => {
        await sleep(10);
        order.push("outer");
        response.appendHeader("Set-Cookie", "outer=1");
      },
      handler: (_, response) => {
        holdHead(
          response,
          async () => {
            await sleep(10);
            order.push("inner");
            response.appendHeader("Set-Cookie", "inner=1");
          },
          () => assert.fail(),
        );
        response.write("one ");
        response.once("drain", () => response.end("two"));
      },
    });
    assert.deepEqual(order, ["inner", "outer"]);
    assert.deepEqual(answer?.headers, ["Set-Cookie: inner=1", "Set-Cookie: outer=1"]);
    assert.equal(answer.body, "one two");
  });
});

describe("a failure before the head", () => {
  test("what was held is dropped, and what described it", async () => {
    const answer = await answerOf({
      before: failing,
      handler: (_, response) => {
        response.setHeader("X-Own", "1");
        response.writeHead(201, "Made", { "Content-Type": "text/css", ETag: '"a"', Location: "/" });
        response.end("body");
      },
    });
    assert.deepEqual(answer, {
      statusLine: "HTTP/1.1 503 Service Unavailable",
      headers: ["X-Own: 1"],
      body: "failed: the store is down",
    });
  });

  test("at once: as a rejection", async () => {
    const answer = await answerOf({
      before: () => {
        throw new Error("not storable");
      },
      handler: (_, response) => response.end("body"),
    });
    assert.equal(answer?.statusLine, "HTTP/1.1 500 Internal Server Error");
    assert.equal(answer.body, "failed: not storable");
  });

  test("callbacks of what was dropped: called with the error", async () => {
    const told: unknown[] = [];
    await answerOf({
      before: failing,
      handler: (_, response) => {
        response.write("one", (error) => told.push(error?.message));
        response.end((error?: Error) => told.push(error?.message));
      },
    });
    assert.deepEqual(told, ["the store is down", "the store is down"]);
  });

  test("a handler that goes on writing: nobody hears it, and nothing breaks", async () => {
    const answer = await answerOf({
      before: failing,
      handler: async (_, response) => {
        response.write("one");
        await sleep(60);
        assert.equal(response.write("two"), true);
        assert.equal(response.end("three"), response);
      },
    });
    assert.equal(answer?.body, "failed: the store is down");
  });

  test("an answer that takes its time: what leaks meanwhile is no success", async () => {
    const answer = await answerOf({
      before: failing,
      fail: (_, response) => void setTimeout(() => response.end("late"), 60),
      handler: async (_, response) => {
        response.write("one");
        await sleep(40);
        response.write("two");
      },
    });
    assert.equal(answer?.statusLine, "HTTP/1.1 503 Service Unavailable");
  });

  test("a pipeline under way: settles", async () => {
    let settled: Promise<unknown> | undefined;
    const answer = await answerOf({
      before: failing,
      handler: (_, response) => {
        const pieces = Array.from({ length: 100 }, (__, index) => `piece ${index}`);
        settled = pipeline(Readable.from(pieces), response).catch(() => {});
      },
    });
    assert.equal(answer?.body, "failed: the store is down");
    await settled;
  });
});

describe("a client that leaves while the head is held", () => {
  const leave = (before: () => Promise<void>, fail?: (error: unknown) => void): Promise<void> =>
    withServer(
      {
        before,
        handler: (_, response) => response.write("one"),
        ...(fail && { fail }),
      },
      async (url) => {
        const client = await RawConnection.open(url);
        client.get("/");
        await sleep(10);
        client.close();
        await sleep(60);
      },
    );

  test("what was to be done before is done all the same", async () => {
    let isDone = false;
    await leave(async () => {
      await sleep(40);
      isDone = true;
    });
    assert(isDone);
  });

  test("a failure is told, though there is nobody to answer", async () => {
    const told: unknown[] = [];
    await leave(failing, (error) => told.push((error as Error).message));
    assert.deepEqual(told, ["the store is down"]);
  });

  test("cut by the handler: nothing is sent", async () => {
    const answer = await answerOf({
      handler: (_, response) => {
        response.write("one");
        response.destroy();
      },
    });
    assert.equal(answer, null);
  });
});
