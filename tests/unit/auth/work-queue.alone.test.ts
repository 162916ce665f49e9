/** What 16 sign-ins at once, by Django's default hasher, leave to all that is not a sign-in. */
import { readFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { site } from "./hashers/golden.ts";

test("the event loop goes on, and files are read beside it", async () => {
  const passwords = site([5, 2, 0]);
  const encoded = await passwords.makePassword("lètmein");
  const state = { isOver: false };
  const signIns = Promise.all(
    Array.from({ length: 16 }, () => passwords.checkPassword("lètmein", encoded)),
  ).finally(() => (state.isOver = true));
  const ticks: number[] = [];
  const reads: number[] = [];
  while (!state.isOver) {
    const start = performance.now();
    await setImmediate();
    const ticked = performance.now();
    // The threads that read files are those that do the work.
    await readFile(import.meta.filename);
    ticks.push(ticked - start);
    reads.push(performance.now() - ticked);
  }
  expect(await signIns).toEqual(Array.from({ length: 16 }, () => true));
  expect(ticks.length).toBeGreaterThan(100);
  expect(p99(ticks)).toBeLessThan(20);
  expect(p99(reads)).toBeLessThan(50);
});

function p99(times: number[]): number {
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)]!;
}
