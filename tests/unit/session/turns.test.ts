/** Turns: writers of one session go one after another, and nobody waits for long. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Turns } from "../../../src/session/turns.ts";

const later = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("turns", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** What begins and ends, in order. */
  async function order(
    tasks: readonly [subject: string, name: string, time: number][],
  ): Promise<string> {
    const seen: string[] = [];
    const turns = new Turns();
    const all = tasks.map(([subject, name, time]) =>
      turns.take(subject, async () => {
        seen.push(name);
        await later(time);
        seen.push(name.toUpperCase());
      }),
    );
    await vi.runAllTimersAsync();
    await Promise.all(all);
    return seen.join(" ");
  }

  test("of one subject follow each other, in the order in which they were asked for", async () => {
    const tasks = [
      ["s", "a", 30],
      ["s", "b", 1],
      ["s", "c", 10],
    ] as [string, string, number][];
    expect(await order(tasks)).toBe("a A b B c C");
  });

  test("of others do not wait", async () => {
    const tasks = [
      ["s", "a", 30],
      ["t", "b", 1],
    ] as [string, string, number][];
    expect(await order(tasks)).toBe("a b B A");
  });

  test("are not waited for more than a second", async () => {
    const tasks = [
      ["s", "a", 5000],
      ["s", "b", 1],
    ] as [string, string, number][];
    expect(await order(tasks)).toBe("a b B A");
  });

  test("end as their tasks do, whatever became of those before", async () => {
    const turns = new Turns();
    const failed = turns.take("s", async () => {
      throw new RangeError("first");
    });
    const second = turns.take("s", async () => "second");
    await expect(failed).rejects.toThrow(RangeError);
    expect(await second).toBe("second");
  });
});
