import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NotSerializable } from "../../../src/errors.ts";
import { valueOf } from "../../../src/json/node.ts";
import { parseJson } from "../../../src/json/parse.ts";
import { rewrite } from "../../../src/json/rewrite.ts";
import { data, objectText } from "./arbitrary.ts";
import { costOf } from "./cost.ts";

/** The text of a value after it was changed in place, as code does with what a session gave it. */
function after(text: string, change: (value: any) => unknown): string {
  const value: unknown = valueOf(parseJson(text));
  const changed = change(value);
  return rewrite(text, parseJson(text), changed === undefined ? value : changed);
}

describe("rewrite() with an equal value", () => {
  it("gives exactly the characters that were there", () => {
    fc.assert(
      fc.property(objectText, (text) => {
        const node = parseJson(text);
        expect(rewrite(text, node, valueOf(node))).toBe(text.slice(node.start, node.end));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["1.0", 1],
    ["1", 1n],
    ["1e400", Infinity],
    ["NaN", Number.NaN],
    ["-0.0", -0],
    ["-0", 0],
    ["9007199254740993", 9007199254740993n],
    ['"\\u00E9"', "é"],
    ['{"b":1.0,"a":[ 2.0 ]}', { a: [2], b: 1 }],
    ['{"a":1,"a":2.0}', { a: 2 }],
    ["[]", []],
    ["{}", { left: undefined }],
  ])("keeps %s for %s", (text, value) => {
    expect(rewrite(text, parseJson(text), value)).toBe(text);
  });
});

describe("rewrite() with another value", () => {
  it("gives a text of that value, whatever was there before", () => {
    fc.assert(
      fc.property(objectText, data, (text, value) => {
        expect(valueOf(parseJson(rewrite(text, parseJson(text), value)))).toEqual(value);
        const wrapped = `[1.0,${text}]`;
        const again = rewrite(wrapped, parseJson(wrapped), [value, 1, value]);
        expect(valueOf(parseJson(again))).toEqual([value, 1, value]);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["1.0", 0, "0"],
    ["0", -0, "-0.0"],
    ["-0.0", 0, "0"],
    ["1", "1", '"1"'],
    ["9007199254740993", 9007199254740992, "9007199254740992.0"],
    ["9007199254740992.0", 9007199254740992n, "9007199254740992"],
    ["[]", {}, "{}"],
    ["{}", [], "[]"],
    ["[1.0]", null, "null"],
    ["null", [1], "[1]"],
    ["[1.0]", { 0: 1 }, '{"0":1}'],
  ])("rewrites %s as %s: %s", (text, value, expected) => {
    expect(rewrite(text, parseJson(text), value)).toBe(expected);
  });
});

describe("a list of which something changed", () => {
  const LIST = "[1.0, 2.0,3.0,4e0]";

  it.each<[string, (list: number[]) => unknown, string]>([
    ["pushed to", (list) => void list.push(5), "[1.0,2.0,3.0,4e0,5]"],
    ["shifted", (list) => void list.shift(), "[2.0,3.0,4e0]"],
    ["popped", (list) => void list.pop(), "[1.0,2.0,3.0]"],
    ["unshifted", (list) => void list.unshift(0), "[0,1.0,2.0,3.0,4e0]"],
    ["set at an index", (list) => void (list[1] = 9), "[1.0,9,3.0,4e0]"],
    ["spliced", (list) => void list.splice(1, 2, 7, 8, 9), "[1.0,7,8,9,4e0]"],
    ["emptied in the middle", (list) => void list.splice(1, 2), "[1.0,4e0]"],
    ["shifted and pushed to", (list) => [...list.slice(1), 5], "[2.0,3.0,4e0,5]"],
    ["moved on, the newest first", (list) => [0, ...list.slice(0, 3)], "[0,1.0,2.0,3.0]"],
    ["turned round", (list) => list.toReversed(), "[4e0,3.0,2.0,1.0]"],
    ["sorted otherwise", () => [3, 1, 4, 2], "[3.0,1.0,4e0,2.0]"],
    ["doubled", (list) => [...list, ...list], "[1.0,2.0,3.0,4e0,1,2,3,4]"],
    ["emptied", (list) => void (list.length = 0), "[]"],
  ])("%s keeps the characters of what did not", (_, change, expected) => {
    expect(after(LIST, change)).toBe(expected);
  });

  it("keeps those of an item that changed in part", () => {
    const text = '[{"id":1,"price":1.0},{"id":2,"price":2.0},{"id":3,"price":3.0}]';
    const change = (list: any[]): void => {
      list[1].quantity = 5;
      list.push({ id: 4, price: 4 });
    };
    const expected =
      '[{"id":1,"price":1.0},{"id":2,"price":2.0,"quantity":5},{"id":3,"price":3.0},{"id":4,"price":4}]';
    expect(after(text, change)).toBe(expected);
  });
});

describe("a list of which every item changed in part", () => {
  it("takes each for what it was", () => {
    const text = '[{"price":1.0},{"price":2.0},{"price":3.0}]';
    const expected = '[{"price":1.0,"n":0},{"price":2.0,"n":1},{"price":3.0,"n":2},{"n":3}]';
    const change = (list: any[]): void => {
      list.push({});
      for (const [index, item] of list.entries()) item.n = index;
    };
    expect(after(text, change)).toBe(expected);
  });
});

describe("an object of which something changed", () => {
  const text = '{"b": 1.0,"a":{"x":[1.0 ,2.0],"y":1e16},"c":9007199254740993}';

  it.each<[string, (value: any) => unknown, string]>([
    [
      "set",
      (value) => void (value.b = 2),
      '{"b":2,"a":{"x":[1.0 ,2.0],"y":1e16},"c":9007199254740993}',
    ],
    [
      "added",
      (value) => void (value.z = 1),
      '{"b":1.0,"a":{"x":[1.0 ,2.0],"y":1e16},"c":9007199254740993,"z":1}',
    ],
    ["removed", (value) => void delete value.a, '{"b":1.0,"c":9007199254740993}'],
    ["set to undefined", (value) => void (value.a = undefined), '{"b":1.0,"c":9007199254740993}'],
    [
      "set within",
      (value) => void (value.a.y = 0),
      '{"b":1.0,"a":{"x":[1.0 ,2.0],"y":0},"c":9007199254740993}',
    ],
    [
      "pushed to within",
      (value) => void value.a.x.push(3),
      '{"b":1.0,"a":{"x":[1.0,2.0,3],"y":1e16},"c":9007199254740993}',
    ],
    ["replaced by an equal one", (value) => void (value.a = { y: 1e16, x: [1, 2] }), text],
  ])("%s keeps the characters and the order of the rest", (_, change, expected) => {
    expect(after(text, change)).toBe(expected);
  });

  it("keeps the last value of a key that came twice, as Python does", () => {
    expect(after('{"a":1.0,"b":2.0,"a":3.0}', (value) => void (value.c = 1))).toBe(
      '{"a":3.0,"b":2.0,"c":1}',
    );
  });

  it("keeps a key that is called __proto__ a key", () => {
    const hostile = '{"__proto__":{"x":1.0},"a":1.0}';
    expect(after(hostile, (value) => void (value.a = 2))).toBe('{"__proto__":{"x":1.0},"a":2}');
    expect(after(hostile, (value) => void (value["__proto__"].x = 2))).toBe(
      '{"__proto__":{"x":2},"a":1.0}',
    );
  });
});

describe("what cannot be written", () => {
  it.each([[[new Date()]], [{ a: new Map() }], [[1, undefined]], [[() => 1]], [new Date()]])(
    "is refused: %s",
    (value) => {
      for (const text of ["[1.0]", "[1.0,2.0]", '{"a":1.0}', "1"]) {
        expect(() => rewrite(text, parseJson(text), value)).toThrow(NotSerializable);
      }
    },
  );

  it("is refused for its depth, also where it holds itself", () => {
    const circle: unknown[] = [1];
    circle.push(circle);
    expect(() => after("[1.0,[2.0]]", () => circle)).toThrow(NotSerializable);
    expect(rewrite("[1.0]", parseJson("[1.0]"), [1, [2]], 2)).toBe("[1.0,[2]]");
    expect(() => rewrite("[1.0]", parseJson("[1.0]"), [1, [2]], 1)).toThrow("nested so deep");
    expect(() => rewrite("[[1.0]]", parseJson("[[1.0]]"), [[2]], 1)).toThrow("nested so deep");
  });
});

describe("a megabyte rewritten", () => {
  const deep = (levels: number, part: string): string =>
    `${part.repeat(levels)}0${"]".repeat(levels)}`;
  /** A value, and one that differs from it at the far end of everything. */
  const CASES: Record<string, [string, (value: any) => unknown]> = {
    "a change in the deepest of deep lists": [
      deep(900, `["${"x".repeat(1000)}",1.0,`),
      (value) => {
        let list = value;
        while (Array.isArray(list[2])) list = list[2];
        list[2] = 1;
      },
    ],
    "a change in each of deep lists": [
      deep(900, `["${"x".repeat(1000)}",1.0,`),
      (value) => {
        for (let list = value; Array.isArray(list); list = list[2]) list[1] = 2;
      },
    ],
    "another length of each of deep lists": [
      deep(900, `["${"x".repeat(1000)}",1.0,`),
      (value) => {
        for (let list = value; Array.isArray(list); list = list.at(-1)) list.unshift(2);
      },
    ],
    "a long list turned round": [`[${"1.0,".repeat(200_000)}2.0]`, (value) => value.toReversed()],
    "a long list of which every second item went": [
      `[${Array.from({ length: 100_000 }, (_, index) => `${index}.0`).join()}]`,
      (value) => value.filter((_: unknown, index: number) => index % 2 === 0),
    ],
    "many keys": [
      `{${Array.from({ length: 50_000 }, (_, index) => `"key${index}":1.0`).join()}}`,
      (value) => void (value.key49999 = 2),
    ],
  };

  it.each(Object.keys(CASES))("takes no long: %s", (name) => {
    const [text, change] = CASES[name] ?? ["", () => undefined];
    const node = parseJson(text);
    const old = valueOf(node);
    const value = change(old) ?? old;
    let rewritten = "";
    // All of it, to the bytes that are stored: strings can be put off.
    const cost = costOf(() => {
      rewritten = rewrite(text, node, value);
      return Buffer.from(rewritten, "latin1");
    });
    expect(cost).toBeLessThan(2000);
    expect(valueOf(parseJson(rewritten))).toEqual(value);
  });
});
