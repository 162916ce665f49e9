/** The passwords of a site: what Django says of stored forms, and when it stores them anew. */
import { describe, expect, test, vi } from "vitest";
import { ImproperlyConfigured, MalformedValue, PasswordQueueFull } from "../../../src/errors.ts";
import type { PasswordHasher } from "../../../src/auth/hashers/hasher.ts";
import type { Hashers } from "../../../src/auth/hashers/known-hashers.ts";
import { pbkdf2Hasher } from "../../../src/auth/hashers/pbkdf2.ts";
import { Passwords } from "../../../src/auth/passwords.ts";
import type { UnreadablePassword } from "../../../src/auth/passwords.ts";
import { WorkQueue } from "../../../src/auth/work-queue.ts";
import { GOLDENS, django } from "./hashers/golden.ts";

const PBKDF2 = django("PBKDF2PasswordHasher");
const MD5 = django("MD5PasswordHasher");

/** A site whose passwords cost little. */
function site(hashers = [PBKDF2, MD5], own: Hashers = {}): Passwords {
  return new Passwords({
    version: [5, 2, 0],
    hashers,
    own: { [PBKDF2]: pbkdf2Hasher({ iterations: 5 }), ...own },
  });
}

describe.each(GOLDENS)("Django $django", ({ verdicts }) => {
  test.each(verdicts)("of $encoded and $password", async ({ password, encoded, answer, anew }) => {
    const setter = vi.fn();
    // Where Django fails on what is stored, it is nobody's password here.
    expect(await site().checkPassword(password, encoded, setter)).toBe(answer === true);
    expect(setter.mock.calls).toEqual(anew ? [[password]] : []);
  });
});

describe("makePassword", () => {
  test("gives a new salt of 22 letters and digits each time", async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => site().makePassword("x")));
    for (const encoded of all)
      expect(encoded).toMatch(/^pbkdf2_sha256\$5\$[a-zA-Z0-9]{22}\$.{43}=$/);
    expect(new Set(all).size).toBe(100);
    expect(new Set(all.join("").replace(/pbkdf2_sha256\$5\$/g, "")).size).toBeGreaterThan(60);
  });

  test("takes a salt, and makes one of an empty one", async () => {
    expect(await site().makePassword("x", "pepper")).toMatch(/^pbkdf2_sha256\$5\$pepper\$/);
    expect(await site().makePassword("x", "")).toMatch(/^pbkdf2_sha256\$5\$\w{22}\$/);
    await expect(site().makePassword("x", "a$b")).rejects.toThrow(MalformedValue);
  });

  test("takes a hasher by its name or as it is", async () => {
    expect(await site().makePassword("x", "salt", "md5")).toBe(
      await site().makePassword("x", "salt", site().getHasher("md5")),
    );
    await expect(site().makePassword("x", "salt", "argon2")).rejects.toThrow(
      "Unknown password hashing algorithm 'argon2'. Did you specify it in the PASSWORD_HASHERS setting?",
    );
  });

  test("of null is nobody's", async () => {
    const encoded = await site().makePassword(null);
    expect(encoded).toMatch(/^![a-zA-Z0-9]{40}$/);
    expect(await site().makePassword(null)).not.toBe(encoded);
    expect(site().isPasswordUsable(encoded)).toBe(false);
    for (const password of ["", "!", encoded, encoded.slice(1)]) {
      expect(await site().checkPassword(password, encoded)).toBe(false);
    }
  });
});

test("a password is usable unless it is marked", () => {
  const answers = [null, "", "foo", "!", "!x", " !"].map((one) => site().isPasswordUsable(one));
  expect(answers).toEqual([true, true, true, false, false, true]);
});

describe("the hasher of a stored form", () => {
  test.each([
    ["88a434c88cca4e900f7874cd98123f43", "unsalted_md5"],
    ["md5$$88a434c88cca4e900f7874cd98123f43", "unsalted_md5"],
    [`sha1$$${"0".repeat(40)}`, "unsalted_sha1"],
    ["md5$salt$88a434c88cca4e900f7874cd98123f43", "md5"],
    ["pbkdf2_sha256$1$salt$hash", "pbkdf2_sha256"],
    ["bcrypt_sha256$$2b$12$x", null],
    ["88a434c88cca4e900f7874cd98123f4", null],
    ["", null],
    ["$", null],
  ])("%s is %s", (encoded, algorithm) => {
    const passwords = site([
      PBKDF2,
      MD5,
      django("UnsaltedMD5PasswordHasher"),
      django("UnsaltedSHA1PasswordHasher"),
    ]);
    expect(passwords.identifyHasher(encoded)?.algorithm ?? null).toBe(algorithm);
  });

  test("is the last of its name, and the preferred is the first", () => {
    const mine = "accounts.hashers.MyPBKDF2";
    const own = { [mine]: pbkdf2Hasher({ iterations: 7 }) };
    const passwords = site([PBKDF2, mine], own);
    expect(passwords.getHasher().mustUpdate(`pbkdf2_sha256$5$${"s".repeat(22)}$x`)).toBe(false);
    expect(
      passwords.getHasher("pbkdf2_sha256").mustUpdate(`pbkdf2_sha256$7$${"s".repeat(22)}$x`),
    ).toBe(false);
  });
});

describe("storing anew", () => {
  const old = site([MD5]);

  test("is done by the setter, once, and only after the right password", async () => {
    const encoded = await old.makePassword("x");
    const setter = vi.fn(async () => {});
    expect(await site().checkPassword("y", encoded, setter)).toBe(false);
    expect(setter).not.toHaveBeenCalled();
    expect(await site().checkPassword("x", encoded, setter)).toBe(true);
    expect(setter.mock.calls).toEqual([["x"]]);
    expect(await site().verifyPassword("x", encoded)).toEqual({
      isCorrect: true,
      mustUpdate: true,
    });
  });

  test("is not asked for by what this side has stored", async () => {
    const encoded = await site().makePassword("x");
    expect(await site().verifyPassword("x", encoded)).toEqual({
      isCorrect: true,
      mustUpdate: false,
    });
  });

  test("follows the hasher that is preferred", async () => {
    const encoded = await old.makePassword("x");
    expect(await site().verifyPassword("x", encoded, "md5")).toEqual({
      isCorrect: true,
      mustUpdate: false,
    });
  });

  test("waits for another time when too many passwords wait", async () => {
    const encoded = await old.makePassword("x");
    const full = async (): Promise<void> => {
      throw new PasswordQueueFull("Full.");
    };
    expect(await site().checkPassword("x", encoded, full)).toBe(true);
    const broken = async (): Promise<void> => {
      throw new Error("no database");
    };
    await expect(site().checkPassword("x", encoded, broken)).rejects.toThrow("no database");
  });
});

describe("the settings", () => {
  test("of a hasher that is not known are an error that says how to describe it", async () => {
    const passwords = site([PBKDF2, "accounts.hashers.Mine"]);
    const failure = await passwords.makePassword("x").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ImproperlyConfigured);
    const { message } = failure as Error;
    expect(message).toContain("accounts.hashers.Mine is not known here");
    expect(message).toContain('passwordHashers: { "accounts.hashers.Mine": ');
  });

  test("that list nothing are an error", async () => {
    await expect(site([]).makePassword("x")).rejects.toThrow(ImproperlyConfigured);
  });

  test("are only looked at when a password is", () => {
    expect(site(["accounts.hashers.Mine"]).isPasswordUsable("x")).toBe(true);
  });

  test("may name a hasher of the site's own", async () => {
    const reversing: PasswordHasher = {
      algorithm: "reversed",
      encode: async (password) => `reversed$${password.split("").toReversed().join("")}`,
      verify: async (password, encoded) => encoded === (await reversing.encode(password)),
      mustUpdate: () => false,
      hardenRuntime: async () => {},
    };
    const passwords = site(["accounts.hashers.Reversed"], {
      "accounts.hashers.Reversed": () => reversing,
    });
    expect(await passwords.makePassword("abc")).toBe("reversed$cba");
    expect(await passwords.checkPassword("abc", "reversed$cba")).toBe(true);
  });
});

test("what cannot be read is told to who asked to be told, without the password", async () => {
  const told: UnreadablePassword[] = [];
  const passwords = new Passwords({
    version: [5, 2, 0],
    hashers: [PBKDF2],
    own: { [PBKDF2]: pbkdf2Hasher({ iterations: 5 }) },
    onUnreadable: (unreadable) => told.push(unreadable),
  });
  await passwords.checkPassword("secret", "pbkdf2_sha256$many$sesame$x");
  await passwords.checkPassword("secret", "unknown$1$sesame$x");
  expect(told).toHaveLength(1);
  expect(told[0]!.algorithm).toBe("pbkdf2_sha256");
  expect(told[0]!.cause).toBeInstanceOf(MalformedValue);
  expect(told[0]!.cause.message).not.toMatch(/secret|sesame/);
});

test("all work passes through the queue", async () => {
  const queue = new WorkQueue({ concurrency: 1, waiting: 0 });
  const passwords = new Passwords({ version: [5, 2, 0], hashers: [MD5], queue });
  const encoded = await passwords.makePassword("x");
  let release: (() => void) | undefined;
  const busy = queue.run(() => new Promise<void>((resolve) => (release = resolve)));
  await expect(passwords.makePassword("x")).rejects.toThrow(PasswordQueueFull);
  await expect(passwords.checkPassword("x", encoded)).rejects.toThrow(PasswordQueueFull);
  await expect(passwords.checkPassword("x", "!")).rejects.toThrow(PasswordQueueFull);
  await expect(passwords.pretendToCheck()).rejects.toThrow(PasswordQueueFull);
  release?.();
  await busy;
  expect(await passwords.checkPassword("x", encoded)).toBe(true);
});
