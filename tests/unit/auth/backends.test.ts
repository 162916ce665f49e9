/** Authentication backends: Django's own, a site's own, and those that nobody described. */
import { beforeEach, describe, expect, test } from "vitest";
import type { AuthenticationBackend } from "../../../src/auth/authentication-backend.ts";
import type { AuthEvent } from "../../../src/auth/events.ts";
import { ImproperlyConfigured, PermissionDenied } from "../../../src/errors.ts";
import type { Backend, BackendOptions } from "../../../src/backend.ts";
import { PASSWORD, UserSiteOfTests } from "./user-backend.ts";

const MODEL = "django.contrib.auth.backends.ModelBackend";
const REMOTE = "django.contrib.auth.backends.RemoteUserBackend";
const OWN = "accounts.backends.TokenBackend";

let site: UserSiteOfTests;
beforeEach(async () => {
  site = new UserSiteOfTests();
  await site.user();
});

function siteWith(
  paths: readonly string[],
  own: Partial<AuthenticationBackend> = {},
  options: BackendOptions = {},
): Backend {
  const backend: AuthenticationBackend = { getUser: async () => null, ...own };
  return site.backend(
    { AUTHENTICATION_BACKENDS: paths },
    { authenticationBackends: { [OWN]: backend }, ...options },
  );
}

describe("a backend of the site's own", () => {
  const byToken: AuthenticationBackend = {
    getUser: (key, { rows }) => rows.byKey(key),
    authenticate: async ({ token }, { rows }) =>
      token === "canary-token" ? rows.byUsername("ann") : null,
  };

  test("signs in by credentials of its own, and the session is that of the backend", async () => {
    const backend = siteWith([MODEL, OWN], byToken);
    expect(await backend.authenticate({ token: "another" })).toBeNull();
    const user = await backend.authenticate({ token: "canary-token" });
    expect([user?.username, user?.backend]).toEqual(["ann", OWN]);
    const session = await backend.getSession().load();
    await backend.login(session, user!);
    expect(session.get("_auth_user_backend")).toBe(OWN);
    await session.save();
    const again = await backend.getSession(session.key).load();
    expect((await backend.getUser(again).load()).username).toBe("ann");
  });

  test("is asked in the order of the settings", async () => {
    const credentials = { username: "ann", password: PASSWORD, token: "canary-token" };
    for (const paths of [
      [MODEL, OWN],
      [OWN, MODEL],
    ]) {
      const user = await siteWith(paths, byToken).authenticate(credentials);
      expect(user?.backend).toBe(paths[0]);
    }
  });

  test("can let nobody in, and nobody is asked after it", async () => {
    const events: AuthEvent[] = [];
    const deny = async (): Promise<never> => {
      throw new PermissionDenied("Not today.");
    };
    const onAuthEvent = (event: AuthEvent): void => void events.push(event);
    const credentials = { username: "ann", password: PASSWORD };
    const before = siteWith([OWN, MODEL], { authenticate: deny }, { onAuthEvent });
    expect(await before.authenticate(credentials)).toBeNull();
    expect(events.map(({ event }) => event)).toEqual(["user-login-failed"]);
    const after = siteWith([MODEL, OWN], { authenticate: deny });
    expect((await after.authenticate(credentials))?.username).toBe("ann");
  });

  test("fails the sign-in where it fails", async () => {
    const authenticate = async (): Promise<never> => {
      throw new TypeError("a bug");
    };
    await expect(siteWith([OWN], { authenticate }).authenticate({})).rejects.toThrow("a bug");
  });

  test("says what users may do, with an object too; a denial ends the question", async () => {
    const sets = (...names: string[]) => ({ user: new Set(names), group: new Set<string>() });
    const permissions: AuthenticationBackend["permissions"] = async ({ isActive }, _, object) =>
      sets(...(isActive ? ["blog.view"] : []), ...(object === 7 ? ["blog.edit"] : []));
    const backend = siteWith([MODEL, OWN], { ...byToken, permissions });
    const user = (await backend.authenticate({ token: "canary-token" }))!;
    expect(await user.hasPerm("blog.view")).toBe(true);
    expect([await user.hasPerm("blog.edit"), await user.hasPerm("blog.edit", 7)]).toEqual([
      false,
      true,
    ]);
    const deny = async (): Promise<never> => {
      throw new PermissionDenied("Not today.");
    };
    const denied = siteWith([OWN, MODEL], { ...byToken, permissions: deny });
    const nobody = (await denied.authenticate({ username: "ann", password: PASSWORD }))!;
    expect(await nobody.hasPerm("blog.view")).toBe(false);
    expect(await nobody.getAllPermissions()).toEqual(new Set());
  });
});

describe("a backend that nobody described", () => {
  const path = "accounts.backends.Unknown";

  test("signs nobody in, and knows those whom Django signed in with it", async () => {
    const backend = site.backend({ AUTHENTICATION_BACKENDS: [path] });
    expect(await backend.authenticate({ username: "ann", password: PASSWORD })).toBeNull();
    const [user, session] = [
      (await site.backend().authenticate({ username: "ann", password: PASSWORD }))!,
      await backend.getSession().load(),
    ];
    await backend.login(session, user, { backend: path });
    await session.save();
    const load = async () => backend.getUser(await backend.getSession(session.key).load()).load();
    expect((await load()).username).toBe("ann");
    site.sqlite.exec("UPDATE auth_user SET is_active = 0");
    expect((await load()).isAuthenticated).toBe(false);
  });
});

test("RemoteUserBackend knows users and no passwords", async () => {
  const backend = site.backend({ AUTHENTICATION_BACKENDS: [REMOTE] });
  expect(await backend.authenticate({ username: "ann", password: PASSWORD })).toBeNull();
});

test("of several backends, login() has to be told one for a user whom none authenticated", async () => {
  const backend = siteWith([MODEL, OWN]);
  const user = await backend.createUser({ username: "bob" });
  const session = await backend.getSession().load();
  await expect(backend.login(session, user)).rejects.toBeInstanceOf(ImproperlyConfigured);
  expect(session.size).toBe(0);
  await backend.login(session, user, { backend: MODEL });
  expect(session.get("_auth_user_backend")).toBe(MODEL);
});
