/** The work that a wrong password costs, counted; and a runtime that refuses it, as hosted Workers do. */
import type * as Crypto from "node:crypto";
import bcrypt from "bcrypt";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { PasswordWorkRefused } from "../../../../src/errors.ts";
import { bcryptHasher, bcryptSha256Hasher } from "../../../../src/auth/hashers/bcrypt.ts";
import { pbkdf2Hasher } from "../../../../src/auth/hashers/pbkdf2.ts";
import { scryptHasher } from "../../../../src/auth/hashers/scrypt.ts";
import { Passwords } from "../../../../src/auth/passwords.ts";
import { GOLDENS, hasherOf, made, site } from "./golden.ts";

/** Stands in for the runtime: counts iterations, and refuses those above a cap in the words of hosted Workers. */
const runtime = vi.hoisted(() => ({ iterations: [] as number[], cap: Infinity, throws: false }));

vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof Crypto>();
  const pbkdf2 = (...given: Parameters<typeof Crypto.pbkdf2>): void => {
    const [password, salt, iterations, length, digest, done] = given;
    runtime.iterations.push(iterations);
    if (iterations <= runtime.cap) {
      crypto.pbkdf2(password, salt, 1, length, digest, done);
      return;
    }
    const refusal = new DOMException(
      `Pbkdf2 failed: iteration counts above ${runtime.cap} are not supported (requested ${iterations}).`,
      "NotSupportedError",
    );
    if (runtime.throws) throw refusal;
    done(refusal, Buffer.alloc(0));
  };
  return { ...crypto, pbkdf2 };
});

beforeEach(() => {
  Object.assign(runtime, { iterations: [], cap: Infinity, throws: false });
});

describe.each(GOLDENS)("Django $django hardens the runtime", ({ django, hardening }) => {
  test.each(hardening.filter(({ hasher }) => hasher.endsWith("PBKDF2PasswordHasher")))(
    "of $encoded",
    async ({ hasher, encoded, work }) => {
      await hasherOf(hasher, django).hardenRuntime("x", encoded);
      expect(runtime.iterations).toEqual(work);
    },
  );

  test.each(hardening.filter(({ hasher }) => hasher.includes("BCrypt")))(
    "of $encoded",
    async ({ hasher, encoded, work }) => {
      const costs: number[] = [];
      const library = {
        hash(password: string, salt: string) {
          costs.push(Number(salt.slice(4, 6)));
          return bcrypt.hash(password, salt);
        },
      };
      const make = hasher.includes("SHA256") ? bcryptSha256Hasher : bcryptHasher;
      await made(make(library, { rounds: 6 })).hardenRuntime("x", encoded);
      expect(costs).toEqual(work);
    },
  );
});

test("a wrong password costs what a new one would", async () => {
  const passwords = site([5, 2, 0]);
  const weak = await made(pbkdf2Hasher({ iterations: 600_000 })).encode("right");
  runtime.iterations = [];
  expect(await passwords.checkPassword("wrong", weak)).toBe(false);
  expect(runtime.iterations).toEqual([600_000, 400_000]);
});

test.each([
  ["nobody's", null],
  ["unusable", "!"],
  ["of an unknown kind", "foo$bar"],
  ["malformed", "pbkdf2_sha256$x$y$z"],
  ["from a hostile hand", "pbkdf2_sha256$999999999$saltsaltsaltsaltsaltsalt$aaaa"],
])("a password that is %s costs as much, once", async (_, encoded) => {
  const passwords = site([6, 1, 0]);
  expect(await passwords.checkPassword("x", encoded)).toBe(false);
  expect(runtime.iterations).toEqual([1_500_000]);
});

test("a password that nobody can have costs as much, and fails nothing", async () => {
  const passwords = site([6, 1, 0]);
  const encoded = await passwords.makePassword("x");
  runtime.iterations = [];
  expect(await passwords.checkPassword("\ud800", encoded)).toBe(false);
  expect(await passwords.checkPassword(null, encoded)).toBe(false);
  await passwords.pretendToCheck();
  expect(runtime.iterations).toEqual([1_500_000, 1_500_000, 1_500_000]);
});

describe.each([
  ["throws", true],
  ["calls back", false],
])("a runtime that %s at too many iterations", (_, throws) => {
  beforeEach(() => Object.assign(runtime, { cap: 100_000, throws }));

  test("gives an error that names them, and the way out", async () => {
    const passwords = site([5, 2, 0]);
    const error = await passwords.makePassword("secret-word").catch((error: unknown) => error);
    expect(error).toBeInstanceOf(PasswordWorkRefused);
    const { code, message, cause } = error as PasswordWorkRefused;
    expect(code).toBe("PASSWORD_WORK_REFUSED");
    expect(message).toContain("1000000 iterations of PBKDF2 with sha256");
    expect(message).toContain("Check passwords in Django or in a service on Node");
    expect(message).not.toContain("secret-word");
    expect(cause).toMatchObject({ name: "NotSupportedError" });
  });

  test("fails a check as well, instead of calling the password wrong", async () => {
    const stored = "pbkdf2_sha256$260000$saltsaltsaltsaltsaltsalt$aaaa";
    const passwords = site([5, 2, 0]);
    await expect(passwords.checkPassword("x", stored)).rejects.toThrow(PasswordWorkRefused);
  });

  test("serves a site whose hasher stays below", async () => {
    const path = "django.contrib.auth.hashers.ScryptPasswordHasher";
    const own = { [path]: scryptHasher({ workFactor: 16 }) };
    const passwords = new Passwords({ version: [5, 2, 0], hashers: [path], own });
    expect(await passwords.checkPassword("x", await passwords.makePassword("x"))).toBe(true);
  });
});
