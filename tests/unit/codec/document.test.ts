import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/codec/codec.ts";
import { JsonDocument } from "../../../src/codec/document.ts";
import { MalformedValue, NotSerializable } from "../../../src/errors.ts";
import { TooDeep } from "../../../src/json/parse.ts";
import { data, objectText } from "../json/arbitrary.ts";
import { costOf } from "../json/cost.ts";
import { changesOf, textOf } from "./codecs.ts";

const read = (text: string): JsonDocument => JsonDocument.read(text, 1000);
const changed = (text: string, values: Record<string, unknown>): string =>
  textOf(read(text).replace(changesOf(values)));

describe("toMap()", () => {
  it("gives data that can be changed in place, and the document stays as it is", () => {
    const text = '{"a":[1.0,{"b":[2]}],"c":"x"}';
    const document = read(text);
    for (let time = 0; time < 4; time++) {
      const map = document.toMap();
      expect(map).toEqual(
        new Map<string, unknown>([
          ["a", [1, { b: [2] }]],
          ["c", "x"],
        ]),
      );
      const list = map.get("a") as any;
      list[1].b.push(3);
      list.push("more");
      map.delete("c");
      map.set("d", 1);
      expect(document.text).toBe(text);
    }
  });

  it("gives what was written, also of a document that was made by changes", () => {
    fc.assert(
      fc.property(objectText, data, (text, value) => {
        const next = read(text).replace(changesOf({ added: value }));
        const expected = read(text).toMap().set("added", value);
        expect(next.toMap()).toEqual(expected);
        expect([...next.toMap().keys()]).toEqual([...expected.keys()]);
      }),
    );
  });
});

describe("replace()", () => {
  it.each([
    ["sets a key in its place", '{"a":1.0,"b":2.0}', { a: 3 }, '{"a":3,"b":2.0}'],
    ["adds keys at the end, in their order", '{"b":1.0}', { z: 1, a: 2 }, '{"b":1.0,"z":1,"a":2}'],
    ["removes keys", '{"a":1,"b":2.0,"c":3}', { a: undefined, c: undefined }, '{"b":2.0}'],
    ["removes the last one", '{"a":1}', { a: undefined }, "{}"],
    [
      "keeps the spelling of what it does not touch",
      '{ "a" : 1E2 , "\\u0062":"\\u00E9" }',
      { c: 1 },
      '{"a" : 1E2,"\\u0062":"\\u00E9","c":1}',
    ],
    ["keeps a key that comes twice", '{"a":1,"b":2,"a":3.0}', { b: 5 }, '{"a":1,"a":3.0,"b":5}'],
    ["sets a key that came twice once", '{"a":1,"b":2,"a":3.0}', { a: 4 }, '{"a":4,"b":2}'],
    ["removes a key that came twice", '{"a":1,"b":2,"a":3.0}', { a: undefined }, '{"b":2}'],
    ["finds a key by what it says", '{"\\u0061":1.0}', { a: 2 }, '{"a":2}'],
    [
      "keeps what did not change of a value",
      '{"a":[1.0,{"b":2.0}]}',
      { a: [1, { b: 2 }, 3] },
      '{"a":[1.0,{"b":2.0},3]}',
    ],
    [
      "keeps integers beyond 2^53",
      '{"a":9007199254740993,"b":1}',
      { b: 2 },
      '{"a":9007199254740993,"b":2}',
    ],
    [
      "escapes keys and values",
      "{}",
      { "é\ud800": "\x7f😀" },
      '{"\\u00e9\\ud800":"\\u007f\\ud83d\\ude00"}',
    ],
  ])("%s", (_, text, values, expected) => {
    expect(changed(text, values)).toBe(expected);
  });

  it.each<[string, string, ReadonlyMap<string, Change>]>([
    ["nothing", '{"a":1.0}', new Map()],
    ["the same number", '{"a":1.0}', changesOf({ a: 1 })],
    [
      "the same object, its members in another order",
      '{"a":{"x":1.0,"y":2}}',
      changesOf({ a: { y: 2, x: 1 } }),
    ],
    ["no key that was there", '{"a":1.0}', changesOf({ b: undefined })],
    ["the last value of a key that came twice", '{"a":1,"a":2.0}', changesOf({ a: 2 })],
  ])("is the same document after %s", (_, text, changes) => {
    const document = read(text);
    expect(document.replace(changes)).toBe(document);
    for (const [key, change] of changes) expect(document.differs(key, change)).toBe(false);
  });

  it("puts a key that was removed before it was set at the end, as a Python dict does", () => {
    const text = '{"a":1.0,"b":2.0,"a":5.0}';
    const afresh = (values: Record<string, unknown>): Map<string, Change> =>
      new Map(Object.entries(values).map(([key, value]) => [key, { value, afresh: true }]));
    const document = read(text);
    expect(textOf(document.replace(afresh({ a: 7 })))).toBe('{"b":2.0,"a":7}');
    expect(textOf(document.replace(afresh({ a: 5 })))).toBe('{"b":2.0,"a":5}');
    expect(textOf(document.replace(afresh({ c: 1, a: 5 })))).toBe('{"b":2.0,"c":1,"a":5}');
    expect(textOf(document.replace(afresh({ a: undefined })))).toBe('{"b":2.0}');
    expect(document.replace(afresh({ c: undefined }))).toBe(document);
    expect(document.differs("a", { value: 5, afresh: true })).toBe(true);
  });

  it("agrees with differs()", () => {
    fc.assert(
      fc.property(objectText, data, (text, value) => {
        const document = read(text);
        for (const key of [...document.toMap().keys(), "other"]) {
          for (const change of [
            { value },
            { value: document.toMap().get(key) },
            { value: undefined },
          ]) {
            const next = document.replace(new Map([[key, change]]));
            expect(document.differs(key, change)).toBe(next !== document);
            expect(next.toMap().get(key)).toEqual(change.value);
          }
        }
      }),
    );
  });

  it("does not keep the values it was given", () => {
    const value = { list: [1] };
    const next = read("{}").replace(changesOf({ value }));
    value.list.push(2);
    expect(next.toMap().get("value")).toEqual({ list: [1] });
  });

  it("refuses what JSON has no form for", () => {
    for (const text of ["{}", '{"a":1}', '{"a":[1]}']) {
      expect(() => changed(text, { a: new Date() })).toThrow(NotSerializable);
      expect(() => changed(text, { a: [() => 1] })).toThrow(NotSerializable);
      expect(() => read(text).differs("a", { value: [Symbol("x")] })).toThrow(NotSerializable);
    }
  });

  it("keeps keys keys, whatever they are called", () => {
    const hostile = '{"__proto__":{"isAdmin":true},"constructor":1}';
    expect(changed(hostile, { a: 1 })).toBe('{"__proto__":{"isAdmin":true},"constructor":1,"a":1}');
    expect(textOf(read("{}").replace(new Map([["__proto__", { value: { x: 1 } }]])))).toBe(
      '{"__proto__":{"x":1}}',
    );
    expect(read(hostile).toMap().get("__proto__")).toEqual({ isAdmin: true });
    expect(({} as any).isAdmin).toBeUndefined();
  });
});

describe("the depth of a document", () => {
  const nested = (depth: number): unknown => (depth === 0 ? 0 : [nested(depth - 1)]);

  it("is as great as it may be, on reading and on writing alike", () => {
    for (const depth of [1, 2, 10, 1000]) {
      const document = JsonDocument.read("{}", depth);
      const deepest = document.replace(changesOf({ a: nested(depth - 1) }));
      expect(JsonDocument.read(textOf(deepest), depth).toMap()).toEqual(deepest.toMap());
      expect(() => document.replace(changesOf({ a: nested(depth) }))).toThrow(NotSerializable);
      expect(() => deepest.replace(changesOf({ a: nested(depth) }))).toThrow(NotSerializable);
      expect(() => JsonDocument.read(textOf(deepest), depth - 1)).toThrow(TooDeep);
    }
  });
});

describe("read()", () => {
  it("refuses what is no object", () => {
    for (const text of ["", "[]", "1", "{", '{"a":1}x'])
      expect(() => read(text)).toThrow(MalformedValue);
  });
});

describe("a document of a megabyte", () => {
  const document = read(
    `{${Array.from({ length: 40_000 }, (_, index) => `"key${index}":[1.0,"value"]`).join()}}`,
  );

  it("is asked for many changes, none of which comes to anything, at no great cost", () => {
    const cost = costOf(() => {
      for (let index = 0; index < 10_000; index++) {
        expect(document.differs(`key${index}`, { value: [1, "value"] })).toBe(false);
      }
    });
    expect(cost).toBeLessThan(2000);
  });

  it("is changed in many keys at no great cost", () => {
    const changes = changesOf(
      Object.fromEntries(
        Array.from({ length: 20_000 }, (_, index) => [`key${2 * index}`, [1, "other"]]),
      ),
    );
    let size = 0;
    const cost = costOf(() => (size = document.replace(changes).toMap().size));
    expect(size).toBe(40_000);
    expect(cost).toBeLessThan(2000);
  });
});
