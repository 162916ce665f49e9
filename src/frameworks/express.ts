/** Django's sessions in Express 4 and 5, and in whatever else is built of `(req, res, next)`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Backend } from "../backend.ts";
import { RequestCycle } from "../lifecycle.ts";
import { nodeHeaders } from "./node/head.ts";
import { holdHead } from "./node/hold-head.ts";

/** What the middleware adds to a request. */
export interface SessionRequest {
  /** The visitor's session, loaded: one statement, however often it is asked for. */
  getSession: RequestCycle["getSession"];
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
 * Django: `SessionMiddleware`.
 */
export function middleware(backend: Backend): SessionMiddleware {
  return (request, response, next) => {
    const cycle = new RequestCycle(backend, request.headers.cookie);
    Object.assign(request, { getSession: cycle.getSession } satisfies SessionRequest);
    holdHead(response, () => cycle.close(response.statusCode, nodeHeaders(response)), next);
    next();
  };
}
