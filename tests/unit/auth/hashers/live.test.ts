/** What is stored here, real Django checks, and would not store anew. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Passwords } from "../../../../src/auth/passwords.ts";
import { runPython } from "../../../django/python.ts";
import { djangoVersions, openPeer } from "../../../django/server.ts";
import type { DjangoPeer } from "../../../django/server.ts";
import { CHEAP, LIBRARIES, django, hasherOf, versionOf } from "./golden.ts";

const NAMES = [
  "PBKDF2PasswordHasher",
  "PBKDF2SHA1PasswordHasher",
  "Argon2PasswordHasher",
  "BCryptSHA256PasswordHasher",
  "BCryptPasswordHasher",
  "ScryptPasswordHasher",
  "MD5PasswordHasher",
];

/** Django dropped these in 5.1. */
const OLD = ["SHA1PasswordHasher", "UnsaltedMD5PasswordHasher", "UnsaltedSHA1PasswordHasher"];

const PASSWORDS = [
  "lètmein",
  "",
  "a\0b",
  "😀🎉",
  " spaced ",
  "x".repeat(5000),
  "é".repeat(36),
  "\u0130\ufb00\u212b",
];

/** By an algorithm's own hasher: whether it is the password's, and must be stored anew. */
const CHECK = `
from django.contrib.auth.hashers import check_password, identify_hasher
answer = []
for password, encoded in given:
    anew = []
    hasher = identify_hasher(encoded)
    right = check_password(password, encoded, anew.append, preferred=hasher)
    wrong = hasher.verify("?", encoded)
    answer.append([right, wrong, hasher.must_update(encoded), bool(anew)])
`;

describe.each(djangoVersions())("Django %s", (version) => {
  const names = Number(version) < 5.1 ? [...NAMES, ...OLD] : NAMES;
  const hashers = names.map(django);
  let peer: DjangoPeer;

  beforeAll(async () => {
    peer = await openPeer({
      version,
      databaseUrl: "sqlite://:memory:",
      settings: { PASSWORD_HASHERS: hashers },
      migrate: false,
    });
  });
  afterAll(() => peer?.stop());

  test("takes what is stored here by the site's own work factors", async () => {
    const passwords = new Passwords({ version: versionOf(version), hashers, own: LIBRARIES });
    const stored: [string, string][] = [];
    for (const path of hashers) {
      const hasher = hasherOf(path, version);
      stored.push(["lètmein", await passwords.makePassword("lètmein", undefined, hasher)]);
    }
    expect(await runPython(peer, CHECK, stored)).toEqual(
      stored.map(() => [true, false, false, false]),
    );
    for (const [, encoded] of stored) expect(encoded.length).toBeLessThanOrEqual(128);
  });

  test("takes every password that is stored here", async () => {
    const stored: [string, string][] = [];
    for (const path of hashers) {
      const passwords = new Passwords({ version: versionOf(version), hashers: [path], own: CHEAP });
      for (const password of PASSWORDS) {
        // Python's bcrypt 5 refuses more than 72 bytes.
        const isLong = Buffer.byteLength(password) > 72;
        if (isLong && path.endsWith("BCryptPasswordHasher") && version === "6.1") continue;
        stored.push([password, await passwords.makePassword(password)]);
      }
    }
    const answers: boolean[][] = await runPython(peer, CHECK, stored);
    expect(answers.map(([right]) => right)).toEqual(stored.map(() => true));
    expect(answers.map(([, wrong]) => wrong)).toEqual(stored.map(() => false));
  });
});
