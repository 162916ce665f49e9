/** Secrets and tokens: what Django masks is unmasked here, and what is masked here Django unmasks. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  maskSecret,
  newSecret,
  tokenFault,
  tokenMatches,
  unmaskToken,
} from "../../../../src/auth/csrf/tokens.ts";
import { runPython } from "../../../django/python.ts";
import { djangoVersions, openPeer } from "../../../django/server.ts";
import type { DjangoPeer } from "../../../django/server.ts";

const SECRET = "abcdefghijklmnopqrstuvwxyzABCDEF";
const MASK = "012345678901234567890123456789ab";
const TOKEN = `${MASK}02468acegiacegikmoqskmoqsuwyACEG`;

describe("a secret", () => {
  test("is 32 letters and digits, all of which come up", () => {
    const secrets = Array.from({ length: 200 }, newSecret);
    for (const secret of secrets) expect(secret).toMatch(/^[a-zA-Z0-9]{32}$/);
    expect(new Set(secrets.join("")).size).toBe(62);
    expect(new Set(secrets).size).toBe(200);
  });

  test("has a new mask in each token", () => {
    const tokens = Array.from({ length: 50 }, () => maskSecret(SECRET));
    expect(new Set(tokens).size).toBe(50);
    expect(new Set(tokens.map(unmaskToken))).toEqual(new Set([SECRET]));
    expect(tokens.every((token) => tokenMatches(token, SECRET))).toBe(true);
  });
});

test("a token is unmasked, and a bare secret is its own token", () => {
  expect(unmaskToken(TOKEN)).toBe(SECRET);
  expect(unmaskToken(SECRET)).toBe(SECRET);
  expect(tokenMatches(SECRET, SECRET)).toBe(true);
});

test.each([
  ["another secret", newSecret(), SECRET],
  ["a token of another secret", maskSecret(newSecret()), SECRET],
  ["no secret", TOKEN, ""],
  ["its token in place of the secret", TOKEN, TOKEN],
])("a token does not match %s", (_, token, secret) => {
  expect(tokenMatches(token, secret)).toBe(false);
});

test.each([
  ["", "has incorrect length"],
  [SECRET.slice(1), "has incorrect length"],
  [`${SECRET}a`, "has incorrect length"],
  [TOKEN.slice(1), "has incorrect length"],
  [`${TOKEN}a`, "has incorrect length"],
  ["😀".repeat(16), "has incorrect length"],
  ["😀".repeat(32), "has invalid characters"],
  [`${SECRET.slice(1)}-`, "has invalid characters"],
  [`${SECRET.slice(1)}\n`, "has invalid characters"],
  [`${SECRET.slice(1)}ä`, "has invalid characters"],
  [SECRET, null],
  [TOKEN, null],
])("the form of %j: %s", (token, fault) => expect(tokenFault(token)).toBe(fault));

describe.each(djangoVersions())("beside Django %s", (version) => {
  let peer: DjangoPeer;
  beforeAll(async () => {
    peer = await openPeer({ version, databaseUrl: "sqlite:///:memory:", migrate: false });
  });
  afterAll(() => peer.stop());

  test("Django unmasks our tokens, and we unmask Django's", async () => {
    const secrets = Array.from({ length: 50 }, newSecret);
    const program = `
from django.middleware.csrf import _mask_cipher_secret, _unmask_cipher_token
answer = {
    "masked": [_mask_cipher_secret(secret) for secret in given["secrets"]],
    "unmasked": [_unmask_cipher_token(token) for token in given["tokens"]],
}`;
    const given = { secrets, tokens: secrets.map(maskSecret) };
    const { masked, unmasked } = await runPython(peer, program, given);
    expect(unmasked).toEqual(secrets);
    expect(masked.map(unmaskToken)).toEqual(secrets);
  });
});
