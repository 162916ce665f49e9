/** Django's releases, as far as they differ on the wire. The boundaries are those of Django's release notes. */
import { describe, expect, test } from "vitest";
import {
  atLeast,
  checksOrigin,
  isBeforeModernSessions,
  knowsMaskedCsrfCookie,
  parseVersion,
  readsFirstProxy,
  readsLegacySessions,
  replacesBadCsrfCookie,
  skipsAllServerErrors,
  storesBareCsrfSecret,
  storesExpiryDates,
  variesOnSetCookie,
} from "../../src/version.ts";
import type { DjangoVersion } from "../../src/version.ts";

const version = (text: string): DjangoVersion => {
  const parsed = parseVersion(text);
  if (parsed === null) throw new Error(`${text} is no version.`);
  return parsed;
};

describe("a version", () => {
  test.each([
    ["5.2", [5, 2, Infinity]],
    ["5.2.0", [5, 2, 0]],
    ["5.2.14", [5, 2, 14]],
    ["4.2.30", [4, 2, 30]],
    ["10.11.12", [10, 11, 12]],
    [" 6.1.1\n", [6, 1, 1]],
    ["6.1rc1", [6, 1, Infinity]],
    ["6.1a1", [6, 1, Infinity]],
    ["6.1.dev20260101", [6, 1, Infinity]],
    ["5.2.14+vendor", [5, 2, 14]],
  ])("is read, and without a patch is the newest of its series: %j", (text, parsed) => {
    expect(parseVersion(text)).toEqual(parsed);
  });

  test.each(["", "5", "five", "v5.2", "5,2", "5.x", "-5.2", ".5.2", "LTS", "x 5.2"])(
    "is not anything else: %j",
    (text) => {
      expect(parseVersion(text)).toBeNull();
    },
  );

  test("is compared number by number", () => {
    const sorted = ["3.2.25", "4.0", "4.2.0", "4.2.9", "4.2.10", "4.2", "5.0.1", "10.0.0"];
    for (const [index, text] of sorted.entries()) {
      for (const [otherIndex, other] of sorted.entries()) {
        const [major, minor, patch] = version(other);
        const label = `${text} ≥ ${other}`;
        expect(atLeast(version(text), major, minor, patch), label).toBe(index >= otherIndex);
      }
    }
    expect(atLeast(version("5.0.0"), 5, 0)).toBe(true);
  });
});

describe.each([
  {
    what: "Vary: Cookie with every session cookie",
    answer: variesOnSetCookie,
    no: ["3.2", "4.2", "4.2.30", "5.1", "5.2.0", "5.2.13", "6.0.0", "6.0.4"],
    yes: ["5.2.14", "5.2", "6.0.5", "6.0", "6.1.0", "7.0"],
  },
  {
    what: "no session saved on any 5xx",
    answer: skipsAllServerErrors,
    no: ["3.2", "4.0", "4.1.13"],
    yes: ["4.2.0", "5.2", "6.1"],
  },
  {
    what: "sessions of before 3.1 are read",
    answer: readsLegacySessions,
    no: ["4.0.0", "4.2", "5.2", "6.1"],
    yes: ["2.2", "3.0", "3.1", "3.2.25"],
  },
  {
    what: "sessions of before 3.1 alone are known",
    answer: isBeforeModernSessions,
    no: ["3.1.0", "3.2", "4.2", "6.1"],
    yes: ["1.11", "2.2", "3.0.14"],
  },
  {
    what: "an expiry date can be stored",
    answer: storesExpiryDates,
    no: ["3.2", "4.0.10"],
    yes: ["4.1.0", "4.2", "5.2", "6.1"],
  },
  {
    what: "CSRF checks weigh the Origin",
    answer: checksOrigin,
    no: ["3.2"],
    yes: ["4.0.0", "4.2", "5.2", "6.1"],
  },
  {
    what: "a CSRF cookie that cannot be read is replaced at once",
    answer: replacesBadCsrfCookie,
    no: ["3.2"],
    yes: ["4.0.0", "4.2", "5.2", "6.1"],
  },
  {
    what: "CSRF secrets are stored bare",
    answer: storesBareCsrfSecret,
    no: ["3.2", "4.0.10"],
    yes: ["4.1.0", "4.2", "5.2", "6.1"],
  },
  {
    what: "CSRF_COOKIE_MASKED is known",
    answer: knowsMaskedCsrfCookie,
    no: ["3.2", "4.0.10", "5.0.0", "5.2", "6.1"],
    yes: ["4.1.0", "4.2"],
  },
  {
    what: "the first of several proxies counts",
    answer: readsFirstProxy,
    no: ["3.2", "4.0.10"],
    yes: ["4.1.0", "4.2", "5.2", "6.1"],
  },
])("$what", ({ answer, no, yes }) => {
  test.each(no)("not in %s", (text) => expect(answer(version(text))).toBe(false));
  test.each(yes)("in %s", (text) => expect(answer(version(text))).toBe(true));
});
