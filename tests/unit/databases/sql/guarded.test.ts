/** A database as the engines use it: in time or not at all, and with errors that are ours. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SqlDatabase, SqlResult } from "../../../../src/databases/sql/database.ts";
import { guarded } from "../../../../src/databases/sql/guarded.ts";
import { ImproperlyConfigured, StoreRefused, StoreUnavailable } from "../../../../src/errors.ts";

const STATEMENT = { name: "test", text: "SELECT 1" };
const ROWS: SqlResult = { rows: [{ found: 1 }], changed: 1 };

const database = (run: SqlDatabase["run"]): SqlDatabase => ({ vendor: "sqlite", run });
const never = (): Promise<SqlResult> => new Promise(() => undefined);
const after = (milliseconds: number): Promise<SqlResult> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds, ROWS));

describe("a guarded database", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("passes statements, values and results on, and keeps its vendor", async () => {
    const run = vi.fn(async () => ROWS);
    const safe = guarded(database(run));
    expect(await safe.run(STATEMENT, ["a"])).toBe(ROWS);
    expect(run).toHaveBeenCalledWith(STATEMENT, ["a"]);
    expect(safe.vendor).toBe("sqlite");
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    [undefined, 5000],
    [20, 20],
  ])("gives a statement up in time: limit %s", async (limit, time) => {
    const slow = guarded(database(never), limit).run(STATEMENT, []);
    const seen = slow.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(time - 1);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    const error = await seen;
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect((error as Error).message).toMatch(`did not answer within ${time} ms`);
    expect((error as Error).message).toContain("limits.statementTimeout");
  });

  test("sets no limit for 0", async () => {
    const slow = guarded(
      database(() => after(1e8)),
      0,
    ).run(STATEMENT, []);
    await vi.advanceTimersByTimeAsync(1e8);
    expect(await slow).toBe(ROWS);
  });

  test("leaves no timer behind, however the statement ended", async () => {
    await guarded(database(async () => ROWS)).run(STATEMENT, []);
    const fail = async (): Promise<never> => {
      throw new Error("no such table: x");
    };
    await expect(guarded(database(fail)).run(STATEMENT, [])).rejects.toThrow(StoreRefused);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is not troubled by an answer that comes too late", async () => {
    const late = async (): Promise<never> => {
      await after(100);
      throw new Error("late");
    };
    const slow = guarded(database(late), 20).run(STATEMENT, []);
    const seen = slow.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(200);
    expect(await seen).toBeInstanceOf(StoreUnavailable);
  });

  test("makes an error of a driver that throws at once, and tells no values", async () => {
    const safe = guarded(
      database((_, values) => {
        throw new Error(`bad: ${String(values[0])}`);
      }),
    );
    const error = await safe.run(STATEMENT, ["canary-value"]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreRefused);
    expect((error as Error).cause).toMatchObject({ message: "bad: …" });
  });
});

describe("what is guarded", () => {
  const client = { query: () => undefined };
  test.each([null, client, { run: never }, { vendor: "mysql" }, database(never).run])(
    "must be a database, not %s",
    (other) => {
      expect(() => guarded(other as never)).toThrow(ImproperlyConfigured);
      expect(() => guarded(other as never)).toThrow(
        /new Backend\(pgDatabase\(pool\), SECRET_KEY\)/,
      );
    },
  );

  test("must be of a vendor that is known", () => {
    const other = { ...database(never), vendor: "postgres" };
    expect(() => guarded(other as never)).toThrow(/postgresql, mysql or sqlite/);
  });

  test.each([-1, 1.5, NaN, Infinity, 2 ** 31, "5000", null])(
    "cannot be limited to %s milliseconds",
    (limit) => {
      expect(() => guarded(database(never), limit as number)).toThrow(ImproperlyConfigured);
      expect(() => guarded(database(never), limit as number)).toThrow(/statementTimeout.*pass 0/);
    },
  );
});
