/**
 * Holds the head of a Node response until something is done, since Node itself cannot wait there.
 * What the handler writes meanwhile is kept in order; a stream is asked to pause, as a slow socket would ask it.
 */
import type { ServerResponse } from "node:http";
import { applyHead, dropHead } from "./head.ts";

/** What is done before the head leaves; a promise only where there is something to wait for. */
export type BeforeHead = () => void | Promise<void>;

/** The methods that send the head. */
type Method = "writeHead" | "flushHeaders" | "write" | "end";
// oxlint-disable-next-line typescript/no-explicit-any -- the overloads of Node's methods are passed through
type Methods = Record<Method, (...args: any[]) => any>;

/** Open: no head yet. Holding: it is being waited for. Released and dropped: calls reach Node again. */
type State = "open" | "holding" | "released" | "dropped";

/**
 * Runs `beforeHead` when the first of `writeHead`, `flushHeaders`, `write` and `end` is called, and lets nothing out before it is done.
 * When it fails, what was held is dropped, headers that described it are removed, and `fail` may answer instead.
 */
export function holdHead(
  response: ServerResponse,
  beforeHead: BeforeHead,
  fail: (error: unknown) => void,
): void {
  const held = new HeldHead(response, beforeHead, fail);
  if (HELD in response)
    return void Object.assign(
      response,
      methodsOf(() => held),
    );
  const holder = response as Holder;
  // One by one: on Express's responses, `Object.assign` takes several times as long.
  holder[HELD] = held;
  holder.writeHead = SHARED.writeHead;
  holder.flushHeaders = SHARED.flushHeaders;
  holder.write = SHARED.write;
  holder.end = SHARED.end;
}

/** Where a response has its held head, of two the one below. */
const HELD = Symbol("held head");

interface Holder extends ServerResponse {
  [HELD]: HeldHead;
}

/** The methods of a response whose head is held, which find it by `heldBy` on the response that they are called of. */
function methodsOf(heldBy: (response: Holder) => HeldHead): Methods {
  return {
    writeHead(this: Holder, ...args) {
      return heldBy(this).writeHead(args);
    },
    flushHeaders(this: Holder, ...args) {
      return heldBy(this).call("flushHeaders", args);
    },
    write(this: Holder, ...args) {
      return heldBy(this).call("write", args);
    },
    end(this: Holder, ...args) {
      return heldBy(this).call("end", args);
    },
  };
}

/** The same for all responses: to make four functions for each would cost more than all else here. */
const SHARED = methodsOf((response) => response[HELD]);

class HeldHead {
  readonly #response: ServerResponse;
  readonly #beforeHead: BeforeHead;
  readonly #fail: (error: unknown) => void;
  /** The methods as they were: Node's, or those of a middleware that wrapped them before. */
  readonly #below: Methods;
  readonly #held: { readonly method: Method; readonly args: unknown[] }[] = [];
  #state: State = "open";

  constructor(response: ServerResponse, beforeHead: BeforeHead, fail: (error: unknown) => void) {
    const { writeHead, flushHeaders, write, end } = response;
    this.#below = { writeHead, flushHeaders, write, end };
    this.#response = response;
    this.#beforeHead = beforeHead;
    this.#fail = fail;
  }

  writeHead(args: unknown[]): unknown {
    if (this.#state === "open") return this.call("writeHead", applyHead(this.#response, args));
    // A middleware below asks Node for the head again as long as it sees none, and there is one here.
    return this.#state === "holding" ? this.#response : this.#pass("writeHead", args);
  }

  call(method: Method, args: unknown[]): unknown {
    if (this.#state === "open") this.#begin();
    if (this.#state !== "holding") return this.#pass(method, args);
    this.#held.push({ method, args });
    return method === "write" ? false : this.#response;
  }

  #pass(method: Method, args: unknown[]): unknown {
    // A handler that goes on writing after it was answered for must not bring the process down.
    if (this.#state === "dropped" && this.#response.writableEnded) {
      return method === "write" ? true : this.#response;
    }
    return this.#below[method].apply(this.#response, args);
  }

  #begin(): void {
    const wait = this.#ask();
    this.#state = wait === undefined ? "released" : "holding";
    if (wait === undefined) return;
    // To the handler the head is written. Node's own answer is an accessor of the prototype.
    const written = { configurable: true, get: () => true };
    Object.defineProperty(this.#response, "headersSent", written);
    wait.then(() => this.#release()).catch((error: unknown) => this.#drop(error));
  }

  /** An error comes as a promise too: it is not for the handler to catch, which has errors of its own. */
  #ask(): void | Promise<void> {
    try {
      return this.#beforeHead();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #release(): void {
    this.#settle("released");
    let flows: unknown;
    for (const { method, args } of this.#held.splice(0)) {
      const result = this.#pass(method, args);
      if (method === "write") flows = result;
    }
    // Where Node's own buffer is full, Node says "drain" itself.
    if (flows === true && !this.#response.writableEnded) this.#response.emit("drain");
  }

  #drop(error: unknown): void {
    const dropped = this.#held.splice(0);
    this.#settle("dropped");
    const response = this.#response;
    if (!response.headersSent) dropHead(response, statusOf(error));
    this.#fail(error);
    for (const { args } of dropped) {
      const callback = args.at(-1);
      if (typeof callback === "function") queueMicrotask(() => callback(error));
    }
  }

  #settle(state: State): void {
    this.#state = state;
    Reflect.deleteProperty(this.#response, "headersSent");
  }
}

function statusOf(error: unknown): number {
  const { status } = error as { status?: unknown };
  return typeof status === "number" ? status : 500;
}
