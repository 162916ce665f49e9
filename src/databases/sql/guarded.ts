/** A database as the engines use it: in time or not at all, and with errors that are ours. */
import { StoreUnavailable } from "../../errors.ts";
import type { SqlDatabase } from "./database.ts";
import { storeFailure } from "./failure.ts";

/** Milliseconds that a statement may take, unless told. */
export const STATEMENT_TIMEOUT = 5000;

/**
 * The same database, with a limit on each statement in milliseconds (0 is none). It rejects with `StoreUnavailable`
 * or `StoreRefused`, whose cause is safe to log. A statement that took too long may still be carried out:
 * every write of the engines is one that may.
 */
export function guarded(database: SqlDatabase, timeout: number = STATEMENT_TIMEOUT): SqlDatabase {
  return {
    vendor: database.vendor,
    run: async (statement, values) => {
      try {
        return await withinTime(database.run(statement, values), timeout);
      } catch (error) {
        throw storeFailure(error, values);
      }
    },
  };
}

function withinTime<T>(work: Promise<T>, timeout: number): Promise<T> {
  if (timeout === 0) return work;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooSlow(timeout)), timeout);
    // A limit is no reason to keep a process alive. Not every runtime's timers are objects.
    (timer as { unref?(): void }).unref?.();
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function tooSlow(timeout: number): StoreUnavailable {
  return new StoreUnavailable(`The database did not answer within ${timeout} ms.`, {
    fix: "Try again; the limit is limits.statementTimeout.",
  });
}
