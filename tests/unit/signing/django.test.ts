/** What Django's own tests/signing/tests.py checks, checked here. */
import { describe, expect, it } from "vitest";
import {
  b62Decode,
  b62Encode,
  b64Encode,
  BadSignature,
  dumps,
  getCookieSigner,
  loads,
  saltedHmac,
  SignatureExpired,
  Signer,
  TimestampSigner,
} from "../../../src/signing/signing.ts";
import type { HashAlgorithm } from "../../../src/signing/signing.ts";

const base64Hmac = (
  salt: string,
  value: string | Uint8Array,
  key: string,
  algorithm: HashAlgorithm = "sha256",
): string => b64Encode(saltedHmac(salt, value, key, algorithm));

const OBJECTS = [["a", "list"], "a string \u2019", { a: "dictionary" }];

const TAMPERINGS: readonly [string, (text: string) => string][] = [
  ["in capitals", (text) => text.toUpperCase()],
  ["with a letter more", (text) => `${text}a`],
  ["with another first letter", (text) => `b${text.slice(1)}`],
  ["without separators", (text) => text.replaceAll(":", "")],
];

describe("Signer", () => {
  it.each(["hello", "3098247:529:087:", "\u2019"])("signature(%j)", (value) => {
    const bytes = Buffer.from(value, "utf8");
    const signer = new Signer({ key: "predictable-secret" });
    const other = new Signer({ key: "predictable-secret2" });
    const expected = base64Hmac(`${signer.salt}signer`, bytes, "predictable-secret");
    expect(signer.signature(value)).toBe(expected);
    expect(signer.signature(bytes)).toBe(expected);
    expect(other.signature(value)).not.toBe(expected);
  });

  it("signature() with a salt", () => {
    const signer = (salt: string): Signer => new Signer({ key: "predictable-secret", salt });
    const expected = base64Hmac("extra-saltsigner", "hello", "predictable-secret");
    expect(signer("extra-salt").signature("hello")).toBe(expected);
    expect(signer("one").signature("hello")).not.toBe(signer("two").signature("hello"));
  });

  it("signature() with another algorithm", () => {
    const signer = new Signer({ key: "predictable-secret", algorithm: "sha512" });
    const expected = base64Hmac(`${signer.salt}signer`, "hello", "predictable-secret", "sha512");
    expect(signer.signature("hello")).toBe(expected);
  });

  it.each([
    "q;wjmbk;wkmb",
    "3098247529087",
    "3098247:529:087:",
    "jkw osanteuh ,rcuh nthu aou oauh ,ud du",
    "\u2019",
  ])("sign() and unsign() %j", (value) => {
    const signer = new Signer({ key: "predictable-secret" });
    const signed = signer.sign(value);
    expect(typeof signed).toBe("string");
    expect(signed).not.toBe(value);
    expect(signer.unsign(signed)).toBe(value);
  });

  it.each([123, 1.23, 12345678901234567890n])("sign() what is no text: %s", (value) => {
    const signer = new Signer({ key: "predictable-secret" });
    expect(signer.unsign(signer.sign(value))).toBe(String(value));
  });

  it.each(TAMPERINGS)("unsign() detects a text %s", (_, tamper) => {
    const signer = new Signer({ key: "predictable-secret" });
    const signed = signer.sign("Another string");
    expect(signer.unsign(signed)).toBe("Another string");
    expect(() => signer.unsign(tamper(signed))).toThrow(BadSignature);
  });

  it.each(OBJECTS)("signObject() and unsignObject() %j", (value) => {
    const signer = new Signer({ key: "predictable-secret" });
    for (const compress of [false, true]) {
      const signed = signer.signObject(value, { compress });
      expect(signed).not.toBe(JSON.stringify(value));
      expect(signer.unsignObject(signed)).toEqual(value);
    }
  });

  it("works with keys that are not ASCII", () => {
    const signer = new Signer({ key: Uint8Array.of(0xe7) });
    expect(signer.sign("foo")).toBe("foo:EE4qGC5MEKyQG5msxYA0sBohAxLC0BJf8uRhemh0BGU");
  });

  it.each(["/", "*sep*", ","])("takes the separator %j", (sep) => {
    const signer = new Signer({ key: "predictable-secret", sep });
    expect(signer.sign("foo")).toBe(`foo${sep}jZQoX_FtSO70jX9HLRGg2A_2s4kdDBxz1QoO_OpEQb0`);
  });

  it.each(["", "-", "abc"])("refuses the separator %j", (sep) => {
    const message = `Unsafe Signer separator: "${sep}" (cannot be empty or consist of only A-z0-9-_=)`;
    expect(() => new Signer({ key: "predictable-secret", sep })).toThrow(message);
  });

  it("verifies with a key that is not its own", () => {
    const signed = new Signer({ key: "secret" }).sign("abc");
    const signer = new Signer({ key: "newsecret", fallbackKeys: ["othersecret", "secret"] });
    expect(signer.unsign(signed)).toBe("abc");
  });

  it("signs with its own key only, whatever the fallbacks are", () => {
    const signer = new Signer({ key: "newsecret", fallbackKeys: ["oldsecret"] });
    expect(signer.sign("abc")).toBe(new Signer({ key: "newsecret" }).sign("abc"));
  });

  it("does not verify with a key that is nowhere", () => {
    const signed = new Signer({ key: "oldsecret" }).sign("abc");
    const signer = new Signer({ key: "newsecret", fallbackKeys: [] });
    expect(() => signer.unsign(signed)).toThrow(BadSignature);
  });
});

describe("dumps() and loads()", () => {
  const options = { key: "predictable-secret" };

  it.each(OBJECTS)("of %j", (value) => {
    expect(dumps(value, options)).not.toBe(JSON.stringify(value));
    expect(loads(dumps(value, options), options)).toEqual(value);
    expect(loads(dumps(value, { ...options, compress: true }), options)).toEqual(value);
  });

  it("compress what is long", () => {
    const value = { a: "dictionary".repeat(50) };
    const text = dumps(value, { ...options, compress: true });
    expect(text).toMatch(/^\./);
    expect(text.length).toBeLessThan(dumps(value, options).length);
    expect(loads(text, options)).toEqual(value);
  });

  it.each(TAMPERINGS)("detect a text %s", (_, tamper) => {
    const encoded = dumps({ foo: "bar", baz: 1 }, options);
    expect(loads(encoded, options)).toEqual({ foo: "bar", baz: 1 });
    expect(() => loads(tamper(encoded), options)).toThrow(BadSignature);
  });

  it("with a maximum age", () => {
    const at = (seconds: number) => ({ ...options, now: () => seconds * 1000 });
    const text = dumps(["a"], at(123456789));
    expect(loads(text, { ...at(123456800), maxAge: 12 })).toEqual(["a"]);
    expect(() => loads(text, { ...at(123456800), maxAge: 10 })).toThrow(SignatureExpired);
  });

  it("with fallback keys", () => {
    const text = dumps(["a"], { key: "oldsecret" });
    expect(loads(text, { key: "newsecret", fallbackKeys: ["oldsecret"] })).toEqual(["a"]);
    expect(() => loads(text, { key: "newsecret" })).toThrow(BadSignature);
  });
});

describe("TimestampSigner", () => {
  it("knows the age of a signature, to the second", () => {
    let seconds = 123456789;
    const signer = new TimestampSigner({ key: "predictable-key", now: () => seconds * 1000 });
    const signed = signer.sign("hello");
    expect(signed).not.toBe(new Signer({ key: "predictable-key" }).sign("hello"));
    expect(signer.unsign(signed)).toBe("hello");
    seconds = 123456800;
    expect(signer.unsign(signed, { maxAge: 12 })).toBe("hello");
    expect(signer.unsign(signed, { maxAge: 11 })).toBe("hello");
    expect(() => signer.unsign(signed, { maxAge: 10 })).toThrow(SignatureExpired);
  });
});

describe("getCookieSigner", () => {
  it("signs with the key behind a prefix, and with the salt of its name", () => {
    const expected = new TimestampSigner({
      key: "django.http.cookiessecret",
      salt: "django.core.signing.get_cookie_signer",
      now: () => 0,
    });
    expect(getCookieSigner({ key: "secret", now: () => 0 }).sign("a")).toBe(expected.sign("a"));
  });
});

describe("base 62", () => {
  it("goes there and back", () => {
    const numbers = [-(10 ** 10), 10 ** 10, 1620378259];
    for (let number = -100; number < 100; number++) numbers.push(number);
    for (const number of numbers) expect(b62Decode(b62Encode(number))).toBe(number);
  });
});
