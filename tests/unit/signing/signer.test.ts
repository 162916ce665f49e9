import { describe, expect, it } from "vitest";
import { BadSignature, ImproperlyConfigured, MalformedValue } from "../../../src/errors.ts";
import { getCookieSigner, loads, Signer, TimestampSigner } from "../../../src/signing/signing.ts";

describe("a signer's keys", () => {
  it.each(["", new Uint8Array()])("cannot be empty: %j", (key) => {
    expect(() => new Signer({ key })).toThrow(ImproperlyConfigured);
    expect(() => getCookieSigner({ key })).toThrow(ImproperlyConfigured);
  });

  it("can be empty among the fallbacks, which then verify nothing more", () => {
    const salt = "django.core.signing.Signer";
    // Whoever may make a key of nothing: a Signer cannot be had for it, so its signature comes from a prefix.
    const forged = new TimestampSigner({ key: "django.http.cookies", salt }).sign("admin");
    const signer = getCookieSigner({ key: "secret", fallbackKeys: [""], salt });
    expect(() => signer.unsign(forged)).toThrow(BadSignature);
    expect(signer.unsign(signer.sign("me"))).toBe("me");
  });

  it("are told apart by the index of the one that matched", () => {
    const keys = ["new", "old", new Uint8Array([0xe7])];
    const signer = new Signer({ key: "new", fallbackKeys: keys.slice(1) });
    for (const [keyIndex, key] of keys.entries()) {
      const signed = new Signer({ key }).sign("value");
      expect(signer.verify(signed)).toEqual({ value: "value", keyIndex });
    }
  });

  it("verify an older hash only where they are told to", () => {
    const signed = new Signer({ key: "old", algorithm: "sha1" }).sign("value");
    const options = { key: "new", fallbackKeys: ["old"] };
    expect(() => new Signer(options).unsign(signed)).toThrow(BadSignature);
    const signer = new Signer({ ...options, legacyAlgorithm: "sha1" });
    expect(signer.verify(signed)).toEqual({ value: "value", keyIndex: 1 });
    expect(signer.sign("value")).toBe(new Signer({ key: "new" }).sign("value"));
  });

  it("that may be bytes are taken as they are", () => {
    const bytes = Buffer.from("clé", "utf8");
    expect(new Signer({ key: bytes }).sign("a")).toBe(new Signer({ key: "clé" }).sign("a"));
  });
});

describe("a text with a lone surrogate", () => {
  it("is refused rather than replaced, as it has no UTF-8", () => {
    const signer = new Signer({ key: "secret" });
    expect(() => signer.sign("\ud800")).toThrow(MalformedValue);
    expect(() => signer.unsign(`\ud800:${signer.signature("\ufffd")}`)).toThrow(MalformedValue);
    expect(() => signer.unsign("value:\ud800")).toThrow(BadSignature);
    expect(signer.unsign(signer.sign("😀"))).toBe("😀");
  });
});

describe("errors", () => {
  it("hold neither the value nor the key nor the signature", () => {
    const signer = new TimestampSigner({ key: "top-secret", now: () => 0 });
    const signed = signer.sign("the-value");
    const texts = [`x${signed}`, "the-value", "the-value:the-signature", signed.slice(0, -1)];
    for (const text of texts) {
      let error: unknown;
      try {
        signer.unsign(text);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(BadSignature);
      const told = `${String(error)} ${JSON.stringify(error)}`;
      expect(told).not.toMatch(/the-value|top-secret|the-signature/);
      expect(told).not.toContain(signed.slice(-20));
    }
  });
});

describe("loads()", () => {
  it("bounds what a compressed value grows to", () => {
    const signer = new TimestampSigner({ key: "secret", salt: "django.core.signing" });
    const signed = signer.signObject("a".repeat(5000), { compress: true });
    expect(signed.length).toBeLessThan(200);
    expect(loads(signed, { key: "secret", inflatedLength: 5002 })).toBe("a".repeat(5000));
    expect(() => loads(signed, { key: "secret", inflatedLength: 5001 })).toThrow("5001 bytes");
  });

  it("makes no prototype of data", () => {
    const signer = new TimestampSigner({ key: "secret", salt: "django.core.signing" });
    const hostile = JSON.parse('{"__proto__":{"isAdmin":true},"a":1}');
    const data = loads(signer.signObject(hostile), { key: "secret" }) as Record<string, unknown>;
    expect(Object.keys(data)).toEqual(["__proto__", "a"]);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(data["isAdmin"]).toBeUndefined();
  });
});
