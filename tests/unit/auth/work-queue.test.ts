/** Work that keeps a core busy: how much of it runs, who waits and who is refused. */
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { ImproperlyConfigured, PasswordQueueFull } from "../../../src/errors.ts";
import { WorkQueue } from "../../../src/auth/work-queue.ts";

/** Work that ends when it is told to. */
function pieces(queue: WorkQueue) {
  const ends: (() => void)[] = [];
  const seen = { running: 0, most: 0, started: [] as number[] };
  const start = (name: number): Promise<number> =>
    queue.run(async () => {
      seen.started.push(name);
      seen.most = Math.max(seen.most, ++seen.running);
      await new Promise<void>((resolve) => ends.push(resolve));
      seen.running--;
      return name;
    });
  return { start, seen, end: () => ends.shift()?.() };
}

test("runs so many at a time, and the others in their order", async () => {
  const { start, seen, end } = pieces(new WorkQueue({ concurrency: 2, waiting: 10 }));
  const all = [0, 1, 2, 3, 4].map(start);
  await setImmediate();
  expect(seen.started).toEqual([0, 1]);
  for (const left of [3, 4, 5, 5, 5]) {
    end();
    await setImmediate();
    expect(seen.started).toHaveLength(left);
  }
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3, 4]);
  expect(seen).toEqual({ running: 0, most: 2, started: [0, 1, 2, 3, 4] });
});

test("refuses at once when too many wait, with an answer for the visitor", async () => {
  const { start, end } = pieces(new WorkQueue({ concurrency: 1, waiting: 2 }));
  const all = [0, 1, 2].map(start);
  const failure = await start(3).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(PasswordQueueFull);
  const { code, status, headers, retryAfter } = failure as PasswordQueueFull;
  expect({ code, status, headers, retryAfter }).toEqual({
    code: "PASSWORD_QUEUE_FULL",
    status: 503,
    headers: { "Retry-After": "5" },
    retryAfter: 5,
  });
  expect((failure as PasswordQueueFull).getResponse().status).toBe(503);
  for (const one of all) {
    await setImmediate();
    end();
    await one;
  }
  const again = start(4);
  await setImmediate();
  end();
  expect(await again).toBe(4);
});

test("goes on after work that fails", async () => {
  const queue = new WorkQueue({ concurrency: 1, waiting: 5 });
  const failing = async (): Promise<never> => {
    throw new Error("broken");
  };
  const answers = await Promise.allSettled([
    queue.run(failing),
    queue.run(failing),
    queue.run(async () => "done"),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
  expect(await queue.run(async () => "on")).toBe("on");
});

test("hands a place over, so that nobody slips in before or beside those who wait", async () => {
  const { start, seen, end } = pieces(new WorkQueue({ concurrency: 1, waiting: 5 }));
  const first = [start(0), start(1)];
  await setImmediate();
  end();
  await first[0];
  const second = start(2);
  await setImmediate();
  expect(seen.started).toEqual([0, 1]);
  end();
  await setImmediate();
  end();
  expect(await Promise.all([...first, second])).toEqual([0, 1, 2]);
  expect(seen).toEqual({ running: 0, most: 1, started: [0, 1, 2] });
});

test.each([
  { concurrency: 0 },
  { concurrency: 1.5 },
  { concurrency: Number.NaN },
  { waiting: -1 },
  { waiting: Infinity },
])("takes no limit like %j", (limits) => {
  expect(() => new WorkQueue(limits)).toThrow(ImproperlyConfigured);
});
