/** Stored forms that nobody's Django wrote: an error of ours, at once, whatever they ask for. */
import * as argon2 from "@node-rs/argon2";
import bcrypt from "bcrypt";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedValue } from "../../../../src/errors.ts";
import { argon2Hasher } from "../../../../src/auth/hashers/argon2.ts";
import { bcryptHasher } from "../../../../src/auth/hashers/bcrypt.ts";
import { pbkdf2Hasher } from "../../../../src/auth/hashers/pbkdf2.ts";
import { scryptHasher } from "../../../../src/auth/hashers/scrypt.ts";
import { CHEAP, GOLDENS, hasherOf, made, readable } from "./golden.ts";

const SALT = "seasaltseasaltseasalt2";
const B64 = "c2Vhc2FsdHNlYXNhbHRzZWFzYWx0Mg";
const BCRYPT = "N9qo8uLOickgx2ZMRZoMyeSACEIPRZfq7wijVsAZNfBbsufrzEVr6";

const pbkdf2 = pbkdf2Hasher();
const scrypt = scryptHasher();
const argon = argon2Hasher(argon2);
const blowfish = bcryptHasher(bcrypt);

describe("more work than is allowed", () => {
  test.each([
    [pbkdf2, `pbkdf2_sha256$10000001$${SALT}$aa`],
    [pbkdf2, `pbkdf2_sha256$999999999999999$${SALT}$aa`],
    [scrypt, `scrypt$16777216$${SALT}$8$1$aa`],
    [scrypt, `scrypt$16384$${SALT}$8$65$aa`],
    [scrypt, `scrypt$2$${SALT}$1$4194304$aa`],
    [scrypt, `scrypt$2$${SALT}$4194304$1$aa`],
    [argon, `argon2$argon2id$v=19$m=1048577,t=1,p=1$${B64}$${B64}`],
    [argon, `argon2$argon2id$v=19$m=102400,t=41,p=1$${B64}$${B64}`],
    [argon, `argon2$argon2id$v=19$m=102400,t=2,p=65$${B64}$${B64}`],
    [blowfish, `bcrypt$$2b$17$${BCRYPT}`],
    [blowfish, `bcrypt$$2b$31$${BCRYPT}`],
  ])("%# %s", async (factory, encoded) => {
    const hasher = made(factory);
    const start = performance.now();
    for (const ask of [
      () => hasher.verify("x", encoded),
      async () => hasher.mustUpdate(encoded),
      () => hasher.hardenRuntime("x", encoded),
    ]) {
      const failure = await ask().catch((error: unknown) => error);
      if (failure === undefined) continue;
      expect(failure).toBeInstanceOf(MalformedValue);
      const { message } = failure as MalformedValue;
      expect(message).toContain("more work");
      expect(message).not.toContain(SALT);
    }
    expect(performance.now() - start).toBeLessThan(200);
  });

  test.each([
    [pbkdf2Hasher({ iterations: 20_000_000 }), `pbkdf2_sha256$19999999$${SALT}$aa`],
    [scryptHasher({ workFactor: 2 ** 22 }), `scrypt$4194304$${SALT}$8$1$aa`],
    [
      argon2Hasher(argon2, { memoryCost: 2 ** 21 }),
      `argon2$argon2id$v=19$m=2097152,t=1,p=1$${B64}$${B64}`,
    ],
    [bcryptHasher(bcrypt, { rounds: 18 }), `bcrypt$$2b$17$${BCRYPT}`],
  ])("is allowed to who asks for as much itself: %#", (factory, encoded) => {
    expect(made(factory).mustUpdate(encoded)).toBe(true);
  });
});

describe("a form that no hasher writes", () => {
  test.each([
    [pbkdf2, "pbkdf2_sha256"],
    [pbkdf2, `pbkdf2_sha1$1$${SALT}$aa`],
    [pbkdf2, `pbkdf2_sha256$1$$aa`],
    [pbkdf2, `pbkdf2_sha256$0$${SALT}$aa`],
    [pbkdf2, `pbkdf2_sha256$1e3$${SALT}$aa`],
    [pbkdf2, `pbkdf2_sha256$1$${"s".repeat(2000)}$aa`],
    [scrypt, `scrypt$1000$${SALT}$8$1$aa`],
    [scrypt, `scrypt$1$${SALT}$8$1$aa`],
    [scrypt, `scrypt$65536$${SALT}$1$1$aa`],
    [scrypt, `scrypt$16$$8$1$aa`],
    [scrypt, `scrypt$16$${SALT}$8$1`],
    [argon, `argon2$argon2id$v=19$m=8,t=1,p=2$${B64}$${B64}`],
    [argon, `argon2$argon2id$v=18$m=64,t=1,p=2$${B64}$${B64}`],
    [argon, `argon2$argon2id$v=19$m=64,t=0,p=2$${B64}$${B64}`],
    [argon, `argon2$argon2id$v=19$m=64,t=1,p=2$c2Vh$${B64}`],
    [argon, `argon2$argon2id$v=19$m=64,t=1,p=2$${B64}$c2V`],
    [argon, `argon2$argon2id$v=19$m=64,t=1,p=2$${B64}$${B64}=`],
    [argon, `argon2$argon2id$v=19$m=64,t=1,p=2$${B64.slice(0, -1)}h$${B64}`],
    [argon, `argon2$argon2id$v=19$t=1,m=64,p=2$${B64}$${B64}`],
    [blowfish, "bcrypt$"],
    [blowfish, `bcrypt$$2b$03$${BCRYPT}`],
    [blowfish, `bcrypt$$2c$12$${BCRYPT}`],
    [blowfish, `bcrypt$$2b$12$${BCRYPT}x`],
    [blowfish, `bcrypt$$2b$12$${BCRYPT.replace("Mye", "My/")}`],
  ])("%# %s", async (factory, encoded) => {
    const hasher = made(factory);
    await expect(hasher.verify("x", encoded)).rejects.toThrow(MalformedValue);
    expect(() => hasher.mustUpdate(encoded)).toThrow(MalformedValue);
  });
});

test.each(["", "a$b"])("a salt that cannot be stored: %j", async (salt) => {
  for (const factory of [pbkdf2, scrypt, argon]) {
    await expect(made(factory).encode("x", salt)).rejects.toThrow(MalformedValue);
  }
});

/** Real stored forms with a few characters changed, lost or doubled. */
const mangled = fc
  .tuple(
    fc.constantFrom(...readable(GOLDENS[1]!).filter(({ cheap }) => cheap === true)),
    fc.array(
      fc.tuple(
        fc.nat(200),
        fc.constantFrom("", "$", "$$", "0", "9", "=", ",", "é", "\0", "\ud800", "v="),
      ),
      {
        maxLength: 3,
      },
    ),
  )
  .map(([row, changes]) => {
    let { encoded } = row;
    for (const [at, text] of changes) encoded = encoded.slice(0, at) + text + encoded.slice(at + 1);
    return { hasher: row.hasher, encoded };
  });

test("never anything but an answer or an error of ours, and soon", async () => {
  await fc.assert(
    fc.asyncProperty(mangled, async ({ hasher: path, encoded }) => {
      const hasher = hasherOf(path, "5.2", CHEAP);
      const start = performance.now();
      const answers = await Promise.allSettled([
        hasher.verify("lètmein", encoded),
        (async () => hasher.mustUpdate(encoded))(),
      ]);
      for (const answer of answers) {
        if (answer.status === "rejected") expect(answer.reason).toBeInstanceOf(MalformedValue);
        else expect(answer.value).toBeTypeOf("boolean");
      }
      expect(performance.now() - start).toBeLessThan(5000);
    }),
    { numRuns: 1500, seed: 7 },
  );
});
