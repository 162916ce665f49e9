/** Django's sessions and users in Fastify. */
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from "fastify";
import { isStaff, isUser, mayAll } from "../auth/guards.ts";
import type { UserTest } from "../auth/guards.ts";
import type { Backend } from "../backend.ts";
import { RequestCycle } from "../lifecycle.ts";
import type { RequestAccess } from "../lifecycle.ts";
import { answerError } from "./node/answer-error.ts";
import { nodeCycle } from "./node/node-cycle.ts";
import { closeReply } from "./node/reply.ts";

/** What the plugin adds to a request. */
export type SessionRequest = RequestAccess;

declare module "fastify" {
  interface FastifyRequest extends SessionRequest {}
}

/** A hook of Fastify's: `{ preHandler: loginRequired }`, or `app.addHook("preHandler", loginRequired)` for all routes. */
export type SessionHook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

const NAMES = ["getSession", "getUser", "csrfToken"] as const;

/**
 * The plugin that gives every request `getSession()`, `getUser()` and `csrfToken()`, and saves the session before the
 * first byte of the response leaves. A store that fails reaches the error handler as an error with `code`, `statusCode`
 * 503 and `Retry-After`. Django: `SessionMiddleware`, `AuthenticationMiddleware`.
 *
 * @example await app.register(middleware(backend));
 */
export function middleware(backend: Backend): FastifyPluginCallback {
  const plugin: FastifyPluginCallback = (app, _options, done) => {
    for (const name of NAMES) if (!app.hasRequestDecorator(name)) app.decorateRequest(name);
    app.addHook("onRequest", (request, reply, next) => {
      if (RequestCycle.of(backend, request.getSession) === null) {
        // Only of a reply that is hijacked is there something left to close here, and Fastify no more answers for it.
        const fail = (error: unknown): void => {
          request.log.error(error);
          answerError(reply.raw, error);
        };
        Object.assign(request, nodeCycle(backend, request.raw, reply.raw, fail).access);
      }
      next();
    });
    app.addHook("onSend", async (request, reply, payload) => {
      const cycle = RequestCycle.of(backend, request.getSession);
      if (cycle !== null) await closeReply(cycle, reply, payload);
      return payload;
    });
    done();
  };
  // The mark of `fastify-plugin`: the hooks are for the whole app, and not for what the plugin itself registers.
  return Object.assign(plugin, { [Symbol.for("skip-override")]: true });
}

/**
 * Refuses forged requests: those that change something and have no token of Django's or ours. A `preHandler` hook, since
 * it needs the parsed form. Django: `CsrfViewMiddleware`.
 */
export const csrfProtect: SessionHook = async (request) => {
  await RequestCycle.for(request.getSession).checkCsrf(request.body);
};

/** Lets users in; others are sent to LOGIN_URL, or get a 401 where no page was asked for. Django: `login_required`. */
export const loginRequired: SessionHook = guard(isUser);

/** Lets in who may enter the admin; other users get a 403. Django: `staff_member_required`. */
export const staffRequired: SessionHook = guard(isStaff);

/** Lets in who has all of these permissions; other users get a 403. Django: `permission_required(…, raise_exception=True)`. */
export function permissionRequired(...permissions: string[]): SessionHook {
  return guard(mayAll(permissions));
}

function guard(test: UserTest): SessionHook {
  return async (request, reply) => {
    const login = await RequestCycle.for(request.getSession).admit(test, request.originalUrl);
    return login === null ? undefined : reply.code(302).header("Location", login).send();
  };
}
