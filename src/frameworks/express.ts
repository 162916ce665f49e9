/** Django's sessions in Express 4 and 5, and in whatever else is built of `(req, res, next)`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Backend } from "../backend.ts";
import { RequestCycle } from "../lifecycle.ts";
import type { GetSession } from "../lifecycle.ts";
import { nodeCycle } from "./node/node-cycle.ts";

/** What the middleware adds to a request. */
export interface SessionRequest {
  /** The visitor's session, loaded: one statement, however often it is asked for. */
  getSession: GetSession;
}

declare global {
  namespace Express {
    interface Request extends SessionRequest {}
  }
}

/** A middleware of Express. */
export type SessionMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Gives every request `getSession()`, and saves the session before the first byte of the response leaves.
 * A store that fails reaches the error handlers as an error with `code`, `status` 503 and `Retry-After`.
 * Express 4 does not await handlers: there, an error of `await req.getSession()` is yours to pass to `next`.
 * Django: `SessionMiddleware`.
 */
export function middleware(backend: Backend): SessionMiddleware {
  return (request: IncomingMessage & Partial<SessionRequest>, response, next) => {
    if (!RequestCycle.isOpen(backend, request.getSession)) {
      request.getSession = nodeCycle(backend, request, response, next).getSession;
    }
    next();
  };
}
