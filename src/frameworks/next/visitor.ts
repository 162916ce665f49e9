/** What the handlers of a site in Next.js get. */
import type { User } from "../../auth/user.ts";
import type { AuthUserRow } from "../../auth/users/user-model.ts";
import type { GetSession, RequestCycle } from "../../lifecycle.ts";

/** What a server action, a route handler and the proxy file get. */
export interface Visitor<Row extends object = AuthUserRow, Permission extends string = string> {
  /** The visitor's session, to be read and changed. */
  getSession: GetSession;
  /** Who the visitor is, verified as Django does: one statement more. */
  getUser<R extends object = Row>(): Promise<User<R, Permission>>;
  /** The CSRF token for a form that is posted to Django. Django: `get_token(request)`. */
  csrfToken(): Promise<string>;
}

/** The visitor of a request. */
export function visitorOf<Row extends object, Permission extends string>(
  cycle: RequestCycle,
): Visitor<Row, Permission> {
  return cycle.access as object as Visitor<Row, Permission>;
}
