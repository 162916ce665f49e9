/** Keys as Django's fields convert them. What Django itself says of these is in tests/interop/users. */
import { describe, expect, test } from "vitest";
import { bindUserKey, toUserKey } from "../../../../src/auth/users/user-key.ts";

const UUID = "feac74ad-8db7-490e-88db-5efaf0e8a09c";

describe("toUserKey", () => {
  test.each([
    ["1", 1],
    [" 1\n", 1],
    ["+1", 1],
    ["-1", -1],
    ["1_000", 1000],
    ["007", 7],
    [1.9, 1],
    [true, 1],
    ["9007199254740993", 9007199254740993n],
    [2n ** 63n, 2n ** 63n],
  ])("the integer %s", (given, key) => {
    expect(toUserKey(given, "integer")).toBe(key);
  });

  test.each([
    "",
    "abc",
    "1.0",
    "1__0",
    "_1",
    "1 2",
    "\ufeff1",
    "9".repeat(4301),
    null,
    [1],
    {},
    NaN,
  ])("%s is no integer", (given) => {
    expect(() => toUserKey(given, "integer")).toThrow("_auth_user_id");
  });

  test.each([
    UUID,
    UUID.toUpperCase(),
    UUID.replaceAll("-", ""),
    `{${UUID}}`,
    `urn:uuid:${UUID}`,
    BigInt(`0x${UUID.replaceAll("-", "")}`),
  ])("the UUID %s", (given) => {
    expect(toUserKey(given, "uuid")).toBe(UUID);
  });

  test("the UUID of a number, as Python has it", () => {
    expect(toUserKey(5, "uuid")).toBe("00000000-0000-0000-0000-000000000005");
  });

  test.each(["", "5", UUID.slice(1), `${UUID}0`, -1, 2n ** 128n, null])(
    "%s is no UUID",
    (given) => {
      expect(() => toUserKey(given, "uuid")).toThrow("_auth_user_id");
    },
  );
});

test.each([
  [2 ** 31 - 1, "integer", "postgresql", true],
  [2 ** 31, "integer", "postgresql", false],
  [2 ** 31, "integer", "sqlite", true],
  [-(2 ** 31) - 1, "integer", "mysql", false],
  [2n ** 63n - 1n, "bigint", "mysql", true],
  [2n ** 63n, "bigint", "sqlite", false],
  ["a\0b", "text", "postgresql", false],
  ["\ud800", "text", "mysql", false],
  ["’", "text", "mysql", true],
] as const)("the key %s of type %s is one on %s: %s", (key, type, vendor, isOne) => {
  expect(bindUserKey(key, type, vendor) !== null).toBe(isOne);
});
