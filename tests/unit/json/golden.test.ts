/** Our JSON beside Python's: tests/golden/json-*.json, written by tests/django/golden_json.py, and Python itself. */
import { describe, expect, it } from "vitest";
import { MalformedValue } from "../../../src/errors.ts";
import { valueOf } from "../../../src/json/node.ts";
import { parseJson } from "../../../src/json/parse.ts";
import { readObject } from "../../../src/json/read.ts";
import { writeJson } from "../../../src/json/write.ts";
import { readGolden, VERSIONS } from "../../golden/golden.ts";
import { asciiOf, python } from "./python.ts";

interface Golden {
  readonly readings: [text: string, data: string | null][];
  readonly floats: [bits: string, text: string][];
  readonly strings: [string: string, text: string][];
}

const doubleOf = (bits: string): number => Buffer.from(bits, "hex").readDoubleBE();

describe.each(VERSIONS)("beside the Python of Django %s", (version) => {
  const golden: Golden = readGolden("json", version);

  it.each(golden.readings)("reads %j as %s", (text, data) => {
    if (data !== null) expect(asciiOf(text)).toBe(data);
    else expect(() => parseJson(text)).toThrow(MalformedValue);
  });

  it.each(golden.readings)(
    "reads %j within an object, by the fast way or the slow",
    (text, data) => {
      if (data === null) expect(() => readObject(text)).toThrow(MalformedValue);
      else expect(readObject(`{"a":${text}}`).get("a")).toEqual(valueOf(parseJson(text)));
    },
  );

  it.each(golden.floats)("writes the double %s as %s", (bits, text) => {
    const number = doubleOf(bits);
    const isInteger = Number.isSafeInteger(number) && !Object.is(number, -0);
    expect(isInteger ? `${writeJson(number)}.0` : writeJson(number)).toBe(text);
  });

  it.each(golden.strings)("writes the string %j", (string, text) => {
    expect(writeJson(string)).toBe(text);
  });
});

describe("beside Python itself", () => {
  it("writes random doubles as it does", () => {
    const bits = Array.from({ length: 20_000 }, randomBits);
    const texts: string[] = python(
      `import struct\nanswer = [json.dumps(struct.unpack(">d", bytes.fromhex(bits))[0]) for bits in given]`,
      bits,
    );
    for (const [index, text] of texts.entries()) {
      const number = doubleOf(bits[index] ?? "");
      const isInteger = Number.isSafeInteger(number) && !Object.is(number, -0);
      expect([bits[index], isInteger ? `${writeJson(number)}.0` : writeJson(number)]).toEqual([
        bits[index],
        text,
      ]);
    }
  });

  it("keeps its limit of digits, on reading and on writing", () => {
    const integers = [4299, 4300, 4301].flatMap((digits) =>
      ["9", "-9"].map((first) => first + "9".repeat(digits - 1)),
    );
    const accepted: boolean[] = python(
      `def accepts(text):
    try:
        return bool(json.loads(text))
    except ValueError:
        return False
answer = [accepts(text) for text in given]`,
      integers,
    );
    expect(accepted).toEqual([true, true, true, true, false, false]);
    for (const [index, text] of integers.entries()) {
      if (accepted[index] === true) {
        expect(writeJson(BigInt(text))).toBe(text);
        expect(asciiOf(text)).toBe(text);
      } else {
        expect(() => writeJson(BigInt(text))).toThrow("4300 digits");
        expect(() => parseJson(text)).toThrow(MalformedValue);
      }
    }
  });
});

/** Of all doubles, of those near one another's borders, and of those that people use. */
function randomBits(_: unknown, index: number): string {
  const buffer = Buffer.alloc(8);
  const random = Math.random();
  if (index % 4 === 0) crypto.getRandomValues(buffer);
  else if (index % 4 === 1) buffer.writeDoubleBE(Math.round(random * 1e6) / 10 ** (index % 8));
  else if (index % 4 === 2) buffer.writeDoubleBE(random * 10 ** ((index % 48) - 24));
  else buffer.writeDoubleBE(Math.round(random * 2 ** 60) * (index % 3 === 0 ? -1 : 1));
  return buffer.toString("hex");
}
