/** What cookies and sessions hold, by the release of Django that is to read it. */
import { describe, expect, test } from "vitest";
import {
  freshSecret,
  keptSecret,
  readStoredSecret,
} from "../../../../src/auth/csrf/stored-secret.ts";
import { maskSecret, newSecret, unmaskToken } from "../../../../src/auth/csrf/tokens.ts";
import { parseVersion } from "../../../../src/version.ts";
import type { DjangoVersion } from "../../../../src/version.ts";

const BARE = /^[a-zA-Z0-9]{32}$/;
const MASKED = /^[a-zA-Z0-9]{64}$/;

function settings(
  version: string,
  CSRF_COOKIE_MASKED = false,
): { DJANGO_VERSION: DjangoVersion; CSRF_COOKIE_MASKED: boolean } {
  return { DJANGO_VERSION: parseVersion(version)!, CSRF_COOKIE_MASKED };
}

describe("a new secret is stored", () => {
  test.each([
    ["masked", "3.2", false, MASKED],
    ["masked", "4.0.10", false, MASKED],
    ["bare", "4.1.0", false, BARE],
    ["bare", "4.2", false, BARE],
    ["bare", "5.2", false, BARE],
    ["bare", "6.1", false, BARE],
    ["masked where it is wanted", "4.1", true, MASKED],
    ["masked where it is wanted", "4.2", true, MASKED],
    ["bare though another is wanted", "5.0.0", true, BARE],
  ])("%s for Django %s", (_, version, masked, form) => {
    const { secret, text } = freshSecret(settings(version, masked));
    expect(secret).toMatch(BARE);
    expect(text).toMatch(form);
    expect(unmaskToken(text)).toBe(secret);
  });
});

describe("a secret that was stored before", () => {
  const secret = newSecret();
  const token = maskSecret(secret);

  test.each(["4.1", "4.2", "5.2", "6.1"])("is stored bare for Django %s", (version) => {
    for (const text of [secret, token]) {
      expect(keptSecret({ secret, text }, settings(version))).toEqual({ secret, text: secret });
    }
  });

  test.each(["3.2", "4.0"])("is stored masked for Django %s, as it was if it was", (version) => {
    expect(keptSecret({ secret, text: token }, settings(version)).text).toBe(token);
    const { text } = keptSecret({ secret, text: secret }, settings(version));
    expect(text).toMatch(MASKED);
    expect(unmaskToken(text)).toBe(secret);
  });
});

describe("what is stored", () => {
  const secret = newSecret();

  test("is read bare and masked", () => {
    const token = maskSecret(secret);
    expect(readStoredSecret(secret)).toEqual({ secret, text: secret });
    expect(readStoredSecret(token)).toEqual({ secret, text: token });
  });

  test.each([undefined, null])("is nothing: %s", (value) => {
    expect(readStoredSecret(value)).toBeNull();
  });

  test.each([
    ["", "has incorrect length"],
    ["abc", "has incorrect length"],
    [`${secret.slice(1)}_`, "has invalid characters"],
    [12, "has incorrect length"],
    [{ secret }, "has incorrect length"],
  ])("is no secret: %j", (value, fault) => {
    expect(readStoredSecret(value)).toEqual({ secret: null, fault });
  });
});
