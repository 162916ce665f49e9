/** Django's sessions in Hono, on any of its runtimes. */
import type { MiddlewareHandler } from "hono";
import type { Backend } from "../backend.ts";
import { RequestCycle } from "../lifecycle.ts";

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
    const cycle = new RequestCycle(backend, c.req.header("Cookie"));
    c.set("getSession", cycle.getSession);
    await next();
    try {
      await cycle.close(c.res.status, {
        get: (name) => c.res.headers.get(name),
        set: (name, value) => c.header(name, value),
        append: (name, value) => c.header(name, value, { append: true }),
      });
    } catch (error) {
      // The handler's response is dropped, and its headers with it.
      c.res = undefined;
      throw error;
    }
  };
}
