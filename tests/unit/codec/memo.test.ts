import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Memo } from "../../../src/codec/memo.ts";

describe("Memo", () => {
  it("finds what it was told", () => {
    const memo = new Memo<number>(100);
    expect(memo.get("a")).toBeUndefined();
    memo.set("a", 1, 10);
    expect(memo.get("a")).toBe(1);
    expect(memo.get("b")).toBeUndefined();
  });

  it("never holds more than its capacity, and tells nothing wrong", () => {
    const step = fc.record({
      text: fc.nat(30),
      size: fc.integer({ min: 1, max: 60 }),
      asks: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const memo = new Memo<string>(100);
        const sizes = new Map<string, number>();
        for (const { text, size, asks } of steps) {
          const key = `text${text}`;
          if (asks) memo.get(key);
          else {
            if (memo.get(key) === undefined) sizes.set(key, size);
            memo.set(key, `value of ${key}`, sizes.get(key) ?? size);
          }
        }
        const held = [...sizes].filter(([key]) => memo.get(key) !== undefined);
        expect(held.reduce((sum, [, size]) => sum + size, 0)).toBeLessThanOrEqual(100);
        for (const [key] of held)
          expect(memo.get(key) ?? `value of ${key}`).toBe(`value of ${key}`);
      }),
    );
  });

  it("keeps what is asked for, and forgets what is not", () => {
    const memo = new Memo<number>(100);
    memo.set("asked", 1, 10);
    memo.set("forgotten", 2, 10);
    for (let index = 0; index < 100; index++) {
      expect(memo.get("asked")).toBe(1);
      memo.set(`text${index}`, index, 10);
    }
    expect(memo.get("forgotten")).toBeUndefined();
    expect(memo.get("text99")).toBe(99);
  });

  it("does not let one large text drive the others out", () => {
    const memo = new Memo<number>(100);
    memo.set("small", 1, 10);
    memo.set("large", 2, 26);
    expect(memo.get("large")).toBeUndefined();
    memo.set("fair", 3, 25);
    expect([memo.get("small"), memo.get("fair")]).toEqual([1, 3]);
  });

  it("does not count twice what it is told twice", () => {
    const memo = new Memo<number>(100);
    memo.set("other", 0, 10);
    for (let time = 0; time < 100; time++) memo.set("same", 1, 25);
    expect(memo.get("other")).toBe(0);
  });
});
