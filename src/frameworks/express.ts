/** Django's sessions in Express 4 and 5, and in whatever else is built of `(req, res, next)`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Backend } from "../backend.ts";
import type { RequestCycle } from "../lifecycle.ts";
import { requestSession } from "./node/request-session.ts";

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
 * Express 4 does not await handlers: there, an error of `await req.getSession()` is yours to pass to `next`.
 * Django: `SessionMiddleware`.
 */
export function middleware(backend: Backend): SessionMiddleware {
  return (request, response, next) => {
    const getSession = requestSession(backend, request, response, next);
    if (getSession !== null) (request as IncomingMessage & SessionRequest).getSession = getSession;
    next();
  };
}
