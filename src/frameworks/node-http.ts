/** Django's sessions and users in plain `node:http`. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isStaff, isUser, mayAll } from "../auth/guards.ts";
import type { UserTest } from "../auth/guards.ts";
import type { Backend } from "../backend.ts";
import { HttpError } from "../errors.ts";
import { RequestCycle } from "../lifecycle.ts";
import type { RequestAccess } from "../lifecycle.ts";
import { answerError } from "./node/answer-error.ts";
import { nodeCycle } from "./node/node-cycle.ts";

/** A request with what `withSession` adds, and the body if a parser left one there. */
export type SessionRequest = IncomingMessage & RequestAccess & { body?: unknown };

/** A handler of such requests. What it throws is answered: an error of this package as it says, any other by 500. */
export type SessionHandler = (request: SessionRequest, response: ServerResponse) => unknown;

/**
 * Gives the handler `request.getSession()`, `getUser()` and `csrfToken()`, and saves the session before the first byte
 * of the response leaves. A store that fails is answered by 503 and `Retry-After`. Errors that are not of this package
 * are printed. Django: `SessionMiddleware`, `AuthenticationMiddleware`.
 *
 * @example http.createServer(withSession(backend, async (request, response) => { … })).listen(3000);
 */
export function withSession(
  backend: Backend,
  handler: SessionHandler,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request: IncomingMessage & Partial<RequestAccess>, response) => {
    const fail = (error: unknown): void => {
      // oxlint-disable-next-line no-console -- plain Node has no error handler, and an error must not get lost
      if (!(error instanceof HttpError)) console.error(error);
      answerError(response, error);
    };
    if (RequestCycle.of(backend, request.getSession) === null) {
      Object.assign(request, nodeCycle(backend, request, response, fail).access);
    }
    void run(handler, request as SessionRequest, response).catch(fail);
  };
}

/**
 * A handler that refuses forged requests: those that change something and have no token of Django's or ours.
 * The token of a form is looked for in `request.body`, which your parser has to set before. Django: `csrf_protect`.
 */
export function csrfProtect(handler: SessionHandler): SessionHandler {
  return async (request, response) => {
    await RequestCycle.for(request.getSession).checkCsrf(request.body);
    return handler(request, response);
  };
}

/** A handler for users; others are sent to LOGIN_URL, or get a 401 where no page was asked for. Django: `login_required`. */
export function loginRequired(handler: SessionHandler): SessionHandler {
  return guarded(isUser, handler);
}

/** A handler for who may enter the admin; other users get a 403. Django: `staff_member_required`. */
export function staffRequired(handler: SessionHandler): SessionHandler {
  return guarded(isStaff, handler);
}

/** Makes handlers for who has all of these permissions; other users get a 403. Django: `permission_required(…, raise_exception=True)`. */
export function permissionRequired(
  ...permissions: string[]
): (handler: SessionHandler) => SessionHandler {
  return (handler) => guarded(mayAll(permissions), handler);
}

function guarded(test: UserTest, handler: SessionHandler): SessionHandler {
  return async (request, response) => {
    const login = await RequestCycle.for(request.getSession).admit(test, request.url ?? "/");
    if (login === null) return handler(request, response);
    return response.writeHead(302, { Location: login }).end();
  };
}

/** What a handler throws, be it at once or later, is a rejection. */
async function run(
  handler: SessionHandler,
  request: SessionRequest,
  response: ServerResponse,
): Promise<void> {
  await handler(request, response);
}
