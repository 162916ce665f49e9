import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copyOf } from "../../../src/json/copy.ts";
import { data } from "./arbitrary.ts";

/** Every list and object in the data, itself among them. */
function* compounds(value: unknown): Generator<object> {
  if (typeof value !== "object" || value === null) return;
  yield value;
  for (const part of Object.values(value)) yield* compounds(part);
}

describe("copyOf()", () => {
  it("is equal, and shares no list and no object", () => {
    fc.assert(
      fc.property(data, (value) => {
        const copy = copyOf(value);
        expect(copy).toEqual(value);
        const originals = new Set(compounds(value));
        for (const part of compounds(copy)) expect(originals.has(part)).toBe(false);
      }),
    );
  });

  it("makes no prototype of data", () => {
    const copy = copyOf(JSON.parse('{"__proto__":{"isAdmin":true},"a":1}')) as any;
    expect(Object.keys(copy)).toEqual(["__proto__", "a"]);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(copy.isAdmin).toBeUndefined();
  });
});
