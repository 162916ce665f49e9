/**
 * Django's own tests of its sessions: `SessionTestsMixin` and `DatabaseSessionTests` of tests/sessions_tests/tests.py,
 * by their names. Where a session here differs on purpose, a comment says how.
 */
import { beforeEach, describe, expect, test } from "vitest";
import { SessionInterrupted } from "../../../src/errors.ts";
import type { Session } from "../../../src/session/session.ts";
import { TestSite } from "./site.ts";

const DAY = 86_400_000;

let site: TestSite;
let session: Session;
beforeEach(async () => {
  site = new TestSite();
  session = await site.load();
});

/** Makes as if nothing had been done to the session yet. */
function forget(): void {
  session.modified = false;
  session.accessed = false;
}

const touched = (): object => ({ accessed: session.accessed, modified: session.modified });

describe("SessionTestsMixin", () => {
  test("new session", () => {
    expect(touched()).toEqual({ accessed: false, modified: false });
  });

  test("get empty", () => {
    expect(session.get("cat")).toBeUndefined();
    expect(session.get("cat", "none")).toBe("none");
  });

  test("store", () => {
    session.set("cat", "dog");
    expect(session.modified).toBe(true);
    expect(session.pop("cat")).toBe("dog");
  });

  test("pop", () => {
    session.set("some key", "exists");
    forget();
    expect(session.pop("some key")).toBe("exists");
    expect(touched()).toEqual({ accessed: true, modified: true });
    expect(session.get("some key")).toBeUndefined();
  });

  test("pop default", () => {
    expect(session.pop("some key", "does not exist")).toBe("does not exist");
    expect(touched()).toEqual({ accessed: true, modified: false });
  });

  // Python raises a KeyError, JavaScript's Map answers undefined.
  test("pop no default keyerror raised", () => {
    expect(session.pop("some key")).toBeUndefined();
    expect(touched()).toEqual({ accessed: true, modified: false });
  });

  test("setdefault", () => {
    expect(session.setDefault("foo", "bar")).toBe("bar");
    expect(session.setDefault("foo", "baz")).toBe("bar");
    expect(touched()).toEqual({ accessed: true, modified: true });
  });

  test("update", () => {
    session.assign({ "update key": 1 });
    expect(touched()).toEqual({ accessed: true, modified: true });
    expect(session.get("update key", null)).toBe(1);
  });

  test("has_key", () => {
    session.set("some key", 1);
    forget();
    expect(session.has("some key")).toBe(true);
    expect(touched()).toEqual({ accessed: true, modified: false });
  });

  test("values", () => {
    expect([...session.values()]).toEqual([]);
    expect(session.accessed).toBe(true);
    session.set("some key", 1);
    forget();
    expect([...session.values()]).toEqual([1]);
    expect(touched()).toEqual({ accessed: true, modified: false });
  });

  test.each([
    ["keys", () => session.keys(), ["x"]],
    ["items", () => session.entries(), [["x", 1]]],
    ["iteration", () => session, [["x", 1]]],
  ])("%s", (_, read, expected) => {
    session.set("x", 1);
    forget();
    expect([...read()]).toEqual(expected);
    expect(touched()).toEqual({ accessed: true, modified: false });
  });

  test("save doesn't clear data", async () => {
    session.set("a", "b");
    await session.save();
    expect(session.get("a")).toBe("b");
  });

  test("clear", () => {
    session.set("x", 1);
    forget();
    expect([...session.entries()]).toEqual([["x", 1]]);
    session.clear();
    expect([...session.entries()]).toEqual([]);
    expect(touched()).toEqual({ accessed: true, modified: true });
  });

  // An empty new session is saved by create(): save() stores only what was changed.
  test("save", async () => {
    expect(await session.save()).toBe(false);
    expect(site.rows()).toEqual([]);
    await session.create();
    expect(await session.exists(session.key ?? "")).toBe(true);
  });

  test("delete", async () => {
    await session.create();
    const key = session.key ?? "";
    await session.destroy(key);
    expect(await session.exists(key)).toBe(false);
  });

  test("flush", async () => {
    session.set("foo", "bar");
    await session.save();
    const previous = session.key ?? "";
    await session.flush();
    expect(await session.exists(previous)).toBe(false);
    expect(session.key).toBeNull();
    expect(session.size).toBe(0);
    expect(touched()).toEqual({ accessed: true, modified: true });
  });

  test("cycle", async () => {
    session.assign({ a: "c", b: "d" });
    await session.save();
    const [key, data] = [session.key ?? "", [...session]];
    await session.cycleKey();
    expect(session.key).not.toBe(key);
    expect([...session]).toEqual(data);
    expect(await session.exists(key)).toBe(false);
    expect(await site.dataOf(session.key)).toEqual({ a: "c", b: "d" });
  });

  test("cycle with no session cache", async () => {
    session.assign({ a: "c", b: "d" });
    await session.save();
    const again = site.backend.getSession(session.key);
    await again.cycleKey();
    expect([...again]).toEqual([...session]);
  });

  test("invalid key", async () => {
    const invalid = await site.load("1");
    expect(invalid.key).toBeNull();
    await invalid.create();
    expect(invalid.key).not.toBe("1");
    expect(invalid.get("cat")).toBeUndefined();
  });

  test.each(["", "1234567", "😀😀😀😀😀😀😀", null, undefined])(
    "session key empty or too short is invalid: %j",
    (key) => {
      expect(site.backend.getSession(key).key).toBeNull();
    },
  );

  test.each(["12345678", "é234567 ", "😀😀😀😀😀😀😀😀", "x".repeat(200)])(
    "session key valid string saved: %j",
    (key) => {
      expect(site.backend.getSession(key).key).toBe(key);
    },
  );

  test("session key is read only", () => {
    expect(() => Object.assign(session, { key: "x".repeat(32) })).toThrow(TypeError);
  });

  test("decode", () => {
    const data = { "a test key": "a test value" };
    expect(session.decode(session.encode(data))).toEqual(data);
  });

  test("decode failure logged to security", async () => {
    expect(session.decode("flaskdj:alkdjf")).toEqual({});
    const seen: unknown[] = [];
    site.putRow("bad-session-bad", "flaskdj:alkdjf");
    const options = { onDiagnostic: (diagnostic: unknown) => seen.push(diagnostic) };
    const bad = await site.sameSite({}, options).getSession("bad-session-bad").load();
    expect(bad.size).toBe(0);
    expect(seen).toMatchObject([{ event: "session-unreadable", keysTried: 1 }]);
  });

  test("actual expiry", async () => {
    session.set("foo", "bar");
    session.setExpiry(new Date(site.now - 10_000));
    await session.save();
    const expired = await site.load(session.key);
    expect(expired.has("foo")).toBe(false);
    expect(expired.key).toBeNull();
  });

  test("session load does not create record", async () => {
    const unknown = await site.load("someunknownkey");
    expect(unknown.key).toBeNull();
    expect(site.rows()).toEqual([]);
    unknown.set("a", 1);
    await unknown.save();
    expect(unknown.key).not.toBe("someunknownkey");
  });

  test("session save does not resurrect session logged out in other context", async () => {
    session.set("test_data", "value1");
    await session.save({ mustCreate: true });
    await (await site.load(session.key)).destroy();
    session.set("test_data", "value2");
    await expect(session.save()).rejects.toThrow(SessionInterrupted);
    expect(site.rows()).toEqual([]);
    expect((await session.reload()).toJSON()).toEqual({});
  });
});

describe("DatabaseSessionTests", () => {
  test("session get decoded", async () => {
    session.set("x", 1);
    await session.save();
    expect(session.decode(site.row(session.key)?.session_data ?? "")).toEqual({ x: 1 });
  });

  test("sessionmanager save", async () => {
    session.set("y", 1);
    await session.save();
    site.putRow(session.key ?? "", session.encode({ y: 2 }));
    await session.reload();
    expect(session.get("y")).toBe(2);
  });

  test("clearsessions command", async () => {
    session.set("foo", "bar");
    session.setExpiry(3600);
    await session.save();
    const past = await site.load();
    past.set("foo", "bar");
    past.setExpiry(-3600);
    await past.save();
    expect(site.rows()).toHaveLength(2);
    expect(await site.backend.clearExpired()).toBe(1);
    expect(site.rows().map((row) => row.session_key)).toEqual([session.key]);
  });

  test("an unsaved session is empty, a saved one is not, be it cleared", async () => {
    expect(site.backend.getSession().isEmpty).toBe(true);
    expect(session.isEmpty).toBe(true);
    session.set("a", 1);
    expect(session.isEmpty).toBe(false);
    await session.save();
    session.clear();
    expect(session.isEmpty).toBe(false);
    await session.flush();
    expect(session.isEmpty).toBe(true);
  });

  test("the test cookie", async () => {
    session.setTestCookie();
    expect(session.testCookieWorked()).toBe(true);
    expect(session.get("testcookie")).toBe("worked");
    await session.save();
    const next = await site.load(session.key);
    expect(next.testCookieWorked()).toBe(true);
    next.deleteTestCookie();
    expect(next.testCookieWorked()).toBe(false);
    await next.save();
    expect(await site.dataOf(session.key)).toEqual({});
  });

  test("a session ends SESSION_COOKIE_AGE after its last save", async () => {
    session.set("a", 1);
    await session.save();
    site.now += 14 * DAY - 1;
    expect((await site.load(session.key)).get("a")).toBe(1);
    site.now += 1;
    expect((await site.load(session.key)).key).toBeNull();
    expect(site.row(session.key)?.expire_date).toBe("2024-07-15 12:00:00");
  });
});
