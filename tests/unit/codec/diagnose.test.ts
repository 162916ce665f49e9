import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { DecodeCause } from "../../../src/codec/codec.ts";
import { TimestampSigner } from "../../../src/signing/timestamp-signer.ts";
import { costOf } from "../json/cost.ts";
import { changesOf, codecOf, KEY_SALT } from "./codecs.ts";

const KEY = "top-secret-key";
const SALT_OF_COOKIES = "django.contrib.sessions.backends.signed_cookies";
const codec = codecOf({
  secretKey: KEY,
  fallbackKeys: ["older-secret"],
  limits: { textLength: 5000, inflatedLength: 3000, depth: 5 },
});
const { empty } = codec;
const stored = (value: unknown, options = {}): string =>
  codecOf({ secretKey: KEY, ...options }).encode(empty.replace(changesOf({ value })));
const sign = (payload: string, salt = KEY_SALT): string =>
  new TimestampSigner({ key: KEY, salt }).sign(payload);
const signJson = (json: string, salt = KEY_SALT): string =>
  sign(Buffer.from(json, "latin1").toString("base64url"), salt);
const bomb = deflateSync(Buffer.alloc(1_000_000, " ")).toString("base64url");

/** Those of texts that are signed; a cache signs nothing. */
type SignedCause = Exclude<DecodeCause, "bad-pickle" | "foreign-object">;

/** A text that a store may well hold, for each of the reasons not to read it. */
const TEXTS: Readonly<Record<SignedCause, string>> = {
  "bad-signature": stored("canary-data", { secretKey: "another site's" }),
  "wrong-salt": signJson('{"canary-data":1}', SALT_OF_COOKIES),
  truncated: stored("canary-data").slice(0, 60),
  "legacy-format": stored("canary-data", { writesLegacy: true }),
  "modern-format": stored("canary-data"),
  "bad-encoding": "canary-data, and not a session",
  "bad-compression": sign(".eJyrVkpUslJKTEomGynV"),
  "bad-json": signJson("canary-data"),
  pickle: signJson("\x80\x05}\x94\x8c\x0bcanary-data\x94K\x01s."),
  "not-an-object": signJson('["canary-data"]'),
  "too-large": sign(`.${bomb}`),
  "too-deep": signJson('{"canary-data":[[[[[1]]]]]}'),
};

describe.each(Object.keys(TEXTS) as SignedCause[])("of a text that is %s", (cause) => {
  const reader =
    cause === "modern-format"
      ? codecOf({
          secretKey: KEY,
          fallbackKeys: ["older-secret"],
          reads: { legacy: true, modern: false },
        })
      : codec;
  const { document, failure, keyIndex } = reader.decode(TEXTS[cause]);

  it("the cause is named, and the session is empty", () => {
    expect(failure?.cause).toBe(cause);
    expect(failure?.keysTried).toBe(2);
    expect([document.toMap().size, keyIndex]).toEqual([0, null]);
  });

  it("one sentence tells the operator, and no secret and no data", () => {
    expect(failure?.detail).toMatch(/^[A-Z].*\.$/);
    expect(JSON.stringify(failure)).not.toMatch(/canary|secret/);
  });
});

describe("a text that is too long", () => {
  it("is not looked at", () => {
    const long = `${"a".repeat(5000)}:1r31eq:${"x".repeat(43)}`;
    expect(codec.decode(long).failure?.cause).toBe("too-large");
    expect(codecOf({ secretKey: KEY }).decode(long).failure?.cause).toBe("bad-signature");
  });
});

describe("a salt that Django signs with", () => {
  it.each([SALT_OF_COOKIES, "django.core.signing"])("is told: %s", (salt) => {
    expect(codec.decode(signJson("{}", salt)).failure?.cause).toBe("wrong-salt");
  });

  it("is not told of another's signature, nor of the codec's own salt", () => {
    const other = new TimestampSigner({ key: "other", salt: SALT_OF_COOKIES }).sign("e30");
    expect(codec.decode(other).failure?.cause).toBe("bad-signature");
    const cookies = codecOf({ secretKey: KEY, keySalt: SALT_OF_COOKIES });
    expect(cookies.decode(stored(1)).failure?.cause).toBe("wrong-salt");
    expect(cookies.decode(signJson("{}", SALT_OF_COOKIES)).failure).toBeNull();
  });

  it("is told when a fallback key signed", () => {
    const old = new TimestampSigner({ key: "older-secret", salt: "django.core.signing" }).sign(
      "e30",
    );
    expect(codec.decode(old).failure?.cause).toBe("wrong-salt");
  });
});

describe("a signature that was cut off", () => {
  it("is truncated at every length but those that a whole one has", () => {
    const text = stored("x".repeat(60));
    const whole = text.lastIndexOf(":") + 1;
    for (let length = 1; length < text.length; length++) {
      // 27 letters are a whole signature by SHA-1.
      const expected = length === whole + 27 ? "bad-signature" : "truncated";
      expect([length, codec.decode(text.slice(0, length)).failure?.cause]).toEqual([
        length,
        expected,
      ]);
    }
  });
});

describe("a text of a megabyte", () => {
  const reader = codecOf({ secretKey: KEY, reads: { legacy: true, modern: true }, sha1: true });

  it.each([" ", "a", ".", ":", "=", "a:", "e30:", "\n", "é", "-", "{", "\0", "a "])(
    "of %j costs little",
    (part) => {
      const text = part.repeat(2 ** 20 / part.length);
      for (const whole of [
        text,
        `${text}!`,
        `.${text}:1:${"x".repeat(43)}`,
        sign(text),
        sign(`.${text}`),
      ]) {
        expect(costOf(() => reader.decode(whole))).toBeLessThan(2000);
      }
    },
  );
});
