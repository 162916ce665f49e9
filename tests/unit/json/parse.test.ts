import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MalformedValue } from "../../../src/errors.ts";
import type { JsonNode } from "../../../src/json/node.ts";
import { membersOf, valueOf } from "../../../src/json/node.ts";
import { DEPTH, parseJson, TooDeep } from "../../../src/json/parse.ts";
import { objectText } from "./arbitrary.ts";
import { costOf } from "./cost.ts";

describe("parseJson()", () => {
  it("remembers where each value stands", () => {
    const text = ' {"a" : [1.0, "x"],"a":-0} ';
    const node = parseJson(text);
    if (node.kind !== "object") throw new Error("It is an object.");
    expect(text.slice(node.start, node.end)).toBe(text.trim());
    const [first, second] = node.members;
    expect(text.slice(first?.start, first?.value.end)).toBe('"a" : [1.0, "x"]');
    expect(text.slice(second?.value.start, second?.value.end)).toBe("-0");
    expect([...membersOf(node).keys()]).toEqual(["a"]);
    expect(valueOf(node)).toEqual({ a: 0 });
  });

  it("gives every value characters that read as the same value", () => {
    const check = (text: string, node: JsonNode): void => {
      expect(valueOf(parseJson(text.slice(node.start, node.end)))).toEqual(valueOf(node));
      if (node.kind === "array") for (const item of node.items) check(text, item);
      if (node.kind === "object") for (const { value } of node.members) check(text, value);
    };
    fc.assert(fc.property(objectText, (text) => check(text, parseJson(text))));
  });

  it("reads what JSON.parse reads as it does, where that loses nothing", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        if (/-0|\d{16}/.test(text)) return;
        expect(valueOf(parseJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it("refuses every proper start of a text, with one kind of error", () => {
    fc.assert(
      fc.property(objectText, fc.nat(), (text, length) => {
        const end = length % text.trimEnd().length;
        expect(() => parseJson(text.slice(0, end))).toThrow(MalformedValue);
      }),
    );
  });

  it("never fails but by its own error, whatever the text", () => {
    fc.assert(
      fc.property(
        objectText,
        fc.nat(),
        fc.string({ unit: "binary", maxLength: 3 }),
        (text, at, junk) => {
          const place = at % text.length;
          try {
            parseJson(text.slice(0, place) + junk + text.slice(place + 1));
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedValue);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("goes down as deep as it may, and no deeper", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    expect(parseJson(nested(DEPTH)).kind).toBe("array");
    expect(() => parseJson(nested(DEPTH + 1))).toThrow(TooDeep);
    expect(parseJson('{"a":[{}]}', 3).kind).toBe("object");
    expect(() => parseJson('{"a":[{}]}', 2)).toThrow(TooDeep);
    // Beside each other is not within each other.
    expect(parseJson(`[${"[],".repeat(5000)}{}]`, 2).kind).toBe("array");
  });

  it("makes no prototype of data", () => {
    const value = valueOf(
      parseJson('{"__proto__":{"isAdmin":true},"a":{"__proto__":null}}'),
    ) as any;
    expect(Object.keys(value)).toEqual(["__proto__", "a"]);
    expect(value.isAdmin).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(value.a)).toBe(Object.prototype);
    expect(({} as any).isAdmin).toBeUndefined();
  });
});

describe("a text of a megabyte", () => {
  const MEGABYTE = 2 ** 20;
  const repeat = (part: string): string => part.repeat(MEGABYTE / part.length);
  const TEXTS: Record<string, string> = {
    "an open string": `"${repeat("a")}`,
    "escaped quotes": `"${repeat('\\"')}"`,
    backslashes: `"${repeat("\\\\")}"`,
    "an odd number of backslashes": `"${repeat("\\\\")}\\"`,
    "open strings": repeat('"a'),
    "open lists": repeat("["),
    "open objects": repeat('{"a":'),
    blanks: repeat(" "),
    "a blank in a list": `[${repeat(" ")}`,
    digits: repeat("1"),
    "digits of a fraction": `0.${repeat("1")}`,
    "digits of an exponent": `1e${repeat("1")}`,
    minuses: repeat("-"),
    "a list of lists": `[${repeat("[],")}[]]`,
    "a list of strings": `[${repeat('"\\u00e9",')}1]`,
    "one key again and again": `{${repeat('"a":1,')}"a":1}`,
    "the letters of constants": repeat("Infinit"),
  };

  it.each(Object.keys(TEXTS))("of %s takes no long", (name) => {
    const cost = costOf(() => {
      try {
        parseJson(TEXTS[name] ?? "");
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedValue);
      }
    });
    expect(cost).toBeLessThan(2000);
  });
});
