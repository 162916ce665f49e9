/** Django's sessions and users in plain `Request → Response` handlers: of Bun, Deno, Workers, and what else takes them. */
import { webFormToken } from "../auth/csrf/form.ts";
import { isStaff, isUser, mayAll } from "../auth/guards.ts";
import type { UserTest } from "../auth/guards.ts";
import type { Backend } from "../backend.ts";
import { HttpError } from "../errors.ts";
import { RequestCycle } from "../lifecycle.ts";
import type { RequestAccess } from "../lifecycle.ts";
import { ResponseHead } from "./shared/response-head.ts";
import { WebFacts } from "./shared/web-facts.ts";

/** A handler that is given the visitor's session and user beside the request, and whatever else the server gives. */
export type SessionHandler<Rest extends unknown[] = unknown[]> = (
  request: Request,
  access: RequestAccess,
  ...rest: Rest
) => Response | Promise<Response>;

/**
 * Gives the handler `getSession()`, `getUser()` and `csrfToken()`, and saves the session before the response is handed
 * to the server. An error of this package is answered as it says, a store that fails by 503 and `Retry-After`;
 * any other is the server's. Django: `SessionMiddleware`, `AuthenticationMiddleware`.
 *
 * @example Deno.serve(withSession(backend, async (request, { getSession }) => new Response(…)));
 */
export function withSession<Rest extends unknown[]>(
  backend: Backend,
  handler: SessionHandler<Rest>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const cycle = new RequestCycle(backend, new WebFacts(request));
    const response = await answer(async () => handler(request, cycle.access, ...rest));
    const head = new ResponseHead(response);
    return answer(async () => {
      try {
        await cycle.close(response.status, head);
      } catch (error) {
        // Whoever reads the body closes its file, and nobody will.
        void head.response.body?.cancel().catch(() => {});
        throw error;
      }
      return head.response;
    });
  };
}

/**
 * A handler that refuses forged requests: those that change something and have no token of Django's or ours. It reads
 * forms from a copy, so limit the size of bodies before. Django: `csrf_protect`.
 */
export function csrfProtect<Rest extends unknown[]>(
  handler: SessionHandler<Rest>,
): SessionHandler<Rest> {
  return async (request, access, ...rest) => {
    const cycle = RequestCycle.for(access.getSession);
    await cycle.csrf.check(await webFormToken(cycle.facts, request));
    return handler(request, access, ...rest);
  };
}

/** A handler for users; others are sent to LOGIN_URL, or get a 401 where no page was asked for. Django: `login_required`. */
export function loginRequired<Rest extends unknown[]>(
  handler: SessionHandler<Rest>,
): SessionHandler<Rest> {
  return guarded(isUser, handler);
}

/** A handler for who may enter the admin; other users get a 403. Django: `staff_member_required`. */
export function staffRequired<Rest extends unknown[]>(
  handler: SessionHandler<Rest>,
): SessionHandler<Rest> {
  return guarded(isStaff, handler);
}

/** Makes handlers for who has all of these permissions; other users get a 403. Django: `permission_required(…, raise_exception=True)`. */
export function permissionRequired(
  ...permissions: string[]
): <Rest extends unknown[]>(handler: SessionHandler<Rest>) => SessionHandler<Rest> {
  return (handler) => guarded(mayAll(permissions), handler);
}

function guarded<Rest extends unknown[]>(
  test: UserTest,
  handler: SessionHandler<Rest>,
): SessionHandler<Rest> {
  return async (request, access, ...rest) => {
    const { pathname, search } = new URL(request.url);
    const login = await RequestCycle.for(access.getSession).admit(test, pathname + search);
    if (login === null) return handler(request, access, ...rest);
    return new Response(null, { status: 302, headers: { Location: login } });
  };
}

/** The response, or that of an error which is one. */
async function answer(respond: () => Promise<Response>): Promise<Response> {
  try {
    return await respond();
  } catch (error) {
    if (error instanceof HttpError) return error.getResponse();
    throw error;
  }
}
