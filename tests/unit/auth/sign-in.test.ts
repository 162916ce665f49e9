/** Signing in and out where something goes wrong: no planted key is ever good, nobody is signed out by a failure. */
import { beforeEach, describe, expect, test } from "vitest";
import { LoginRequired, StoreUnavailable, UserNotLoaded } from "../../../src/errors.ts";
import type { AuthEvent } from "../../../src/auth/events.ts";
import { PASSWORD, UserSiteOfTests } from "./user-backend.ts";

let site: UserSiteOfTests;
beforeEach(() => {
  site = new UserSiteOfTests();
});

describe("a planted key", () => {
  test("is not the key after, even if the store fails while it is left", async () => {
    const username = await site.user();
    const planted = await site.cart();
    const backend = site.backend();
    const session = await backend.getSession(planted).load();
    const user = await backend.authenticate({ username, password: PASSWORD });
    site.database.down = true;
    await expect(backend.login(session, user!)).rejects.toBeInstanceOf(StoreUnavailable);
    site.database.down = false;
    // A handler that goes on as if nothing were saves the session as usual.
    await session.set("said", "sorry").save();
    const after = await backend.getSession(planted).load();
    expect(after.toJSON()).toEqual({ cart: [1], said: "sorry" });
    expect((await backend.getUser(after).load()).isAuthenticated).toBe(false);
  });

  test("is not the key after, if another sign-in left it meanwhile: both are good", async () => {
    const username = await site.user();
    const planted = await site.cart();
    const backend = site.backend();
    const twice = await Promise.all([0, 1].map(async () => backend.getSession(planted).load()));
    const user = await backend.authenticate({ username, password: PASSWORD });
    await Promise.all(twice.map((session) => backend.login(session, user!)));
    for (const session of twice) await session.save();
    const keys = twice.map(({ key }) => key);
    expect(new Set([planted, ...keys]).size).toBe(3);
    expect(new Set(site.keys())).toEqual(new Set(keys));
    for (const key of keys) {
      const after = await backend.getSession(key).load();
      expect(after.get("cart")).toEqual([1]);
      expect((await backend.getUser(after).load()).username).toBe(username);
    }
  });

  test("that names no session is no key", async () => {
    const username = await site.user();
    const backend = site.backend();
    const session = await backend.getSession("p".repeat(32)).load();
    await backend.login(session, (await backend.authenticate({ username, password: PASSWORD }))!);
    await session.save();
    expect(session.key).not.toBe("p".repeat(32));
  });
});

describe("a store that fails", () => {
  test("is a typed error, and signs nobody out", async () => {
    const session = await site.signedIn(await site.user());
    const backend = site.backend();
    site.database.down = true;
    await expect(backend.getUser(session).load()).rejects.toBeInstanceOf(StoreUnavailable);
    site.database.down = false;
    expect((await backend.getUser(session).load()).username).toBe("ann");
    expect(site.keys()).toEqual([session.key]);
  });

  test("while the hash is renewed, leaves session and key as they were", async () => {
    const { key } = await site.signedIn(await site.user());
    const settings = { SECRET_KEY: "new", SECRET_KEY_FALLBACKS: ["canary-secret"] };
    const backend = site.backend(settings);
    const session = await backend.getSession(key).load();
    const select = site.database.run.bind(site.database);
    // The row is found, and the database goes away before the new one is written.
    site.database.run = async (statement, values) => {
      if (statement.text.startsWith("INSERT")) site.database.down = true;
      return select(statement, values);
    };
    await expect(backend.getUser(session).load()).rejects.toBeInstanceOf(StoreUnavailable);
    site.database.down = false;
    site.database.run = select;
    expect([session.key, session.modified]).toEqual([key, false]);
    expect((await backend.getUser(session).load()).username).toBe("ann");
    expect(session.key).not.toBe(key);
  });
});

test("a user is fetched once, however many ask, and asked again after a failure", async () => {
  const { key } = await site.signedIn(await site.user());
  const backend = site.backend();
  const session = await backend.getSession(key).load();
  const user = backend.getUser(session);
  expect(() => user.isAuthenticated).toThrow(UserNotLoaded);
  const statements = await site.database.watch(() =>
    Promise.all([user.load(), user.load(), backend.getUser(session).load()]),
  );
  expect(statements).toEqual(["SELECT"]);
  expect(await site.database.watch(() => user.load())).toEqual([]);
});

test("after the head of the response, a bad hash is nobody's, and the session is left to the next request", async () => {
  const session = await site.signedIn(await site.user());
  site.sqlite.exec("UPDATE auth_user SET password = 'changed'");
  session.seal();
  const user = await site.backend().getUser(session).load();
  expect(user.isAuthenticated).toBe(false);
  expect(site.keys()).toEqual([session.key]);
});

test("an anonymous visitor has no row to read or change", async () => {
  const user = await site.backend().getUser(site.backend().getSession()).load();
  expect([user.pk, user.username, user.isStaff, user.isActive]).toEqual([null, "", false, false]);
  expect([user.get("email"), user.toJSON()]).toEqual([undefined, null]);
  expect(() => user.set("email", "x")).toThrow(LoginRequired);
  await expect(user.setPassword("x")).rejects.toBeInstanceOf(LoginRequired);
});

describe("events", () => {
  test("tell who signed in and out, and who could not, without secrets", async () => {
    const username = await site.user();
    const events: AuthEvent[] = [];
    const backend = site.backend({}, { onAuthEvent: (event) => void events.push(event) });
    await backend.authenticate({ username, password: "canary-wrong", api_token: "canary-token" });
    const session = await site.signedIn(username, backend);
    await backend.logout(session);
    await backend.logout(backend.getSession());
    expect(events.map(({ event }) => event)).toEqual([
      "user-login-failed",
      "user-logged-in",
      "user-logged-out",
      "user-logged-out",
    ]);
    const [failed, into, out, nobody] = events as [any, any, any, any];
    expect(failed.credentials).toEqual({
      username,
      password: "********************",
      api_token: "********************",
    });
    expect([into.user.username, out.user.username, nobody.user]).toEqual([
      username,
      username,
      null,
    ]);
    expect(JSON.stringify(events)).not.toContain("canary");
  });

  test("a listener that fails fails no sign-in", async () => {
    const username = await site.user();
    const onAuthEvent = (): void => {
      throw new Error("the listener's");
    };
    const session = await site.signedIn(username, site.backend({}, { onAuthEvent }));
    expect((await site.backend().getUser(session).load()).username).toBe(username);
  });

  test("without a listener, nobody is asked for who signs out", async () => {
    const session = await site.signedIn(await site.user());
    const statements = await site.database.watch(() => site.backend().logout(session));
    expect(statements).toEqual(["DELETE"]);
  });
});
