import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { MalformedValue } from "../../../src/errors.ts";
import { membersOf, valueOf } from "../../../src/json/node.ts";
import { parseJson, TooDeep } from "../../../src/json/parse.ts";
import { NotAnObject, readObject } from "../../../src/json/read.ts";
import { data, objectText } from "./arbitrary.ts";
import { writeJson } from "../../../src/json/write.ts";

/** What the object's text holds by the lossless parser alone. */
function slowly(text: string): [string, unknown][] {
  const node = parseJson(text);
  if (node.kind !== "object") throw new Error("It is an object.");
  return Array.from(membersOf(node), ([key, value]) => [key, valueOf(value)]);
}

/** Whether a text was read by the engine's parser alone: ours asks for the text's characters one by one. */
function isReadNatively(text: string): boolean {
  const charCodeAt = vi.spyOn(String.prototype, "charCodeAt");
  readObject(text);
  const calls = charCodeAt.mock.calls.length;
  charCodeAt.mockRestore();
  return calls === 0;
}

describe("readObject()", () => {
  it("gives the same by the fast way and by the slow", () => {
    fc.assert(
      fc.property(objectText, (text) => {
        expect([...readObject(text)]).toEqual(slowly(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("gives back what was written", () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(readObject(`{"value":${writeJson(value)}}`).get("value")).toEqual(value);
      }),
    );
  });

  it("takes the fast way wherever it can", () => {
    const usual = {
      _auth_user_id: "1",
      _auth_user_hash: "1234567890123456".repeat(4),
      price: 12.5,
      at: 1700000000.123456,
      list: [1, { b: null, "2": true }],
    };
    expect(isReadNatively(JSON.stringify(usual))).toBe(true);
    expect(isReadNatively('{"2":1}')).toBe(true);
  });

  it.each([
    '{"a":9007199254740993}',
    '{"a":[-0]}',
    '{"a":{"b":1e400}}',
    '{"b":0,"2":1}',
    '{"a":NaN}',
  ])("takes the slow way for %s", (text) => {
    expect(isReadNatively(text)).toBe(false);
  });

  it("keeps the order of keys that look like indexes", () => {
    const text = '{"b":1,"10":2,"2":3,"\\u0031":4,"a":5}';
    expect([...readObject(text).keys()]).toEqual(["b", "10", "2", "1", "a"]);
  });

  it("knows an object from other JSON", () => {
    for (const text of ["[1]", "null", "1", '"text"', "NaN", "-0", "[1e400]"]) {
      expect(() => readObject(text)).toThrow(NotAnObject);
    }
    for (const text of ["", "{", "[1", "nul", "{}x"]) {
      expect(() => readObject(text)).toThrow(MalformedValue);
      expect(() => readObject(text)).not.toThrow(NotAnObject);
    }
  });

  it("is bounded in depth by both ways alike, even within a key that comes again", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    for (const more of ["", ',"n":NaN', `,"long":"${"x".repeat(3000)}"`, ',"a":1']) {
      expect(readObject(`{"a":${nested(999)}${more}}`).size).toBeGreaterThan(0);
      expect(() => readObject(`{"a":${nested(1000)}${more}}`)).toThrow(TooDeep);
    }
  });

  it("reads many lists that are not deep", () => {
    const text = `{"a":[${"[1],".repeat(5000)}[]]}`;
    expect(readObject(text)).toEqual(new Map(Object.entries(JSON.parse(text))));
  });
});
