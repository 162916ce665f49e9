import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NotSerializable } from "../../../src/errors.ts";
import { valueOf } from "../../../src/json/node.ts";
import { parseJson } from "../../../src/json/parse.ts";
import { writeJson } from "../../../src/json/write.ts";
import { data } from "./arbitrary.ts";
import { python } from "./python.ts";

describe("writeJson()", () => {
  it("writes what parseJson reads as the same", () => {
    fc.assert(
      fc.property(data, (value) => {
        const text = writeJson(value);
        expect(text).toMatch(/^[ -~]*$/);
        expect(valueOf(parseJson(text))).toEqual(value);
        expect(writeJson(valueOf(parseJson(text)))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it("writes what Python's json.dumps writes of what json.loads reads", () => {
    const texts = fc.sample(data, 500).map((value) => writeJson(value));
    const again = python(
      `answer = [json.dumps(json.loads(text), separators=(",", ":")) for text in given]`,
      texts,
    );
    expect(again).toEqual(texts);
  });

  it("leaves undefined members out, and has none in lists", () => {
    expect(writeJson({ a: undefined, b: 1 })).toBe('{"b":1}');
    expect(() => writeJson([undefined])).toThrow(NotSerializable);
    expect(() => writeJson(Array(1))).toThrow(NotSerializable);
    expect(() => writeJson(undefined)).toThrow(NotSerializable);
  });

  it("writes plain objects, be they of no prototype or of another realm", () => {
    const bare = Object.assign(Object.create(null), { a: 1 });
    expect(writeJson(bare)).toBe('{"a":1}');
    expect(writeJson(runInNewContext('({ a: [1, { b: "c" }] })'))).toBe('{"a":[1,{"b":"c"}]}');
  });

  it("refuses what JSON has no form for, and says what to store instead", () => {
    class Cart {
      items = 1;
    }
    const refused: [unknown, string][] = [
      [new Date(), "the class Date"],
      [new Map(), "the class Map"],
      [new Set([1]), "the class Set"],
      [/x/, "the class RegExp"],
      [Buffer.from("x"), "the class Buffer"],
      [new Cart(), "the class Cart"],
      [new Error("x"), "the class Error"],
      [() => 1, "type function"],
      [Symbol("x"), "type symbol"],
    ];
    for (const [value, named] of refused) {
      for (const holder of [value, [value], { a: { b: value } }]) {
        expect(() => writeJson(holder)).toThrow(NotSerializable);
        expect(() => writeJson(holder)).toThrow(named);
        expect(() => writeJson(holder)).toThrow("toISOString()");
      }
    }
  });

  it("calls no toJSON, which would say something else than the data", () => {
    expect(() => writeJson({ toJSON: () => 1 })).toThrow("type function");
    expect(writeJson({ toJSON: 1 })).toBe('{"toJSON":1}');
  });

  it("goes down as deep as it may, and refuses what holds itself", () => {
    expect(writeJson([[1]], 2)).toBe("[[1]]");
    expect(() => writeJson([[1]], 1)).toThrow("nested so deep");
    expect(writeJson(1, 0)).toBe("1");
    expect(() => writeJson([], 0)).toThrow("nested so deep");
    const circle: unknown[] = [];
    circle.push({ circle });
    expect(() => writeJson(circle)).toThrow(NotSerializable);
  });
});
