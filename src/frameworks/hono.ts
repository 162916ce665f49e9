/** Django's sessions and users in Hono, on any of its runtimes. */
import type { Context, MiddlewareHandler } from "hono";
import { sendsForm } from "../auth/csrf/form.ts";
import { isStaff, isUser, mayAll } from "../auth/guards.ts";
import type { UserTest } from "../auth/guards.ts";
import type { Backend } from "../backend.ts";
import { RequestCycle } from "../lifecycle.ts";
import type { RequestAccess, ResponseHeaders } from "../lifecycle.ts";
import { CONTENT_HEADERS } from "./shared/content-headers.ts";
import { WebFacts } from "./shared/web-facts.ts";

/** What the middleware adds to a context's variables. */
export type SessionVariables = RequestAccess;

declare module "hono" {
  interface ContextVariableMap extends SessionVariables {}
}

/**
 * Gives every context `c.var.getSession()`, `getUser()` and `csrfToken()`, and saves the session before the response is
 * handed to the server. A store that fails reaches `app.onError` as an error with `code`, `status` 503 and `getResponse()`.
 * Django: `SessionMiddleware`, `AuthenticationMiddleware`.
 */
export function middleware(backend: Backend): MiddlewareHandler {
  return async (c, next) => {
    if (RequestCycle.of(backend, c.get("getSession")) !== null) return next();
    const cycle = new RequestCycle(backend, new WebFacts(c.req.raw));
    const { getSession, getUser, csrfToken } = cycle.access;
    c.set("getSession", getSession);
    c.set("getUser", getUser);
    c.set("csrfToken", csrfToken);
    await next();
    try {
      await cycle.close(c.res.status, new ContextHeaders(c));
    } catch (error) {
      dropResponse(c);
      throw error;
    }
  };
}

/**
 * Refuses forged requests: those that change something and have no token of Django's or ours. Mount it after
 * `middleware(backend)`, and after a limit of the body's size: it reads forms. Django: `CsrfViewMiddleware`.
 */
export const csrfProtect: MiddlewareHandler = async (c, next) => {
  const cycle = RequestCycle.for(c.get("getSession"));
  await cycle.checkCsrf(sendsForm(cycle.facts) ? await formOf(c) : null);
  await next();
};

/** The fields of a form, which handlers can read after this too, in whatever way. */
async function formOf(c: Context): Promise<object> {
  try {
    if (c.req.raw.bodyUsed) return await c.req.parseBody();
    return Object.fromEntries(await c.req.raw.clone().formData());
  } catch {
    // A form that cannot be read has no token.
    return {};
  }
}

/** Lets users in; others are sent to LOGIN_URL, or get a 401 where no page was asked for. Django: `login_required`. */
export const loginRequired: MiddlewareHandler = guard(isUser);

/** Lets in who may enter the admin; other users get a 403. Django: `staff_member_required`. */
export const staffRequired: MiddlewareHandler = guard(isStaff);

/** Lets in who has all of these permissions; other users get a 403. Django: `permission_required(…, raise_exception=True)`. */
export function permissionRequired(...permissions: string[]): MiddlewareHandler {
  return guard(mayAll(permissions));
}

function guard(test: UserTest): MiddlewareHandler {
  return async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const login = await RequestCycle.for(c.get("getSession")).admit(test, pathname + search);
    return login === null ? next() : c.redirect(login);
  };
}

/** The headers of the response that a context has come to. */
class ContextHeaders implements ResponseHeaders {
  readonly #context: Context;

  constructor(context: Context) {
    this.#context = context;
  }

  get(name: string): string | null {
    return this.#context.res.headers.get(name);
  }

  set(name: string, value: string): void {
    this.#write("set", name, value);
  }

  append(name: string, value: string): void {
    this.#write("append", name, value);
  }

  #write(method: "set" | "append", name: string, value: string): void {
    const { res, header } = this.#context;
    try {
      // Not by `c.header()`, which makes the response anew, and so costs as much as a stream.
      res.headers[method](name, value);
    } catch {
      // Of a response that came from `fetch()` the headers are read-only.
      header(name, value, { append: method === "append" });
    }
  }
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
