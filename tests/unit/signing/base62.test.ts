import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MalformedValue } from "../../../src/errors.ts";
import { b62Decode, b62Encode } from "../../../src/signing/base62.ts";

describe("base 62", () => {
  it("goes there and back for every whole number", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        expect(b62Decode(b62Encode(number))).toBe(number === 0 ? 0 : number);
      }),
    );
  });

  it.each([1.5, Number.NaN, Infinity, 2 ** 53])("has no form of %s", (number) => {
    expect(() => b62Encode(number)).toThrow(MalformedValue);
  });

  it("rounds what is beyond 2^53, and never fails on it", () => {
    expect(b62Decode("z".repeat(1000))).toBe(Infinity);
    expect(b62Decode("fFgnDxSe9")).toBe(2 ** 53);
  });
});
