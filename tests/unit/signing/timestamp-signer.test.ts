import { describe, expect, it } from "vitest";
import { TimestampSigner } from "../../../src/signing/signing.ts";

describe("the clock of a TimestampSigner", () => {
  it("is that of the machine, unless told", () => {
    const signer = new TimestampSigner({ key: "secret" });
    const signed = signer.sign("value");
    expect(signer.unsign(signed, { maxAge: 60 })).toBe("value");
    const later = new TimestampSigner({ key: "secret", now: () => Date.now() + 61_000 });
    expect(() => later.unsign(signed, { maxAge: 60 })).toThrow("Signature age");
  });

  it("may give a Date or milliseconds, and is cut to whole seconds", () => {
    for (const now of [() => 1700000000999, () => new Date(1700000000999)]) {
      expect(new TimestampSigner({ key: "secret", now }).timestamp()).toBe("1r31eq");
    }
  });
});
