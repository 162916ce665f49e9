/** A plain Node server whose every response is held until `before` is done. */
import { createServer } from "node:http";
import type { RequestListener, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { holdHead } from "../../../../src/frameworks/node/hold-head.ts";
import type { BeforeHead } from "../../../../src/frameworks/node/hold-head.ts";
import { RawConnection } from "../../../../src/testing/framework-connection.ts";

/** What a test says of its server. */
export interface Held {
  /** What is done before the head leaves; unless told, 20 ms pass and a header is added. */
  readonly before?: (response: ServerResponse) => ReturnType<BeforeHead>;
  /** May be async; what it rejects with fails the test. */
  readonly handler: (...args: Parameters<RequestListener>) => unknown;
  /** A middleware that wraps the response before it is held. */
  readonly below?: (response: ServerResponse) => void;
  /** Answers when `before` failed; unless told, with the error's message. */
  readonly fail?: (error: unknown, response: ServerResponse) => void;
}

/** What came back, to the letter. */
export interface RawAnswer {
  readonly statusLine: string;
  /** Name and value of each header but those that Node adds by itself. */
  readonly headers: readonly string[];
  readonly body: string;
}

const addHeader = async (response: ServerResponse): Promise<void> => {
  await sleep(20);
  response.appendHeader("Set-Cookie", "held=1");
};

const sayError = (error: unknown, response: ServerResponse): void => {
  response.end(`failed: ${(error as Error).message}`);
};

/** Sends one request and gives back the whole answer; null where the connection was cut instead. */
export async function answerOf(held: Held): Promise<RawAnswer | null> {
  return withServer(held, async (url) => {
    const client = await RawConnection.open(url);
    client.get("/", null, "Connection: close\r\n");
    await client.untilClosed();
    return client.received === "" ? null : parse(client.received);
  });
}

/** Runs a task against the server. */
export async function withServer<T>(held: Held, task: (url: string) => Promise<T>): Promise<T> {
  const { before = addHeader, handler, below, fail = sayError } = held;
  const handled: unknown[] = [];
  const server = createServer((request, response) => {
    below?.(response);
    holdHead(
      response,
      () => before(response),
      (error) => fail(error, response),
    );
    handled.push(handler(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const result = await task(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await Promise.all(handled);
    return result;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const OF_NODE = /^(Date|Connection|Keep-Alive|Transfer-Encoding|Content-Length):/i;

function parse(text: string): RawAnswer {
  const [head = "", ...body] = text.split("\r\n\r\n");
  const [statusLine = "", ...headers] = head.split("\r\n");
  const isChunked = headers.some((header) => /^Transfer-Encoding: chunked$/i.test(header));
  const rest = body.join("\r\n\r\n");
  return {
    statusLine,
    headers: headers.filter((header) => !OF_NODE.test(header)),
    body: isChunked ? unchunked(rest) : rest,
  };
}

function unchunked(text: string): string {
  const size = Number.parseInt(text, 16);
  if (!(size > 0)) return "";
  const start = text.indexOf("\r\n") + 2;
  return text.slice(start, start + size) + unchunked(text.slice(start + size + 2));
}
