import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueOf } from "../../../src/json/node.ts";
import { parseJson } from "../../../src/json/parse.ts";
import { isSame, Sameness } from "../../../src/json/same.ts";
import { writeJson } from "../../../src/json/write.ts";
import { data } from "./arbitrary.ts";

describe("isSame() and Sameness", () => {
  it("agree with each other", () => {
    fc.assert(
      fc.property(data, data, (one, other) => {
        const sameness = new Sameness();
        for (const value of [one, other]) {
          const node = parseJson(writeJson(one));
          const isAlike = sameness.ofNode(node) === sameness.ofValue(value, 1000);
          expect(isAlike).toBe(isSame(node, value));
        }
        expect(isSame(parseJson(writeJson(one)), one)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["0", -0, false],
    ["-0.0", -0, true],
    ["NaN", Number.NaN, true],
    ["5", 5n, true],
    ["9007199254740993", 9007199254740993n, true],
    ["9007199254740992", 2 ** 53, false],
    ["1", true, false],
    ["1", "1", false],
    ["null", undefined, false],
    ["[1,2]", [2, 1], false],
    ["[1,[2]]", [[1], 2], false],
    ['["1,2"]', ["1", "2"], false],
    ['{"a":1,"b":2}', { b: 2, a: 1 }, true],
    ['{"a":1}', { a: 1, b: undefined }, true],
    ['{"a":1}', { a: 1, b: 2 }, false],
    ['{"a":null}', {}, false],
    ["[]", {}, false],
    ['{"a:1,\\"b":2}', { a: 1, b: 2 }, false],
  ])("say of %s and %s: %s", (text, value, expected) => {
    const sameness = new Sameness();
    expect(isSame(parseJson(text), value)).toBe(expected);
    expect(sameness.ofNode(parseJson(text)) === sameness.ofValue(value, 10)).toBe(expected);
  });

  it("look at each part once, however often they are asked", () => {
    let asked = 0;
    const leaf = {
      get seen(): number {
        return ++asked;
      },
    };
    // A list that holds the same list twice, twenty times over, has a million leaves and one.
    let value: unknown = leaf;
    for (let level = 0; level < 20; level++) value = [value, value];
    const sameness = new Sameness();
    expect(sameness.ofValue(value, 100)).toBe(sameness.ofValue(value, 100));
    expect(asked).toBe(1);
  });

  it("know a node for what its text says", () => {
    const node = parseJson('{"a":[1.0,{"b":null}]}');
    expect(isSame(node, valueOf(node))).toBe(true);
  });
});
