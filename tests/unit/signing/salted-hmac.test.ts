import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MalformedValue } from "../../../src/errors.ts";
import { constantTimeCompare, saltedHmac } from "../../../src/signing/salted-hmac.ts";

describe("saltedHmac()", () => {
  it("is an HMAC by a key that is a hash of salt and secret", () => {
    const key = createHash("sha256").update("saltsecret").digest();
    const expected = createHmac("sha256", key).update("value").digest();
    expect(saltedHmac("salt", "value", "secret").equals(expected)).toBe(true);
  });

  it.each([
    ["\ud800", "value", "secret"],
    ["salt", "\udc00", "secret"],
    ["salt", "value", "a\ud800b"],
  ])("refuses lone surrogates: %j", (salt, value, secret) => {
    expect(() => saltedHmac(salt, value, secret)).toThrow(MalformedValue);
  });
});

describe("constantTimeCompare()", () => {
  it("compares texts as they are, whatever they hold", () => {
    expect(constantTimeCompare("", "")).toBe(true);
    expect(constantTimeCompare("abc", "abc")).toBe(true);
    expect(constantTimeCompare("é😀", "é😀")).toBe(true);
    expect(constantTimeCompare("abc", "abd")).toBe(false);
    expect(constantTimeCompare("abc", "abcd")).toBe(false);
    expect(constantTimeCompare("é", "e\u0301")).toBe(false);
    expect(constantTimeCompare("a\0", "a")).toBe(false);
  });
});
