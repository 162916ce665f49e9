/** Django's sessions and users in Next.js 15 and 16, by its App Router. */
import { cookies, headers } from "next/headers.js";
import { NextResponse } from "next/server.js";
import type { NextFetchEvent, NextRequest } from "next/server.js";
import { webFormToken } from "../auth/csrf/form.ts";
import { isStaff, isUser, mayAll } from "../auth/guards.ts";
import type { UserTest } from "../auth/guards.ts";
import type { User } from "../auth/user.ts";
import type { AuthUserRow } from "../auth/users/user-model.ts";
import type { Backend } from "../backend.ts";
import { ImproperlyConfigured, PermissionDenied, SessionSealed } from "../errors.ts";
import { RequestCycle } from "../lifecycle.ts";
import type { RequestAccess } from "../lifecycle.ts";
import type { AnyData } from "../session/mapping.ts";
import { admitToPage } from "./next/admit-page.ts";
import { closeAfter, closeWith } from "./next/close.ts";
import { forbid, leaveFor } from "./next/leave.ts";
import { PageFacts } from "./next/page-facts.ts";
import { cookiesOf, forProxy } from "./next/proxy-response.ts";
import { readonlySession } from "./next/readonly-session.ts";
import type { ReadonlySession } from "./next/readonly-session.ts";
import { answerOf } from "./next/thrown.ts";
import { Visits } from "./next/visits.ts";
import type { Visit } from "./next/visits.ts";
import { WebFacts } from "./shared/web-facts.ts";

export type { Frozen, ReadonlySession } from "./next/readonly-session.ts";

type Next<Result> = Result | Promise<Result>;

/** A site's sessions and users, as functions that can be taken out one by one. Made by `djangoSession()`. */
export class DjangoSession<
  Row extends object = AuthUserRow,
  Permission extends string = string,
  Data extends object = AnyData,
> {
  readonly #backend: Backend<Row, Permission, Data>;
  readonly #visits: Visits = new Visits();

  constructor(backend: Backend<Row, Permission, Data>) {
    this.#backend = backend;
  }

  /** The visitor's session, to be read wherever something is rendered: one statement, however many components ask. */
  readonly getSession = async <Own extends object = Data>(): Promise<ReadonlySession<Own>> => {
    const { cycle } = await this.#visit();
    return readonlySession(await cycle.access.getSession<Own>());
  };

  /** Who the visitor is, verified as Django does: one statement more, however many components ask. */
  readonly getUser = async <R extends object = Row>(): Promise<User<R, Permission>> => {
    const { cycle } = await this.#visit();
    return cycle.access.getUser<R, Permission>();
  };

  /** The CSRF token for a form that is posted to Django. Django: `get_token(request)`. */
  readonly csrfToken = async (): Promise<string> => {
    const { cycle, place } = await this.#visit();
    return cycle.access.csrfToken().catch((error: unknown) => {
      throw place === "page" && error instanceof SessionSealed ? noCsrfCookie() : error;
    });
  };

  /**
   * A server action that can change the session, which is saved when it has run, also where it ends by `redirect()`.
   * What is rendered then finds it changed.
   */
  readonly action =
    <Args extends unknown[], Result>(
      run: (access: RequestAccess<Data, Row, Permission>, ...args: Args) => Promise<Result>,
    ): ((...args: Args) => Promise<Result>) =>
    async (...args) => {
      const [sent, jar] = [await headers(), await cookies()];
      const around = this.#visits.around(sent);
      if (around !== null) return run(accessOf(around.cycle), ...args);
      const cycle = new RequestCycle(this.#backend, new PageFacts(sent, jar, "POST"));
      return this.#visits.during(sent, { cycle, place: "page", request: null }, () =>
        closeAfter(
          cycle,
          () => run(accessOf(cycle), ...args),
          (head) => {
            for (const cookie of cookiesOf(head)) jar.set(cookie);
          },
        ),
      );
    };

  /** A route handler that can change the session, which is saved before the response leaves. */
  readonly route =
    <Context>(
      handle: (
        access: RequestAccess<Data, Row, Permission>,
        request: NextRequest,
        context: Context,
      ) => Next<Response>,
    ): ((request: NextRequest, context: Context) => Promise<Response>) =>
    async (request, context) => {
      const sent = await headers();
      const around = this.#visits.around(sent);
      if (around !== null) return handle(accessOf(around.cycle), request, context);
      const cycle = new RequestCycle(this.#backend, new WebFacts(request));
      return this.#visits.during(sent, { cycle, place: "route", request }, async () => {
        const response = await answerOf(() => handle(accessOf(cycle), request, context));
        return closeWith(cycle, response);
      });
    };

  /**
   * The proxy file, before Next.js 16 the middleware file, on the Node.js runtime: it can change the session, renews its expiry where
   * SESSION_SAVE_EVERY_REQUEST says so, and lets the request pass unless it gives a response.
   */
  readonly proxy =
    (
      handle: (
        access: RequestAccess<Data, Row, Permission>,
        request: NextRequest,
        event: NextFetchEvent,
      ) => Next<Response | void> = () => {},
    ): ((request: NextRequest, event: NextFetchEvent) => Promise<Response>) =>
    async (request, event) => {
      const cycle = new RequestCycle(this.#backend, new WebFacts(request));
      const visit: Visit = { cycle, place: "proxy", request };
      return this.#visits.during(await headers(), visit, async () => {
        const answer = await answerOf(
          async () => (await handle(accessOf(cycle), request, event)) ?? NextResponse.next(),
        );
        return forProxy(await closeWith(cycle, answer), request);
      });
    };

  /** The user, if it is one: others are sent to LOGIN_URL, from there back to `next`; from a route handler a 401 where no page was asked for. Django: `login_required`. */
  readonly loginRequired = (next?: string): Promise<User<Row, Permission>> =>
    this.#admit(isUser, next);

  /** The user, if it may enter the admin; else it is forbidden. Django: `staff_member_required`. */
  readonly staffRequired = (next?: string): Promise<User<Row, Permission>> =>
    this.#admit(isStaff, next);

  /** The user, if it has the permission, or all of them; else it is forbidden. Django: `permission_required(…, raise_exception=True)`. */
  readonly permissionRequired = (
    permissions: Permission | readonly Permission[],
    next?: string,
  ): Promise<User<Row, Permission>> => this.#admit(mayAll([permissions].flat()), next);

  /** Refuses a forged request to a route handler, before its body is read. Server actions need it not. Django: `CsrfViewMiddleware`. */
  readonly csrfProtect = async (): Promise<void> => {
    const { cycle, place, request } = await this.#visit();
    if (place === "route" && request !== null) {
      return cycle.csrf.check(await webFormToken(cycle.facts, request));
    }
    throw new ImproperlyConfigured("csrfProtect() was called outside of a route handler.", {
      fix: "Wrap the handler in route(). A server action needs no token: Next.js compares its Origin with its host.",
    });
  };

  async #visit(): Promise<Visit> {
    const [sent, jar] = [await headers(), await cookies()];
    return this.#visits.of(
      sent,
      () => new RequestCycle(this.#backend, new PageFacts(sent, jar, "GET")),
    );
  }

  async #admit(test: UserTest, next: string | undefined): Promise<User<Row, Permission>> {
    const { cycle, place, request } = await this.#visit();
    const target = next ?? (request === null ? undefined : pathOf(request));
    try {
      const login =
        place === "route"
          ? await cycle.admit(test, target ?? "/")
          : await admitToPage(cycle, test, target);
      if (login !== null) leaveFor(login, place);
    } catch (error) {
      if (place === "page" && error instanceof PermissionDenied) forbid(error);
      throw error;
    }
    return cycle.access.getUser<Row, Permission>();
  }
}

/**
 * A Django site in Next.js. Write `export const { getSession, getUser, action, route } = djangoSession(backend)` in a file of your own,
 * and import from there. Django: `SessionMiddleware`, `AuthenticationMiddleware`.
 */
export function djangoSession<Row extends object, Permission extends string, Data extends object>(
  backend: Backend<Row, Permission, Data>,
): DjangoSession<Row, Permission, Data> {
  return new DjangoSession(backend);
}

function pathOf(request: Request): string {
  const { pathname, search } = new URL(request.url);
  return pathname + search;
}

function noCsrfCookie(): SessionSealed {
  return new SessionSealed("The visitor has no CSRF cookie yet, and a page can set none.", {
    fix: "Give it in the proxy file: proxy(async ({ csrfToken }) => void (await csrfToken())).",
  });
}

/** What a site's handlers get of a request, which itself knows of no site. */
function accessOf<Row extends object, Permission extends string, Data extends object>(
  cycle: RequestCycle,
): RequestAccess<Data, Row, Permission> {
  return cycle.access as object as RequestAccess<Data, Row, Permission>;
}
