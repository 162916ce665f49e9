/** What real Django said of stored passwords: tests/golden/passwords-*.json, written by tests/django/golden_passwords.py. */
import { readFileSync } from "node:fs";
import * as argon2 from "@node-rs/argon2";
import bcrypt from "bcrypt";
import { argon2Hasher } from "../../../../src/auth/hashers/argon2.ts";
import { bcryptHasher, bcryptSha256Hasher } from "../../../../src/auth/hashers/bcrypt.ts";
import type { HasherFactory, PasswordHasher } from "../../../../src/auth/hashers/hasher.ts";
import { knownHashers } from "../../../../src/auth/hashers/known-hashers.ts";
import type { Hashers } from "../../../../src/auth/hashers/known-hashers.ts";
import { pbkdf2Hasher } from "../../../../src/auth/hashers/pbkdf2.ts";
import { scryptHasher } from "../../../../src/auth/hashers/scrypt.ts";
import { Passwords } from "../../../../src/auth/passwords.ts";
import { parseVersion } from "../../../../src/version.ts";
import type { DjangoVersion } from "../../../../src/version.ts";

/** What Python raised. */
export interface Raised {
  readonly error: string;
}

/** A stored form, and the password of which it is. */
export interface StoredRow {
  readonly hasher: string;
  readonly cheap?: boolean;
  readonly password: string | { readonly text: string; readonly times: number };
  readonly encoded: string | Raised;
}

export interface Golden {
  readonly django: string;
  readonly default: string[];
  readonly stored: StoredRow[];
  readonly decisions: { hasher: string; encoded: string; mustUpdate: boolean | Raised }[];
  readonly hardening: { hasher: string; encoded: string; work: number[] }[];
  readonly verdicts: {
    password: string;
    encoded: string;
    answer: boolean | Raised;
    anew: boolean;
  }[];
}

/** All of them, oldest first. */
export const GOLDENS: readonly Golden[] = ["3.2", "4.2", "5.2", "6.1"].map((version) =>
  JSON.parse(
    readFileSync(new URL(`../../../golden/passwords-${version}.json`, import.meta.url), "utf8"),
  ),
);

/** The stored forms that Django did make. */
export function readable({ stored }: Golden): (StoredRow & { readonly encoded: string })[] {
  return stored.flatMap((row) => {
    const { encoded } = row;
    return typeof encoded === "string" ? [{ ...row, encoded }] : [];
  });
}

export const django = (name: string): string => `django.contrib.auth.hashers.${name}`;

export function versionOf(text: string): DjangoVersion {
  const version = parseVersion(text);
  if (version === null) throw new Error(`${text} is no version`);
  return version;
}

/** The libraries that Django's defaults need. */
export const LIBRARIES: Hashers = {
  [django("Argon2PasswordHasher")]: argon2Hasher(argon2),
  [django("BCryptPasswordHasher")]: bcryptHasher(bcrypt),
  [django("BCryptSHA256PasswordHasher")]: bcryptSha256Hasher(bcrypt),
};

/** Hashers that do next to no work, as `cheap()` of golden_passwords.py. */
export const CHEAP: Hashers = {
  [django("PBKDF2PasswordHasher")]: pbkdf2Hasher({ iterations: 3 }),
  [django("PBKDF2SHA1PasswordHasher")]: pbkdf2Hasher({ digest: "sha1", iterations: 3 }),
  [django("ScryptPasswordHasher")]: scryptHasher({ workFactor: 16, parallelism: 2 }),
  [django("Argon2PasswordHasher")]: argon2Hasher(argon2, {
    memoryCost: 64,
    timeCost: 1,
    parallelism: 2,
  }),
  [django("BCryptPasswordHasher")]: bcryptHasher(bcrypt, { rounds: 4 }),
  [django("BCryptSHA256PasswordHasher")]: bcryptSha256Hasher(bcrypt, { rounds: 4 }),
};

/** One hasher by its dotted path, of a release of Django. */
export function hasherOf(path: string, version: string, own: Hashers = LIBRARIES): PasswordHasher {
  return knownHashers([path], own, { version: versionOf(version) })[0]!;
}

/** The passwords of a site of this release that sets nothing, and passes no library. */
export function site(version: DjangoVersion): Passwords {
  const hashers = ["PBKDF2", "PBKDF2SHA1", "Argon2", "BCryptSHA256", "Scrypt"];
  return new Passwords({
    version,
    hashers: hashers.map((name) => django(`${name}PasswordHasher`)),
  });
}

/** One hasher of a factory, of Django 5.2. */
export function made(factory: HasherFactory): PasswordHasher {
  return factory({ version: [5, 2, 0] });
}

export function passwordOf({ password }: StoredRow): string {
  return typeof password === "string" ? password : password.text.repeat(password.times);
}

/** The salt of a stored form; bcrypt's holds its work factor too. */
export function saltOf(encoded: string): string {
  const [algorithm = "", ...fields] = encoded.split("$");
  if (algorithm.startsWith("bcrypt")) return `$${fields.slice(1).join("$").slice(0, 28)}`;
  if (algorithm === "argon2") return Buffer.from(fields.at(-2)!, "base64").toString("latin1");
  if (fields.length === 0 || fields[0] === "") return "";
  return fields[algorithm === "md5" || algorithm === "sha1" ? 0 : 1]!;
}
