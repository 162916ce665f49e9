/** Random JSON data and texts, hostile ones above all. */
import * as fc from "fast-check";

const HOSTILE = [
  "__proto__",
  "constructor",
  "toString",
  "0",
  "10",
  "2",
  "01",
  "-1",
  "",
  "é",
  "😀",
  "\ud800",
  "\x7f",
  '"\\',
  "\u2028",
];

const key = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 6 }));

const string = fc.oneof(
  key,
  fc.string({ maxLength: 30 }),
  fc
    .array(fc.integer({ max: 0xffff, min: 0 }), { maxLength: 5 })
    .map((units) => String.fromCharCode(...units)),
);

const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, 1, -1, 0.5, 1e16, 1e-5, 2 ** 53, -(2 ** 63)),
);

/** A bigint that is read as one. */
const bigint = fc
  .bigInt({ min: 2n ** 53n, max: 2n ** 70n })
  .chain((value) => fc.constantFrom(value, -value));

const scalar = fc.oneof(fc.constantFrom(null, true, false), number, bigint, string);

/** What `writeJson` takes and `parseJson` gives: an object's own `__proto__` is a key. */
export const data: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 5 }),
    fc
      .uniqueArray(fc.tuple(key, tie("value")), { maxLength: 5, selector: ([name]) => name })
      .map((members) => {
        // As JSON.parse makes it: every key its own, whatever it is called.
        const object = {};
        for (const [name, value] of members)
          Object.defineProperty(object, name, {
            value,
            writable: true,
            enumerable: true,
            configurable: true,
          });
        return object;
      }),
  ),
})).value;

const token = fc.constantFrom(
  "0",
  "-0",
  "1.0",
  "-0.0",
  "1e16",
  "1e-5",
  "1E400",
  "10e-1",
  "9007199254740993",
  "1234567890123456",
  "NaN",
  "Infinity",
  "-Infinity",
  "null",
  "true",
  "false",
  '"text"',
  '"\\u00e9"',
  '"\\ud800"',
  '"\\ud83d\\ude00"',
  '"\\/"',
  '"1234567890123456"',
);

const blank = fc.constantFrom("", "", "", " ", "\n\t");

const quotedKey = fc.oneof(
  fc.constantFrom(
    '"a"',
    '"b"',
    '"0"',
    '"2"',
    '"\\u0031"',
    '"__proto__"',
    '"\\u005f_proto__"',
    '"constructor"',
    '""',
    '"caf\xe9"',
  ),
);

/** JSON objects as others may write them: blanks, duplicate keys, escapes, numbers of every form. */
export const objectText: fc.Arbitrary<string> = fc.letrec<{ value: string; object: string }>(
  (tie) => {
    const list = (part: fc.Arbitrary<string>, open: string, close: string): fc.Arbitrary<string> =>
      fc
        .tuple(
          blank,
          fc.array(
            fc.tuple(blank, part, blank).map((pieces) => pieces.join("")),
            { maxLength: 4 },
          ),
        )
        .map(([space, parts]) => open + (parts.join(",") || space) + close);
    const member = fc
      .tuple(quotedKey, blank, blank, tie("value"))
      .map(([name, before, after, value]) => `${name}${before}:${after}${value}`);
    return {
      value: fc.oneof({ depthSize: "small" }, token, list(tie("value"), "[", "]"), tie("object")),
      object: list(member, "{", "}"),
    };
  },
).object;
