/** Django's sessions in Hono, on any of its runtimes. */
import type { Context, MiddlewareHandler } from "hono";
import type { Backend } from "../backend.ts";
import { RequestCycle } from "../lifecycle.ts";
import { CONTENT_HEADERS } from "./shared/content-headers.ts";

/** What the middleware adds to a context's variables. */
export interface SessionVariables {
  /** The visitor's session, loaded: one statement, however often it is asked for. */
  getSession: RequestCycle["getSession"];
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
    const cycle = RequestCycle.open(backend, c, c.req.header("Cookie"));
    if (cycle === null) return next();
    c.set("getSession", cycle.getSession);
    await next();
    try {
      await cycle.close(c.res.status, {
        get: (name) => c.res.headers.get(name),
        set: (name, value) => c.header(name, value),
        append: (name, value) => c.header(name, value, { append: true }),
      });
    } catch (error) {
      dropResponse(c);
      throw error;
    }
  };
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
