/** Django's sessions and users in Koa. */
import type { Context, Middleware } from "koa";
import { isStaff, isUser, mayAll } from "../auth/guards.ts";
import type { UserTest } from "../auth/guards.ts";
import type { Backend } from "../backend.ts";
import { RequestCycle } from "../lifecycle.ts";
import type { RequestAccess } from "../lifecycle.ts";
import { nodeCycle } from "./node/node-cycle.ts";

/** What the middleware adds to a context. */
export type SessionContext = RequestAccess;

declare module "koa" {
  interface ExtendableContext extends SessionContext {}
}

/**
 * Gives every context `getSession()`, `getUser()` and `csrfToken()`, and saves the session before the first byte of
 * the response leaves. A store that fails is answered by Koa's own `ctx.onerror`, with `status` 503 and `Retry-After`,
 * and is told to `app.on("error")`. Django: `SessionMiddleware`, `AuthenticationMiddleware`.
 */
export function middleware(backend: Backend): Middleware {
  return (ctx, next) => {
    if (RequestCycle.of(backend, ctx.getSession) === null) {
      const fail = (error: unknown): void => ctx.onerror(error as Error);
      Object.assign(ctx, nodeCycle(backend, ctx.req, ctx.res, fail).access);
    }
    return next();
  };
}

/**
 * Refuses forged requests: those that change something and have no token of Django's or ours. Mount it after
 * `middleware(backend)` and the parser of forms. Django: `CsrfViewMiddleware`.
 */
export const csrfProtect: Middleware = async (ctx, next) => {
  const { body } = ctx.request as { body?: unknown };
  await RequestCycle.for(ctx.getSession).checkCsrf(body);
  await next();
};

/** Lets users in; others are sent to LOGIN_URL, or get a 401 where no page was asked for. Django: `login_required`. */
export const loginRequired: Middleware = guard(isUser);

/** Lets in who may enter the admin; other users get a 403. Django: `staff_member_required`. */
export const staffRequired: Middleware = guard(isStaff);

/** Lets in who has all of these permissions; other users get a 403. Django: `permission_required(…, raise_exception=True)`. */
export function permissionRequired(...permissions: string[]): Middleware {
  return guard(mayAll(permissions));
}

function guard(test: UserTest): Middleware {
  return async (ctx, next) => {
    const login = await RequestCycle.for(ctx.getSession).admit(test, ctx.originalUrl);
    if (login === null) await next();
    else sendTo(login, ctx);
  };
}

/** Not by `ctx.redirect()`, which writes an address anew and adds a page of its own. */
function sendTo(login: string, ctx: Context): void {
  ctx.status = 302;
  ctx.set("Location", login);
  ctx.body = "";
}
