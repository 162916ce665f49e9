/**
 * Holds the head of a Node response until something is done, since Node itself cannot wait there.
 * What the handler writes meanwhile is kept in order; a stream is asked to pause, as a slow socket would ask it.
 */
import type { ServerResponse } from "node:http";
import { applyHead, removeContentHeaders } from "./head.ts";

/** What is done before the head leaves; a promise only where there is something to wait for. */
export type BeforeHead = () => void | Promise<void>;

type Method = "writeHead" | "flushHeaders" | "write" | "end";
// oxlint-disable-next-line typescript/no-explicit-any -- the overloads of Node's methods are passed through
type Call = (...args: any[]) => any;

/** Open: no head yet. Holding: it is being waited for. Released and failed: calls reach Node again. */
type State = "open" | "holding" | "released" | "failed";

/**
 * Runs `beforeHead` when the first of `writeHead`, `flushHeaders`, `write` and `end` is called, and lets nothing out before it is done.
 * When it fails, what was held is dropped, headers that described it are removed, and `fail` may answer instead.
 */
export function holdHead(
  response: ServerResponse,
  beforeHead: BeforeHead,
  fail: (error: unknown) => void,
): void {
  const { writeHead, flushHeaders, write, end } = response;
  const original: Record<Method, Call> = { writeHead, flushHeaders, write, end };
  const held: (() => unknown)[] = [];
  let state: State = "open";
  let paused = false;

  const release = (): void => {
    state = "released";
    let flowing: unknown = true;
    for (const call of held.splice(0)) flowing = call();
    // Node says "drain" itself when its own buffer was full.
    if (paused && flowing !== false && !response.writableEnded) response.emit("drain");
  };
  const abandon = (error: unknown): void => {
    state = "failed";
    held.length = 0;
    if (response.destroyed) return;
    removeContentHeaders(response);
    fail(error);
  };
  const begin = (): void => {
    state = "holding";
    try {
      const wait = beforeHead();
      if (wait === undefined) state = "released";
      else wait.then(release, abandon);
    } catch (error) {
      // Not within the handler's own call: it has its own errors to handle.
      queueMicrotask(() => abandon(error));
    }
  };
  const pass = (method: Method, args: unknown[]): unknown => {
    // A handler that goes on writing after it was answered for must not bring the process down.
    if (state === "failed" && response.writableEnded) return method === "write" ? true : response;
    return original[method].apply(response, args);
  };
  const intercept = (method: Method, args: unknown[]): unknown => {
    if (state === "open") begin();
    if (state !== "holding") return pass(method, args);
    held.push(() => pass(method, args));
    if (method !== "write") return response;
    paused = true;
    return false;
  };

  Object.defineProperty(response, "headersSent", {
    configurable: true,
    get: () =>
      state === "holding" || Reflect.get(Object.getPrototypeOf(response), "headersSent", response),
  });
  Object.assign(response, {
    writeHead: (...args: unknown[]): unknown => {
      if (state === "released" || state === "failed") return pass("writeHead", args);
      return intercept("writeHead", state === "open" ? applyHead(response, args) : args);
    },
    flushHeaders: (...args: unknown[]): unknown => intercept("flushHeaders", args),
    write: (...args: unknown[]): unknown => intercept("write", args),
    end: (...args: unknown[]): unknown => intercept("end", args),
  });
}
