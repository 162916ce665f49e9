/** The hash that ties a session to a password, as real Djangos made it. */
import { describe, expect, test } from "vitest";
import { parseVersion } from "../../../src/version.ts";
import { siteSettings } from "../../../src/settings.ts";
import type { SiteSettings } from "../../../src/settings.ts";
import {
  fallbackAuthHashes,
  legacyAuthHashes,
  sessionAuthHash,
} from "../../../src/auth/session-keys.ts";

const PASSWORD = "pbkdf2_sha256$1$salt$abc";
const KEY = "django-insecure-test-key";
/** Made by Django 3.2.25: `get_session_auth_hash()` and `_legacy_get_session_auth_hash()`. */
const SHA256 = "4c168e711c9d43b591fe9fcf3759a650121256eaac642afe1f809a13295adfac";
const SHA1 = "38101214e03717d09673dde217226d2451506115";

function settings(version: string, more: object = {}): SiteSettings {
  return siteSettings({ SECRET_KEY: KEY, DJANGO_VERSION: version, ...more });
}

describe("the hash of a session", () => {
  test.each([
    ["6.1", {}, SHA256],
    ["4.0", {}, SHA256],
    ["3.2", {}, SHA256],
    ["3.2", { DEFAULT_HASHING_ALGORITHM: "sha1" }, SHA1],
    ["3.1", { DEFAULT_HASHING_ALGORITHM: "sha1" }, SHA1],
    // A setting left behind says nothing.
    ["4.2", { DEFAULT_HASHING_ALGORITHM: "sha1" }, SHA256],
    ["3.0", {}, SHA1],
    ["2.2", {}, SHA1],
  ])("Django %s, %j", (version, more, hash) => {
    expect(sessionAuthHash(PASSWORD, settings(version, more))).toBe(hash);
  });

  test.each([
    ["3.2", [SHA1]],
    ["3.1", [SHA1]],
    ["4.0", []],
    ["6.1", []],
  ])("Django %s also takes, and leaves alone", (version, hashes) => {
    expect([...legacyAuthHashes(PASSWORD, settings(version))]).toEqual(hashes);
  });

  test.each([
    ["4.1.0", 0],
    ["4.1.7", 0],
    ["4.1.8", 2],
    ["4.1", 2],
    ["4.2", 2],
    ["6.1", 2],
    ["3.2", 0],
  ])("Django %s tries %i keys of before", (version, count) => {
    const site = settings(version, { SECRET_KEY: "new", SECRET_KEY_FALLBACKS: ["older", KEY] });
    const hashes = [...fallbackAuthHashes(PASSWORD, site)];
    expect(parseVersion(version)).not.toBeNull();
    expect(hashes.length).toBe(count);
    if (count > 0) expect(hashes[1]).toBe(SHA256);
  });
});
