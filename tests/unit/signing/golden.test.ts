/** Our signing beside what real Django signed: tests/golden/signing-*.json, written by tests/django/golden_signing.py. */
import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/json/parse.ts";
import { valueOf } from "../../../src/json/node.ts";
import {
  b62Decode,
  b62Encode,
  b64Decode,
  b64Encode,
  dumps,
  getCookieSigner,
  loads,
  saltedHmac,
  Signer,
  TimestampSigner,
} from "../../../src/signing/signing.ts";
import type { HashAlgorithm, SignerOptions } from "../../../src/signing/signing.ts";
import { answerOf, bytesOf, ours, readGolden, VERSIONS } from "../../golden/golden.ts";
import type { Answer, Portable } from "../../golden/golden.ts";

interface Options {
  readonly key: Portable;
  readonly fallback_keys?: Portable[];
  readonly salt?: string;
  readonly sep?: string;
  readonly algorithm?: HashAlgorithm;
}

interface Golden {
  readonly now: number;
  readonly base62: { encode: [number, string][]; decode: [string, Answer<number>][] };
  readonly base64: { encode: [string, string][]; decode: [string, Answer<string>][] };
  readonly hmacs: [Portable, Portable, Portable, HashAlgorithm, string][];
  readonly signers: { class: ClassName; options: Options; signed: [string, string][] }[];
  readonly separators: [string, Answer<string>][];
  readonly unsigning: {
    class: ClassName;
    options: Options;
    text: string;
    now: number;
    max_age?: number;
    answer: Answer<string>;
  }[];
  readonly objects: {
    json: string;
    compress: boolean;
    key: Portable;
    salt: string;
    text: string;
  }[];
  readonly payloads: [string, string, Answer<string>][];
  readonly cookies: { key: Portable; salt: string | null; signed: [string, string][] }[];
}

type ClassName = "Signer" | "TimestampSigner";

/** Our options by the names of Python's. */
function optionsOf(options: Options, version: string): SignerOptions {
  const { key, fallback_keys, ...rest } = options;
  const fallbackKeys = fallback_keys?.map(bytesOf);
  return {
    ...rest,
    key: bytesOf(key),
    ...(fallbackKeys && { fallbackKeys }),
    ...(version === "3.2" && { legacyAlgorithm: "sha1" }),
  };
}

const dataOf = (json: string): unknown => valueOf(parseJson(json));

describe.each(VERSIONS)("beside Django %s", (version) => {
  const golden: Golden = readGolden("signing", version);
  const now = (): number => golden.now * 1000;

  it("writes base 62", () => {
    for (const [number, text] of golden.base62.encode) expect(b62Encode(number)).toBe(text);
  });

  it.each(golden.base62.decode)("reads base 62: %j", (text, answer) => {
    expect(answerOf(() => b62Decode(text))).toEqual(ours(answer));
  });

  it("writes base64", () => {
    for (const [hex, text] of golden.base64.encode) {
      expect(b64Encode(Buffer.from(hex, "hex"))).toBe(text);
    }
  });

  it("reads base64 as leniently, and not more so", () => {
    expect(golden.base64.decode.length).toBeGreaterThan(100);
    for (const [text, answer] of golden.base64.decode) {
      expect([text, answerOf(() => b64Decode(text).toString("hex"))]).toEqual([text, ours(answer)]);
    }
  });

  it.each(golden.hmacs)("hashes with salt %j, value %j, secret %j, %s", (...fact) => {
    const [salt, value, secret, algorithm, hex] = fact;
    const hash = saltedHmac(bytesOf(salt), bytesOf(value), bytesOf(secret), algorithm);
    expect(hash.toString("hex")).toBe(hex);
  });

  it.each(golden.signers)("$class($options) signs and verifies", (fact) => {
    const options = { ...optionsOf(fact.options, version), now };
    const signer = fact.class === "Signer" ? new Signer(options) : new TimestampSigner(options);
    for (const [value, text] of fact.signed) {
      expect(signer.sign(value)).toBe(text);
      expect(signer.unsign(text)).toBe(value);
    }
  });

  it.each(golden.separators)("takes or refuses the separator %j", (sep, answer) => {
    const refused = { error: "IMPROPERLY_CONFIGURED" };
    const expected = "error" in answer ? refused : answer;
    expect(answerOf(() => new Signer({ key: "secret", sep }).sep)).toEqual(expected);
  });

  it.each(golden.unsigning)("$class($options) answers to $text at $now, $max_age", (fact) => {
    const options = { ...optionsOf(fact.options, version), now: () => fact.now * 1000 };
    const unsign = (): string => {
      if (fact.class === "Signer") return new Signer(options).unsign(fact.text);
      return new TimestampSigner(options).unsign(fact.text, { maxAge: fact.max_age });
    };
    expect(answerOf(unsign)).toEqual(ours(fact.answer));
  });

  it.each(golden.objects)(
    "signs $json, compress $compress",
    ({ json, compress, text, ...fact }) => {
      const options = { key: bytesOf(fact.key), salt: fact.salt, now };
      // Numbers that JavaScript has no kind for are not what this is about: they go by their text.
      const serializer = {
        dumps: () => Buffer.from(json, "latin1"),
        loads: (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1"),
      };
      const signed = dumps(null, { ...options, compress, serializer });
      if (!signed.startsWith(".")) expect(signed).toBe(text);
      expect(signed.startsWith(".")).toBe(text.startsWith("."));
      expect(loads(text, { ...options, serializer })).toBe(json);
      expect(loads(signed, { ...options, serializer })).toBe(json);
      expect(loads(text, options)).toEqual(dataOf(json));
    },
  );

  it.each(golden.payloads)("makes the same of the well-signed %j", (payload, text, answer) => {
    const expected = "value" in answer ? { value: dataOf(answer.value) } : ours(answer);
    expect(answerOf(() => loads(text, { key: "secret", now }))).toEqual(expected);
    const signer = new TimestampSigner({ key: "secret", salt: "django.core.signing", now });
    expect(signer.sign(payload)).toBe(text);
  });

  it.each(golden.cookies)("signs cookies with $key, $salt", ({ key, salt, signed }) => {
    const signer = getCookieSigner({ key: bytesOf(key), now, ...(salt !== null && { salt }) });
    for (const [value, text] of signed) {
      expect(signer.sign(value)).toBe(text);
      expect(signer.unsign(text)).toBe(value);
    }
  });
});
