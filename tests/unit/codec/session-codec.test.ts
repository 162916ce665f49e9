import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decoded } from "../../../src/codec/codec.ts";
import type { DjangoSessionCodec } from "../../../src/codec/session-codec.ts";
import { NotSerializable } from "../../../src/errors.ts";
import { TimestampSigner } from "../../../src/signing/timestamp-signer.ts";
import { plainCodec } from "../engines/plain-codec.ts";
import { data, objectText } from "../json/arbitrary.ts";
import { changesOf, codecOf, KEY_SALT, NOW, textOf } from "./codecs.ts";

const KEY = "django-insecure-golden";

/** JSON stored by somebody else. */
function foreign(json: string, options: { key?: string; compress?: boolean } = {}): string {
  const { key = KEY, compress = false } = options;
  const serializer = { dumps: () => Buffer.from(json, "latin1"), loads: () => null };
  const signer = new TimestampSigner({ key, salt: KEY_SALT, now: () => NOW * 1000 });
  return signer.signObject(null, { serializer, compress });
}

const encode = (codec: DjangoSessionCodec, values: Record<string, unknown>): string =>
  codec.encode(codec.empty.replace(changesOf(values)));

const causeOf = ({ failure }: Decoded): string | undefined => failure?.cause;

describe("a session", () => {
  it.each([{}, { writesLegacy: true, reads: { legacy: true, modern: true } }])(
    "goes there and back: %j",
    (options) => {
      fc.assert(
        fc.property(objectText, data, (text, value) => {
          const { document } = codecOf(options).decode(foreign(text));
          const next = document.replace(changesOf({ added: value }));
          const again = codecOf(options).decode(codecOf(options).encode(next));
          expect(again.failure).toBeNull();
          expect(textOf(again.document)).toBe(textOf(next));
          expect(again.document.toMap()).toEqual(document.toMap().set("added", value));
        }),
      );
    },
  );

  it("that is new can be nested as deep as any other", () => {
    const value = { list: [{ a: [{ b: 1 }] }] };
    const codec = codecOf();
    expect(codecOf().decode(encode(codec, { value })).document.toMap().get("value")).toEqual(value);
  });

  it("tells which key it was signed with, and is signed anew with the first", () => {
    const codec = codecOf({ fallbackKeys: ["old", "older"] });
    for (const [keyIndex, key] of [KEY, "old", "older"].entries()) {
      const { document, ...decoded } = codec.decode(foreign('{"a":1}', { key }));
      expect(decoded).toEqual({ failure: null, keyIndex });
      expect(codecOf().decode(codec.encode(document)).keyIndex).toBe(0);
    }
  });

  it("of another codec is refused", () => {
    expect(() => codecOf().encode(plainCodec.empty)).toThrow(TypeError);
  });
});

describe("what was decoded or encoded a moment ago", () => {
  it("is not verified again", () => {
    const codec = codecOf();
    const stored = foreign('{"a":[1]}');
    expect(codec.decode(stored)).toBe(codec.decode(stored));
    const document = codec.empty.replace(changesOf({ b: 2 }));
    expect(codec.decode(codec.encode(document)).document).toBe(document);
  });

  it("can be changed by one reader, and the next does not see it", () => {
    const codec = codecOf();
    const stored = foreign('{"a":[1],"b":{"c":{}}}');
    for (let reader = 0; reader < 4; reader++) {
      const map = codec.decode(stored).document.toMap();
      expect(map).toEqual(
        new Map<string, unknown>([
          ["a", [1]],
          ["b", { c: {} }],
        ]),
      );
      (map.get("a") as any).push(2);
      (map.get("b") as any).c.d = 1;
      map.clear();
    }
  });

  it("is judged anew when it could not be read", () => {
    const codec = codecOf();
    const stored = foreign("{}", { key: "other" });
    expect(codec.decode(stored)).not.toBe(codec.decode(stored));
    expect(causeOf(codec.decode(stored))).toBe("bad-signature");
  });

  it("is forgotten in time, so that memory is bounded", () => {
    const codec = codecOf();
    const first = foreign('{"a":0}');
    const decoded = codec.decode(first);
    for (let index = 1; index < 30_000; index++) codec.decode(foreign(`{"a":${index}}`));
    expect(codec.decode(first)).not.toBe(decoded);
  });

  it("is forgotten by what it holds, not by the few characters that stand for it", () => {
    const codec = codecOf();
    const texts = Array.from({ length: 8 }, (_, index) => {
      return foreign(`{"a":"${"x".repeat(300_000)}${index}"}`, { compress: true });
    });
    for (const text of texts) expect(text.length).toBeLessThan(1000);
    const [first, ...others] = texts.map((text) => codec.decode(text));
    expect(others.every(({ failure }) => failure === null)).toBe(true);
    expect(codec.decode(texts[0] ?? "")).not.toBe(first);
  });
});

describe("limits", () => {
  const long = (length: number): string => `{"a":"${"x".repeat(length - 8)}"}`;

  it("of the data's length hold on reading and on writing, to the byte", () => {
    const codec = codecOf({ limits: { inflatedLength: 1000 } });
    expect(causeOf(codec.decode(foreign(long(1000), { compress: true })))).toBeUndefined();
    expect(causeOf(codec.decode(foreign(long(1001), { compress: true })))).toBe("too-large");
    expect(codec.decode(encode(codec, { a: "x".repeat(992) })).failure).toBeNull();
    expect(() => encode(codec, { a: "x".repeat(993) })).toThrow(NotSerializable);
  });

  it("of the text's length hold on reading and on writing, to the character", () => {
    const stored = foreign(long(500));
    expect(
      causeOf(codecOf({ limits: { textLength: stored.length } }).decode(stored)),
    ).toBeUndefined();
    const less = codecOf({ limits: { textLength: stored.length - 1 } });
    expect(causeOf(less.decode(stored))).toBe("too-large");
    const written = encode(codecOf(), { a: 1 });
    expect(encode(codecOf({ limits: { textLength: written.length } }), { a: 1 })).toBe(written);
    const tight = codecOf({ limits: { textLength: written.length - 1 } });
    expect(() => encode(tight, { a: 1 })).toThrow("limits.textLength");
  });

  it("of depth hold on reading and on writing, to the level", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    const codec = codecOf();
    const deepest = `{"a":${nested(999)}}`;
    const { document } = codec.decode(foreign(deepest));
    expect(textOf(document)).toBe(deepest);
    expect(causeOf(codec.decode(foreign(`{"a":${nested(1000)}}`)))).toBe("too-deep");
    const value: unknown = JSON.parse(nested(999));
    expect(codecOf().decode(encode(codec, { value })).failure).toBeNull();
    expect(() => encode(codec, { value: [value] })).toThrow(NotSerializable);
    expect(() => document.replace(changesOf({ a: [value] }))).toThrow(NotSerializable);
  });

  it("are sixteen million characters, and as many bytes, unless told", () => {
    const megabytes = 2 ** 24;
    const codec = codecOf();
    expect(causeOf(codec.decode(foreign(long(megabytes), { compress: true })))).toBeUndefined();
    expect(causeOf(codec.decode(foreign(long(megabytes + 1), { compress: true })))).toBe(
      "too-large",
    );
    expect(causeOf(codec.decode("x".repeat(megabytes + 1)))).toBe("too-large");
  });
});
