/** Django's sessions and users in Express 4 and 5, and in whatever else is built of `(req, res, next)`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isStaff, isUser, mayAll } from "../auth/guards.ts";
import type { UserTest } from "../auth/guards.ts";
import type { Backend } from "../backend.ts";
import { RequestCycle } from "../lifecycle.ts";
import type { RequestAccess } from "../lifecycle.ts";
import { nodeCycle } from "./node/node-cycle.ts";

/** What the middleware adds to a request. */
export type SessionRequest = RequestAccess;

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

type Handled = IncomingMessage & Partial<SessionRequest>;

/**
 * Gives every request `getSession()`, `getUser()` and `csrfToken()`, and saves the session before the first byte of
 * the response leaves. A store that fails reaches the error handlers as an error with `code`, `status` 503 and `Retry-After`.
 * Express 4 does not await handlers: there, an error of `await req.getSession()` is yours to pass to `next`.
 * Django: `SessionMiddleware`, `AuthenticationMiddleware`.
 */
export function middleware(backend: Backend): SessionMiddleware {
  return (request: Handled, response, next) => {
    if (RequestCycle.of(backend, request.getSession) === null) {
      const { getSession, getUser, csrfToken } = nodeCycle(backend, request, response, next).access;
      // One by one: on Express's requests, `Object.assign` takes several times as long.
      request.getSession = getSession;
      request.getUser = getUser;
      request.csrfToken = csrfToken;
    }
    next();
  };
}

/**
 * Refuses forged requests: those that change something and have no token of Django's or ours. Mount it after
 * `middleware(backend)` and the parser of forms. Django: `CsrfViewMiddleware`.
 */
export const csrfProtect: SessionMiddleware = (
  request: Handled & { body?: unknown },
  _response,
  next,
) => {
  void goOn(next, async () => {
    await RequestCycle.for(request.getSession).checkCsrf(request.body);
    return true;
  });
};

/** Lets users in; others are sent to LOGIN_URL, or get a 401 where no page was asked for. Django: `login_required`. */
export const loginRequired: SessionMiddleware = guard(isUser);

/** Lets in who may enter the admin; other users get a 403. Django: `staff_member_required`. */
export const staffRequired: SessionMiddleware = guard(isStaff);

/** Lets in who has all of these permissions; other users get a 403. Django: `permission_required(…, raise_exception=True)`. */
export function permissionRequired(...permissions: string[]): SessionMiddleware {
  return guard(mayAll(permissions));
}

function guard(test: UserTest): SessionMiddleware {
  return (request: Handled & { originalUrl?: string }, response, next) => {
    void goOn(next, async () => {
      const target = request.originalUrl ?? request.url ?? "/";
      const login = await RequestCycle.for(request.getSession).admit(test, target);
      if (login !== null) response.writeHead(302, { Location: login }).end();
      return login === null;
    });
  };
}

/** Goes on to the next handler when the answer is true; an error goes to the error handlers. */
async function goOn(next: (error?: unknown) => void, ask: () => Promise<boolean>): Promise<void> {
  let passes: boolean;
  try {
    passes = await ask();
  } catch (error) {
    return next(error);
  }
  if (passes) next();
}
