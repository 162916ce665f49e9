/** The session and the user of a request, typed by their site: what a framework's own type of a request cannot know. */
import type { User } from "./auth/user.ts";
import type { Backend } from "./backend.ts";
import { ImproperlyConfigured } from "./errors.ts";
import { RequestCycle } from "./lifecycle.ts";
import type { GetSession, RequestAccess } from "./lifecycle.ts";
import type { Session } from "./session/session.ts";

/** What the middleware has put its methods on: a request, or Hono's `c.var`. */
interface Handled {
  readonly getSession?: GetSession;
}

/**
 * `request.getSession()`, with the type that the site's sessions have. Django: `request.session`.
 * @throws ImproperlyConfigured when the site's middleware is not mounted.
 */
export async function getSession<
  Row extends object,
  Permission extends string,
  Data extends object,
>(backend: Backend<Row, Permission, Data>, request: Handled): Promise<Session<Data>> {
  return accessOf(backend, request).getSession<Data>();
}

/**
 * `request.getUser()`, with the types that the site's users and permissions have. Django: `get_user(request)`.
 * @throws ImproperlyConfigured when the site's middleware is not mounted.
 */
export async function getUser<Row extends object, Permission extends string, Data extends object>(
  backend: Backend<Row, Permission, Data>,
  request: Handled,
): Promise<User<Row, Permission>> {
  return accessOf(backend, request).getUser<Row, Permission>();
}

/** Not by the request's type, but by the request: one of another site has other sessions. */
function accessOf(backend: Backend, request: Handled): RequestAccess {
  const cycle = RequestCycle.of(backend, request.getSession);
  if (cycle !== null) return cycle.access;
  throw new ImproperlyConfigured("The request has no session of this site.", {
    fix: "Mount middleware(backend) before what asks for it, and pass the same backend here.",
  });
}
