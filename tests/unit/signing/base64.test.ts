import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MalformedValue } from "../../../src/errors.ts";
import { a2bBase64, b64Decode, b64Encode } from "../../../src/signing/base64.ts";
import { costOf } from "../json/cost.ts";

describe("base64", () => {
  it("goes there and back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = b64Encode(bytes);
        expect(text).toMatch(/^[\w-]*$/);
        expect([...b64Decode(text)]).toEqual([...bytes]);
        const padded = Buffer.from(bytes).toString("base64");
        expect([...b64Decode(padded)]).toEqual([...bytes]);
        expect([...a2bBase64(padded)]).toEqual([...bytes]);
      }),
    );
  });

  it("encodes a view of bytes and not what is around it", () => {
    expect(b64Encode(new Uint8Array([1, 2, 3, 4]).subarray(1, 3))).toBe("AgM");
  });

  it("of the standard form has no other letters, and its padding", () => {
    expect(a2bBase64("+/+/").toString("hex")).toBe("fbffbf");
    expect(a2bBase64("-_-_").toString("hex")).toBe("");
    expect(() => a2bBase64("QQ")).toThrow(MalformedValue);
  });

  it.each(["=", "Q=", "Q=*", "Q", "*"])("takes no long over a long text of %j", (part) => {
    const text = part.repeat(1_000_000 / part.length);
    const cost = costOf(() => {
      try {
        b64Decode(text);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedValue);
      }
    });
    expect(cost).toBeLessThan(2000);
  });
});
