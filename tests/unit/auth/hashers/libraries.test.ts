/** The libraries that argon2 and bcrypt need: any of them will do, and a missing one is asked for by name. */
import * as nodeRs from "@node-rs/argon2";
import bcrypt from "bcrypt";
import bcryptjs from "bcryptjs";
import { describe, expect, test } from "vitest";
import {
  ImproperlyConfigured,
  MalformedValue,
  PasswordWorkRefused,
} from "../../../../src/errors.ts";
import type { Argon2Package, NodeRsArgon2 } from "../../../../src/auth/hashers/argon2-library.ts";
import { argon2Hasher } from "../../../../src/auth/hashers/argon2.ts";
import { bcryptHasher, bcryptSha256Hasher } from "../../../../src/auth/hashers/bcrypt.ts";
import { pbkdf2Hasher } from "../../../../src/auth/hashers/pbkdf2.ts";
import { Passwords } from "../../../../src/auth/passwords.ts";
import { GOLDENS, django, hasherOf, made, passwordOf, readable, site } from "./golden.ts";

/**
 * What the package `argon2` offers, by its parameters. The package itself is not among the development dependencies: its
 * prebuilt binary does not run on every machine, and then it wants a compiler.
 */
const argon2Package: Argon2Package = {
  async hash(password, options) {
    expect(options.raw).toBe(true);
    expect(Buffer.isBuffer(options.salt) && Buffer.isBuffer(password)).toBe(true);
    const library: NodeRsArgon2 = nodeRs;
    return library.hashRaw(password, {
      salt: options.salt,
      algorithm: options.type,
      version: options.version === 0x13 ? 1 : 0,
      memoryCost: options.memoryCost,
      timeCost: options.timeCost,
      parallelism: options.parallelism,
      outputLen: options.hashLength,
    });
  },
};

const stored = GOLDENS.flatMap(readable).filter(({ cheap }) => cheap !== false);

describe("argon2", () => {
  const rows = stored.filter(({ hasher }) => hasher.endsWith("Argon2PasswordHasher"));

  test.each([
    ["@node-rs/argon2", nodeRs],
    ["argon2", argon2Package],
  ])("by %s", async (_, library) => {
    const hasher = made(argon2Hasher(library));
    expect(rows.length).toBeGreaterThan(60);
    for (const row of rows) {
      expect(await hasher.verify(passwordOf(row), row.encoded)).toBe(true);
      expect(await hasher.verify("wrong", row.encoded)).toBe(false);
    }
    const encoded = await hasher.encode("lètmein");
    expect(encoded).toMatch(/^argon2\$argon2id\$v=19\$m=102400,t=2,p=8\$[\w+/]{30}\$[\w+/]{43}$/);
    expect(hasher.mustUpdate(encoded)).toBe(false);
    expect(await hasher.verify("lètmein", encoded)).toBe(true);
  });
});

describe("bcrypt", () => {
  const rows = stored.filter(({ hasher }) => hasher.includes("BCrypt"));

  test.each([
    ["bcrypt", bcrypt],
    ["bcryptjs", bcryptjs],
  ])("by %s", async (_, library) => {
    const hashers = [
      made(bcryptHasher(library, { rounds: 4 })),
      made(bcryptSha256Hasher(library, { rounds: 4 })),
    ];
    expect(rows.length).toBeGreaterThan(40);
    for (const row of rows) {
      const { encoded } = row;
      const hasher = hashers.find(({ algorithm }) => encoded.startsWith(`${algorithm}$`))!;
      expect(await hasher.verify(passwordOf(row), encoded)).toBe(true);
      expect(await hasher.verify(`?${passwordOf(row)}`, encoded)).toBe(false);
    }
    for (const hasher of hashers) {
      const encoded = await hasher.encode("lètmein");
      expect(encoded).toMatch(/^bcrypt(_sha256)?\$\$2b\$04\$[./\w]{53}$/);
      expect(hasher.mustUpdate(encoded)).toBe(false);
      expect(await hasher.verify("lètmein", encoded)).toBe(true);
    }
  });

  test("makes a new salt each time", async () => {
    const hasher = made(bcryptHasher(bcrypt, { rounds: 4 }));
    const all = await Promise.all(Array.from({ length: 50 }, () => hasher.encode("x")));
    expect(new Set(all).size).toBe(50);
  });
});

test("a library that fails is an error of ours, with its own as the cause", async () => {
  const broken = new Error("Memory allocation error");
  const fail = async (): Promise<never> => {
    throw broken;
  };
  for (const factory of [argon2Hasher({ hashRaw: fail }), bcryptHasher({ hash: fail })]) {
    const failure = await made(factory)
      .encode("x")
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PasswordWorkRefused);
    expect((failure as Error).cause).toBe(broken);
    await expect(made(factory).encode("\ud800")).rejects.toThrow(MalformedValue);
  }
});

describe("a library that was not passed", () => {
  test.each([
    [
      "Argon2PasswordHasher",
      "argon2$argon2id$v=19$m=64,t=1,p=1$c2Vh$aaaa",
      "@node-rs/argon2",
      "argon2Hasher(argon2)",
    ],
    ["BCryptPasswordHasher", "bcrypt$$2b$12$aaaa", "bcrypt", "bcryptHasher(bcrypt)"],
    [
      "BCryptSHA256PasswordHasher",
      "bcrypt_sha256$$2b$12$a",
      "bcrypt",
      "bcryptSha256Hasher(bcrypt)",
    ],
  ])("of %s is asked for by name", async (name, encoded, library, call) => {
    const hashers = [django("PBKDF2PasswordHasher"), django(name)];
    const own = { [hashers[0]!]: pbkdf2Hasher({ iterations: 2 }) };
    const passwords = new Passwords({ version: [5, 2, 0], hashers, own });
    const failure = await passwords.checkPassword("x", encoded).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ImproperlyConfigured);
    expect((failure as Error).message).toContain(`npm install ${library}"`);
    expect((failure as Error).message).toContain(`"${django(name)}": ${call}`);
    await expect(hasherOf(django(name), "5.2", {}).encode("x")).rejects.toThrow(
      ImproperlyConfigured,
    );
  });

  test("is not missed where it is not needed", async () => {
    const passwords = site([5, 2, 0]);
    expect(passwords.getHasher("argon2").algorithm).toBe("argon2");
    expect(await passwords.checkPassword("x", "scrypt$16$salt$8$1$aa")).toBe(false);
  });
});

test("Unix crypt is recognised, and cannot be checked", async () => {
  const hashers = [django("PBKDF2PasswordHasher"), django("CryptPasswordHasher")];
  const passwords = new Passwords({ version: [4, 2, 0], hashers });
  const failure = await passwords
    .checkPassword("x", "crypt$$ab1Hv2Lg7ltQo")
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ImproperlyConfigured);
  expect((failure as Error).message).toContain("Unix crypt");
});
