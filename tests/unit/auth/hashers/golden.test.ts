/** What Django 3.2, 4.2, 5.2 and 6.1 store is stored here to the letter, read here, and judged as they judge it. */
import { describe, expect, test } from "vitest";
import { MalformedValue } from "../../../../src/errors.ts";
import { siteSettings } from "../../../../src/settings.ts";
import { CHEAP, GOLDENS, LIBRARIES, hasherOf, passwordOf, readable, saltOf } from "./golden.ts";

/** Django judges these by their work factor, but could never have verified one: no salt, or digits that it does not write. */
const NEVER_VERIFIED = /^pbkdf2_sha256\$(?:\+5\$|\d+\$\$)/;

describe.each(GOLDENS)("Django $django", (golden) => {
  const { django, stored, decisions } = golden;

  test("has these hashers unless told", () => {
    const settings = siteSettings({ SECRET_KEY: "x", DJANGO_VERSION: django });
    expect(settings.PASSWORD_HASHERS).toEqual(golden.default);
  });

  test.each(
    readable(golden).map((row) => [`${row.hasher.split(".").at(-1)} ${row.encoded}`, row] as const),
  )("%s", async (_, row) => {
    const own = row.cheap === true ? CHEAP : LIBRARIES;
    const hasher = hasherOf(row.hasher, django, own);
    const { encoded } = row;
    expect(await hasher.verify(passwordOf(row), encoded)).toBe(true);
    if (row.cheap !== undefined) expect(hasher.mustUpdate(encoded)).toBe(false);
    // Django's own work factors are paid for once.
    if (row.cheap === false) return;
    expect(await hasher.verify(`?${passwordOf(row)}`, encoded)).toBe(false);
    if (row.cheap === true) {
      expect(await hasher.encode(passwordOf(row), saltOf(encoded))).toBe(encoded);
    }
  });

  test("fails on the same passwords", async () => {
    const failing = stored.filter(({ encoded }) => typeof encoded !== "string");
    expect(failing.length).toBeGreaterThan(0);
    for (const row of failing) {
      const encoding = hasherOf(row.hasher, django, CHEAP).encode(passwordOf(row));
      // Python's bcrypt 5 refuses what is longer than 72 bytes; this side cuts it off, as bcrypt 4 does.
      if (row.encoded instanceof Object && row.encoded.error === "ValueError") await encoding;
      else await expect(encoding).rejects.toThrow(MalformedValue);
    }
  });

  test("would store the same anew", () => {
    const ours = decisions.map(({ hasher, encoded }) => {
      return { encoded, mustUpdate: judged(() => hasherOf(hasher, django).mustUpdate(encoded)) };
    });
    const theirs = decisions.map(({ encoded, mustUpdate }) => {
      const fails = typeof mustUpdate !== "boolean" || NEVER_VERIFIED.test(encoded);
      return { encoded, mustUpdate: fails ? "malformed" : mustUpdate };
    });
    expect(ours).toEqual(theirs);
    expect(theirs.filter(({ mustUpdate }) => mustUpdate === true).length).toBeGreaterThan(20);
    expect(theirs.filter(({ mustUpdate }) => mustUpdate === false).length).toBeGreaterThan(8);
  });
});

function judged(mustUpdate: () => boolean): boolean | "malformed" {
  try {
    return mustUpdate();
  } catch (error) {
    if (error instanceof MalformedValue) return "malformed";
    throw error;
  }
}
