/** Django's sessions in Hono, on any of its runtimes. */
import type { Context, MiddlewareHandler } from "hono";
import type { Backend } from "../backend.ts";
import { RequestCycle } from "../lifecycle.ts";
import type { GetSession, ResponseHeaders } from "../lifecycle.ts";
import { CONTENT_HEADERS } from "./shared/content-headers.ts";

/** What the middleware adds to a context's variables. */
export interface SessionVariables {
  /** The visitor's session, loaded: one statement, however often it is asked for. */
  getSession: GetSession;
}

declare module "hono" {
  interface ContextVariableMap extends SessionVariables {}
}

/**
 * Gives every context `c.var.getSession()`, and saves the session before the response is handed to the server.
 * A store that fails reaches `app.onError` as an error with `code`, `status` 503 and `getResponse()`.
 * Django: `SessionMiddleware`.
 */
export function middleware(backend: Backend): MiddlewareHandler {
  return async (c, next) => {
    if (RequestCycle.isOpen(backend, c.get("getSession"))) return next();
    const cycle = new RequestCycle(backend, c.req.header("Cookie"));
    c.set("getSession", cycle.getSession);
    await next();
    try {
      await cycle.close(c.res.status, new ContextHeaders(c));
    } catch (error) {
      dropResponse(c);
      throw error;
    }
  };
}

/** The headers of the response that a context has come to. */
class ContextHeaders implements ResponseHeaders {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  get(name: string): string | null {
    return this.#context.res.headers.get(name);
  }

  set(name: string, value: string): void {
    this.#write("set", name, value);
  }

  append(name: string, value: string): void {
    this.#write("append", name, value);
  }

  #write(method: "set" | "append", name: string, value: string): void {
    const { res, header } = this.#context;
    try {
      // Not by `c.header()`, which makes the response anew, and so costs as much as a stream.
      res.headers[method](name, value);
    } catch {
      // Of a response that came from `fetch()` the headers are read-only.
      header(name, value, { append: method === "append" });
    }
  }
}

/** Takes the handler's response back, and with its body the headers that described it. */
function dropResponse(c: Context): void {
  // Whoever reads the body closes its file, and nobody will.
  void c.res.body?.cancel().catch(() => {});
  c.res = undefined;
  // Not final any more: so `c.header()` reaches the headers that were set before the response was made.
  c.finalized = false;
  for (const name of CONTENT_HEADERS) c.header(name, undefined);
}
