/** Pickles of sessions: what is read, what is written, and what is refused. */
import { describe, expect, test } from "vitest";
import { PickleSessionCodec } from "../../../src/codec/pickle-codec.ts";
import { siteClock } from "../../../src/datetime.ts";
import { ForeignObject } from "../../../src/errors.ts";
import { PythonObject } from "../../../src/pickle/python-object.ts";

const clock = siteClock({ USE_TZ: true, TIME_ZONE: "UTC" });
const codec = new PickleSessionCodec({ protocol: 5, clock, limits: {} });

const hex = (bytes: string): string =>
  Buffer.from(bytes.replaceAll(" ", ""), "hex").toString("latin1");
const hexOf = (binary: string): string => Buffer.from(binary, "latin1").toString("hex");

/** What Django's own RedisCache holds for `{"a": 1, "_auth_user_id": "7"}`. */
const SESSION = hex(
  "80 05 95 1f00000000000000 7d 94 28 8c 01 61 94 4b 01 8c 0d 5f617574685f757365725f6964 94 8c 01 37 94 75 2e",
);

function read(pickle: string): Record<string, unknown> {
  const { document, failure } = codec.decode(pickle);
  expect(failure).toBeNull();
  return Object.fromEntries(document.toMap());
}

/** The pickle with one key set to a value. */
function written(pickle: string, key: string, value: unknown): string {
  return codec.encode(codec.decode(pickle).document.replace(new Map([[key, { value }]])));
}

describe("a session of Django's", () => {
  test("is read, and written in the same bytes", () => {
    expect(read(SESSION)).toEqual({ a: 1, _auth_user_id: "7" });
    const empty = codec.empty.replace(new Map<string, { value: unknown }>([["a", { value: 1 }]]));
    const both = empty.replace(new Map([["_auth_user_id", { value: "7" }]]));
    expect(hexOf(codec.encode(both))).toBe(hexOf(SESSION));
  });

  test.each([
    ["protocol 0", "(dp0\nVa\np1\nI1\nsV_auth_user_id\np2\nV7\np3\ns."],
    [
      "without frame and memo",
      hex(
        "80 05 7d 28 58 01000000 61 4b 01 58 0d000000 5f617574685f757365725f6964 58 01000000 37 75 2e",
      ),
    ],
    ["with bytes after its end", `${SESSION}and more`],
  ])("of %s is the same", (_, pickle) => {
    expect(read(pickle)).toEqual({ a: 1, _auth_user_id: "7" });
  });

  test("keeps what was not touched: a tuple, a set, a float and keys that are integers", () => {
    // {'t': (1, 2), 's': {1}, 'f': 1.0, 7: 'seven'}
    const pickle = hex(
      "80049530000000000000007d94288c0174944b014b0286948c0173948f94284b01908c016694473ff00000000000004b078c05736576656e94752e",
    );
    expect(read(pickle)).toEqual({ t: [1, 2], s: new Set([1]), f: 1, 7: "seven" });
    const again = written(pickle, "new", "x");
    for (const kept of [
      "4b01 4b02 86",
      "8f 94 28 4b01 90",
      "47 3ff0000000000000",
      "4b07 8c05 736576656e",
    ]) {
      expect(hexOf(again)).toContain(kept.replaceAll(" ", ""));
    }
  });
});

/** A dict with a call in it: `{"x": module.name("arg")}`, in protocol 0. */
const calling = (module: string, name: string): string =>
  `(dVx\nc${module}\n${name}\n(Varg\ntRsVother\nI1\ns.`;

describe("what only Python can make", () => {
  test.each([
    ["os", "system"],
    ["posix", "system"],
    ["builtins", "eval"],
    ["builtins", "exec"],
    ["builtins", "getattr"],
    ["builtins", "__import__"],
    ["subprocess", "Popen"],
    ["operator", "attrgetter"],
    ["importlib", "import_module"],
    ["shop.models", "Cart"],
  ])("%s.%s reads as its name, and is not saved", (module, name) => {
    const pickle = calling(module, name);
    const { x, other } = read(pickle);
    expect(x).toBeInstanceOf(PythonObject);
    expect([(x as PythonObject).module, (x as PythonObject).qualname]).toEqual([module, name]);
    expect(other).toBe(1);
    const save = (): string => written(pickle, "other", 2);
    expect(save).toThrow(ForeignObject);
    expect(save).toThrow(`${module}.${name}`);
    // Without it, the rest can be saved.
    expect(read(written(pickle, "x", undefined))).toEqual({ other: 1 });
  });

  test.each([
    ["a persistent id", "Pabc\n."],
    ["an extension", "\x80\x02\x82\x01."],
    ["INST", "(ios\nsystem\n."],
    ["OBJ", "(cos\nsystem\no."],
    ["an out-of-band buffer", "\x80\x05\x97."],
  ])("%s is named, and nothing is read", (_, pickle) => {
    const { document, failure } = codec.decode(pickle);
    expect(["foreign-object", "bad-pickle", "not-an-object"]).toContain(failure?.cause);
    expect(document.toMap().size).toBe(0);
  });
});

describe("bounds", () => {
  test("data that doubles itself at every level is refused", () => {
    let pickle = "\x80\x02]q\x00";
    for (let level = 1; level < 60; level++) {
      const [last, next] = [level - 1, level].map((n) => String.fromCharCode(n));
      pickle += `]q${next}(h${last}h${last}e`;
    }
    const started = performance.now();
    const { failure } = codec.decode(`\x80\x02}U\x01x${pickle.slice(2)}s.`);
    expect(failure?.cause).toMatch(/^(too-large|bad-pickle)$/);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("a dict in itself is refused", () => {
    expect(codec.decode("\x80\x02}q\x00U\x01xh\x00s.").failure?.cause).toMatch(
      /^too-(deep|large)$/,
    );
  });

  test.each([
    ["a length without its bytes", "\x80\x04X\xff\xff\xff\x7fabc."],
    ["a frame that is longer than all", "\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f}."],
    ["a memo that was never filled", "\x80\x04h\x05."],
    ["a stack that is empty", "\x80\x04s."],
    ["nothing", ""],
    ["no end", SESSION.slice(0, -1)],
    ["protocol 6", "\x80\x06}."],
  ])("%s is a damaged pickle", (_, pickle) => {
    expect(codec.decode(pickle).failure?.cause).toBe("bad-pickle");
  });
});
