import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LegacyForm, looksLegacy } from "../../../src/codec/legacy.ts";
import { BadSignature, MalformedValue } from "../../../src/errors.ts";
import { saltedHmac } from "../../../src/signing/salted-hmac.ts";
import { costOf } from "../json/cost.ts";
import { KEY_SALT } from "./codecs.ts";

const form = new LegacyForm("new", ["", "old"], KEY_SALT);

describe("LegacyForm", () => {
  it("goes there and back, latin-1 and all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const json = Buffer.from(bytes).toString("latin1");
        expect(form.decode(form.encode(json))).toEqual({ json, keyIndex: 0 });
        expect(looksLegacy(form.encode(json))).toBe(true);
      }),
    );
  });

  it("verifies with fallback keys, but not with an empty one", () => {
    const stored = new LegacyForm("old", [], KEY_SALT).encode("{}");
    expect(form.decode(stored).keyIndex).toBe(2);
    const hash = saltedHmac("django.contrib.sessionsSessionStore", "{}", "", "sha1").toString(
      "hex",
    );
    const forged = Buffer.from(`${hash}:{}`).toString("base64");
    expect(() => form.decode(forged)).toThrow(BadSignature);
  });

  it("signs for the class of the store, by its last name", () => {
    const stored = new LegacyForm("new", [], "django.contrib.sessions.Outer.My").encode("{}");
    expect(new LegacyForm("new", [], "django.contrib.sessions.My").decode(stored).json).toBe("{}");
    expect(() => form.decode(stored)).toThrow(BadSignature);
  });

  it("refuses what is not of its form", () => {
    const stored = form.encode('{"ab":1}');
    expect(() => form.decode(`${stored}é`)).toThrow(MalformedValue);
    expect(() => form.decode(stored.replace(/=+$/, ""))).toThrow(MalformedValue);
    expect(() => form.decode(stored.replace(/^./, "A"))).toThrow(BadSignature);
    expect(() => form.decode("")).toThrow(BadSignature);
  });
});

describe("looksLegacy()", () => {
  it("knows the form by its signature, whoever made it", () => {
    const stored = new LegacyForm("anybody", [], KEY_SALT).encode("{}");
    expect(looksLegacy(stored)).toBe(true);
    expect(looksLegacy(`${stored.slice(0, 20)}\n${stored.slice(20)}`)).toBe(true);
    expect(looksLegacy(stored.toUpperCase())).toBe(false);
    expect(looksLegacy(`${stored}!`)).toBe(false);
    expect(looksLegacy("")).toBe(false);
  });

  it.each([" ", "a", "=", "a ", "= "])("takes no long over a long text of %j", (part) => {
    const text = `${part.repeat(2 ** 20 / part.length)}!`;
    expect(costOf(() => looksLegacy(text))).toBeLessThan(1000);
  });
});
