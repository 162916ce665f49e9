/** The signed_cookies engine: the key is the data. */
import { describe, expect, test } from "vitest";
import { Backend } from "../../../src/backend.ts";
import type { BackendOptions, Diagnostic } from "../../../src/backend.ts";
import { SessionCookieTooLarge } from "../../../src/errors.ts";
import { signedCookiesEngine } from "../../../src/engines/signed-cookies.ts";
import { RequestCycle } from "../../../src/lifecycle.ts";
import { dumps, loads } from "../../../src/signing/signing.ts";

const SECRET_KEY = "for tests";
const SALT = "django.contrib.sessions.backends.signed_cookies";
const SESSION_ENGINE = SALT;
let now = Date.parse("2024-07-01T12:00:00.000Z");

const backendWith = (options: BackendOptions = {}): Backend =>
  new Backend({ databases: {} }, { SECRET_KEY, SESSION_ENGINE }, { now: () => now, ...options });
const backend = backendWith();
const dataOf = (key: string | null): unknown => loads(key ?? "", { key: SECRET_KEY, salt: SALT });

/** One request with this cookie; what it is answered. */
async function visit(
  cookie: string | null,
  handle: (cycle: RequestCycle) => unknown = () => {},
): Promise<string | null> {
  const header = (name: string): string | undefined =>
    name === "cookie" && cookie !== null ? `sessionid=${cookie}` : undefined;
  const cycle = new RequestCycle(backend, { header } as never);
  const headers = new Headers();
  await handle(cycle);
  await cycle.close(200, headers);
  return headers.get("Set-Cookie");
}

async function keyOf(data: object): Promise<string> {
  const session = await backend.getSession().load();
  await session.assign(data).save();
  return session.key!;
}

describe("the key", () => {
  test("is the signed data, and another one after each save", async () => {
    const session = await backend.getSession().load();
    await session.set("a", 1).save();
    const first = session.key;
    expect(dataOf(first)).toEqual({ a: 1 });
    await session.set("b", 2).save();
    expect(dataOf(session.key)).toEqual({ a: 1, b: 2 });
    expect((await backend.getSession(first).load()).toJSON()).toEqual({ a: 1 });
  });

  test("is of now after a cycle, an update and a renewal", async () => {
    const key = await keyOf({ a: 1 });
    now += 1000;
    for (const renew of ["cycle", "update", "modified"] as const) {
      const session = await backend.getSession(key).load();
      if (renew === "cycle") await session.cycleKey();
      if (renew === "update") await session.update((data) => void data.set("b", 2));
      if (renew === "modified") session.modified = true;
      await session.save();
      expect(session.key).not.toBe(key);
      expect(dataOf(session.key)).toMatchObject({ a: 1 });
    }
  });

  test("exists nowhere, and flush forgets it", async () => {
    const session = await backend.getSession(await keyOf({ a: 1 })).load();
    expect(await session.exists(session.key!)).toBe(false);
    await session.flush();
    expect(session.key).toBe(null);
  });
});

describe("a request", () => {
  test("with a good cookie that reads is answered without one", async () => {
    const key = await keyOf({ a: 1 });
    expect(await visit(key, (cycle) => cycle.access.getSession())).toBe(null);
  });

  test.each([
    ["bad", "nonsense:of:somebody"],
    ["of another key", dumps({ a: 1 }, { key: "x", salt: SALT })],
  ])("with a %s cookie that reads is given an empty one, as Django does", async (_, cookie) => {
    const answer = await visit(cookie, (cycle) => cycle.access.getSession());
    expect(dataOf(/sessionid=([^;]+)/.exec(answer ?? "")?.[1] ?? null)).toEqual({});
  });

  test("that signs out has its cookie deleted", async () => {
    const answer = await visit(await keyOf({ a: 1 }), async (cycle) =>
      (await cycle.access.getSession()).flush(),
    );
    expect(answer).toMatch(/^sessionid=""; expires=Thu, 01 Jan 1970/);
  });
});

describe("an expiry", () => {
  const isGood = async (key: string): Promise<boolean> =>
    (await backend.getSession(key).load()).has("a");

  test("is SESSION_COOKIE_AGE after the save", async () => {
    const key = await keyOf({ a: 1 });
    now += 1_209_600_000;
    expect(await isGood(key)).toBe(true);
    now += 1;
    expect(await isGood(key)).toBe(false);
  });

  test("of the session's own, which Django forgets, ends it sooner and never later", async () => {
    const start = now;
    const seconds = await keyOf({ a: 1, _session_expiry: 60 });
    const date = await keyOf({ a: 1, _session_expiry: new Date(now + 60_000).toISOString() });
    const long = await keyOf({ a: 1, _session_expiry: 9_999_999 });
    now = start + 59_000;
    expect(await Promise.all([seconds, date, long].map(isGood))).toEqual([true, true, true]);
    now = start + 60_001;
    expect(await Promise.all([seconds, date, long].map(isGood))).toEqual([false, false, true]);
    now = start + 1_209_600_001;
    expect(await isGood(long)).toBe(false);
  });
});

describe("data", () => {
  test("that nearly fills the cookie is told to the operator, with the largest keys", async () => {
    const told: Diagnostic[] = [];
    const session = backendWith({ onDiagnostic: (diagnostic) => told.push(diagnostic) });
    const large = await session.getSession().load();
    await large.assign({ small: 1, cart: randomText(3750) }).save();
    expect(told).toMatchObject([{ event: "session-cookie-large", limit: 4096 }]);
    expect(told).toMatchObject([{ largest: [{ key: "cart" }, { key: "small", bytes: 1 }] }]);
  });

  test("that no browser keeps is an error that names the largest keys, and no value", async () => {
    const session = await backend.getSession().load();
    session.assign({ small: 1, cart: randomText(4000), list: [randomText(100)] });
    const error = await session.save().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SessionCookieTooLarge);
    expect((error as SessionCookieTooLarge).largest).toEqual(["cart", "list", "small"]);
    expect((error as Error).message).toContain("cart (4002)");
    expect((error as Error).message).not.toContain(session.get("cart"));
    expect(session.key).toBe(null);
  });
});

test("a site's own store has its own salt and its own age", async () => {
  const own = new Backend(
    { databases: {} },
    { SECRET_KEY, SESSION_ENGINE: "portal.store" },
    {
      now: () => now,
      engines: { "portal.store": signedCookiesEngine({ keySalt: "own", cookieAge: 10 }) },
    },
  );
  const session = await own.getSession().load();
  await session.set("a", 1).save();
  expect(loads(session.key!, { key: SECRET_KEY, salt: "own" })).toEqual({ a: 1 });
  now += 10_001;
  expect((await own.getSession(session.key).load()).size).toBe(0);
});

/** A text that no compression makes shorter. */
function randomText(length: number): string {
  const bytes = new Uint8Array(length);
  crypto.getRandomValues(bytes);
  return Array.from(
    bytes,
    (byte) => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"[byte % 64],
  ).join("");
}
