/** Who may come in, and where the others are sent: beside the decorators of running Djangos. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admit, isStaff, isUser, mayAll } from "../../../src/auth/guards.ts";
import type { GuardedRequest, UserTest } from "../../../src/auth/guards.ts";
import type { User } from "../../../src/auth/user.ts";
import {
  DisallowedHost,
  ImproperlyConfigured,
  LoginRequired,
  PermissionDenied,
} from "../../../src/errors.ts";
import { runPython } from "../../django/python.ts";
import { djangoVersions, openPeer } from "../../django/server.ts";
import type { DjangoPeer } from "../../django/server.ts";
import { askOfEach, factsOf, hostSettings } from "./facts.ts";
import { UserSiteOfTests } from "./user-backend.ts";

const HTML = "text/html,application/xhtml+xml,*/*;q=0.8";
const VERSION = djangoVersions().at(-1) ?? "";

const site = new UserSiteOfTests();
const backend = site.backend();

/** A user with these fields; null is nobody. */
async function visitor(fields: Record<string, unknown> | null): Promise<User> {
  if (fields === null) return backend.getUser(backend.getSession()).load();
  return backend.createUser({ username: `user-${Math.random()}`, ...fields });
}

interface Asked {
  readonly method?: string;
  readonly accept?: string | null;
  readonly target?: string;
  readonly host?: string;
  readonly LOGIN_URL?: string;
  readonly ALLOWED_HOSTS?: readonly string[];
}

function request({ method = "GET", accept = HTML, ...asked }: Asked = {}): GuardedRequest {
  const { target = "/page", host = "example.com" } = asked;
  const { LOGIN_URL = "/accounts/login/", ALLOWED_HOSTS = ["*"] } = asked;
  const headers = { host, ...(accept !== null && { accept }) };
  const settings = { ...hostSettings(VERSION, { settings: { ALLOWED_HOSTS } }), LOGIN_URL };
  const facts = factsOf({ headers });
  return { facts: { ...facts, method, header: facts.header }, target, settings };
}

/** What a guard makes of a visitor: "in", where to sign in, or the status of the error. */
async function outcome(user: User, guard: UserTest, asked?: Asked): Promise<string | number> {
  try {
    return (await admit(user, guard, request(asked))) ?? "in";
  } catch (error) {
    if (error instanceof LoginRequired || error instanceof PermissionDenied) return error.status;
    throw error;
  }
}

const KINDS: Readonly<Record<string, Record<string, unknown> | null>> = {
  nobody: null,
  "a user": {},
  staff: { is_staff: true },
  "a superuser": { is_superuser: true },
  "a superuser who is staff": { is_superuser: true, is_staff: true },
  "staff that is not active": { is_staff: true, is_active: false },
  "a superuser who is not active": { is_superuser: true, is_staff: true, is_active: false },
};
const GUARDS: Readonly<Record<string, { ours: UserTest; django: string }>> = {
  login_required: { ours: isUser, django: "login_required" },
  staff_member_required: { ours: isStaff, django: "staff_member_required(login_url='/x/')" },
  permission_required: {
    ours: mayAll(["shop.view_order", "shop.sell"]),
    django: "permission_required(('shop.view_order', 'shop.sell'))",
  },
};

test.each([
  ["GET", HTML, "/accounts/login/?next=/page"],
  ["HEAD", HTML, "/accounts/login/?next=/page"],
  ["GET", "application/json", 401],
  ["GET", "*/*", 401],
  ["GET", null, 401],
  ["POST", HTML, 401],
  ["DELETE", HTML, 401],
])("nobody, by %s with Accept: %s: %s", async (method, accept, expected) => {
  expect(await outcome(await visitor(null), isUser, { method, accept })).toBe(expected);
});

test("nobody is told what to do, and is told of no user", async () => {
  const refused = admit(await visitor(null), isUser, request({ accept: null }));
  await expect(refused).rejects.toMatchObject({ code: "LOGIN_REQUIRED", status: 401 });
  const denied = admit(await visitor({}), isStaff, request());
  await expect(denied).rejects.toMatchObject({ code: "PERMISSION_DENIED", status: 403 });
});

test("a guard of the site's own, which may take its time", async () => {
  const [ann, bob] = [await visitor({ first_name: "Ann" }), await visitor({ first_name: "Bob" })];
  const isAnn: UserTest = async (user) => user.get("first_name") === "Ann";
  expect(await outcome(ann, isAnn)).toBe("in");
  expect(await outcome(bob, isAnn)).toBe(403);
});

test("a page to sign in elsewhere: only from a host that is ours", async () => {
  const asked = { LOGIN_URL: "https://sso.example/", ALLOWED_HOSTS: ["example.com"] };
  const nobody = await visitor(null);
  const to = "https://sso.example/?next=http%3A//example.com/page";
  expect(await outcome(nobody, isUser, asked)).toBe(to);
  const forged = outcome(nobody, isUser, { ...asked, host: "evil.example" });
  await expect(forged).rejects.toThrow(DisallowedHost);
});

test("the name of a URL pattern is no page to sign in", async () => {
  const refused = admit(await visitor(null), isUser, request({ LOGIN_URL: "login" }));
  await expect(refused).rejects.toThrow(ImproperlyConfigured);
});

test("there is a Django to ask", () => expect(djangoVersions()).not.toEqual([]));

describe.each(djangoVersions())("beside Django %s", (version) => {
  let peer: DjangoPeer;
  beforeAll(async () => {
    peer = await openPeer({ version, databaseUrl: "sqlite:///:memory:" });
  });
  afterAll(() => peer.stop());

  test("each kind of user comes in at the same guards", async () => {
    const program = `
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
users = get_user_model().objects
answer = []
for index, fields in enumerate(given["kinds"]):
    user = AnonymousUser() if fields is None else users.create_user(f"user-{index}", **fields)
    # As get_user() has it: ModelBackend knows nobody who is not active.
    if not user.is_active:
        user = AnonymousUser()
    request = HttpRequest()
    request.META["SERVER_NAME"], request.META["SERVER_PORT"] = "localhost", "80"
    request.user = user
    view = lambda request: HttpResponse("in")
    answer.append([eval(guard)(view)(request).status_code == 200 for guard in given["guards"]])`;
    const guards = Object.values(GUARDS);
    const given = { kinds: Object.values(KINDS), guards: guards.map(({ django }) => django) };
    const there: boolean[][] = await runPython(peer, program, given);
    for (const [index, [name, fields]] of Object.entries(KINDS).entries()) {
      const made = await visitor(fields);
      const user = made.isAnonymous || made.isActive ? made : await visitor(null);
      const here = guards.map(async ({ ours }) => (await outcome(user, ours)) === "in");
      expect({ name, is: await Promise.all(here) }).toEqual({ name, is: there[index] });
    }
  });

  const places = [
    "/accounts/login/",
    "/in/?from=here&next=/old",
    "https://sso.example/in?x=1",
    "//example.com/in",
    "http://example.com/in",
  ];
  const targets = ["/", "/page/?a=1&b=%C3%A9", "//evil.example/x", "/a%2Fb?next=//evil.example"];
  const cases = places.flatMap((LOGIN_URL) =>
    targets.map((target) => ({
      target,
      headers: { host: "example.com" },
      settings: { ALLOWED_HOSTS: ["*"], LOGIN_URL },
    })),
  );

  test("nobody is sent to the same place, and back to no other site", async () => {
    const there: string[] = await askOfEach(
      peer,
      cases,
      `
from urllib.parse import unquote
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
path, _, query = told["target"].partition("?")
request = WSGIRequest({**environ, "PATH_INFO": unquote(path, "iso-8859-1"), "QUERY_STRING": query})
request.user = AnonymousUser()
result = login_required(lambda request: None)(request)["Location"]`,
    );
    const nobody = await visitor(null);
    for (const [index, { target, settings }] of cases.entries()) {
      const to = await outcome(nobody, isUser, { target, LOGIN_URL: settings.LOGIN_URL });
      expect({ target, to }).toEqual({ target, to: there[index] });
    }
  });
});
