import { deflateRawSync, deflateSync, gzipSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  BadCompression,
  compressed,
  decompressed,
  INFLATED_LENGTH,
  InflatedTooLarge,
} from "../../../src/signing/compression.ts";

const bytesOf = (text: string): Buffer => Buffer.from(text, "latin1");

describe("compressed()", () => {
  it("is used where it saves two bytes at least, as in Django", () => {
    const savings = new Set<number>();
    for (let length = 0; length < 100; length++) {
      const bytes = bytesOf("abc".repeat(length).slice(0, length));
      const saving = bytes.length - deflateSync(bytes).length;
      expect([length, compressed(bytes) !== null]).toEqual([length, saving >= 2]);
      savings.add(saving);
    }
    for (const saving of [0, 1, 2]) expect(savings).toContain(saving);
  });

  it("is a stream that anybody can read, of a small text and of a large one", () => {
    for (const length of [100, 4096, 4097, 200_000]) {
      const bytes = bytesOf("session data, ".repeat(length).slice(0, length));
      const stream = compressed(bytes);
      if (stream === null) throw new Error("It should have been compressed.");
      expect(inflateSync(stream).equals(bytes)).toBe(true);
      expect(stream.length).toBeLessThanOrEqual(deflateSync(bytes).length + 8);
    }
  });
});

describe("decompressed()", () => {
  it.each([0, 1, 1999, 2000, 2001, 100_000])("reads a stream of %i bytes", (length) => {
    const bytes = bytesOf("x".repeat(length));
    for (const level of [0, 1, 6, 9]) {
      expect(decompressed(deflateSync(bytes, { level })).equals(bytes)).toBe(true);
    }
  });

  it("passes over what follows the stream", () => {
    const stream = Buffer.concat([deflateSync(bytesOf("hello")), bytesOf("more")]);
    expect(decompressed(stream).toString()).toBe("hello");
  });

  it("refuses what is not of zlib's form", () => {
    const stream = deflateSync(bytesOf("hello"));
    const bad = [
      Buffer.alloc(0),
      bytesOf("hello"),
      gzipSync("hello"),
      deflateRawSync("hello"),
      stream.subarray(0, -1),
      stream.with(stream.length - 1, 0),
    ];
    for (const bytes of bad) expect(() => decompressed(bytes)).toThrow(BadCompression);
  });

  it("stops at the limit, to the byte", () => {
    const stream = deflateSync(Buffer.alloc(10_000));
    expect(decompressed(stream, 10_000).length).toBe(10_000);
    expect(() => decompressed(stream, 9999)).toThrow(InflatedTooLarge);
  });

  it("is not blown up by a bomb", () => {
    const bomb = deflateSync(Buffer.alloc(INFLATED_LENGTH + 1));
    expect(bomb.length).toBeLessThan(20_000);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => decompressed(bomb)).toThrow(InflatedTooLarge);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * INFLATED_LENGTH);
  });
});
