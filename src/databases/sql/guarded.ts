/** A database as the engines use it: in time or not at all, and with errors that are ours. */
import { ImproperlyConfigured, StoreUnavailable } from "../../errors.ts";
import type { SqlDatabase } from "./database.ts";
import { isVendor } from "./dialect.ts";
import { storeFailure } from "./failure.ts";

/** Milliseconds that a statement may take, unless told. */
export const STATEMENT_TIMEOUT = 5000;
/** A timer that is set further ahead goes off at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * The same database, with a limit on each statement in milliseconds (0 is none). It rejects with `StoreUnavailable`
 * or `StoreRefused`, whose cause is safe to log. A statement that took too long may still be carried out:
 * every write of the engines is one that may.
 * @throws ImproperlyConfigured when either is not what its type says.
 */
export function guarded(database: SqlDatabase, timeout: number = STATEMENT_TIMEOUT): SqlDatabase {
  assertDatabase(database);
  assertTimeout(timeout);
  return {
    vendor: database.vendor,
    run: async (statement, values) => {
      try {
        return await withinTime(database.run(statement, values), timeout, "The database");
      } catch (error) {
        throw storeFailure(error, values);
      }
    },
  };
}

function assertDatabase(database: SqlDatabase): void {
  const { run, vendor } = Object(database) as Partial<SqlDatabase>;
  if (typeof run === "function" && isVendor(vendor)) return;
  throw new ImproperlyConfigured(
    "A database has no run(), or its vendor is not postgresql, mysql or sqlite.",
    { fix: "Wrap the pool or client that you have: new Backend(pgDatabase(pool), SECRET_KEY)." },
  );
}

function assertTimeout(timeout: number): void {
  if (Number.isInteger(timeout) && timeout >= 0 && timeout <= LONGEST_TIMEOUT) return;
  throw new ImproperlyConfigured(
    "limits.statementTimeout must be a whole number of milliseconds.",
    {
      fix: "For no limit, pass 0.",
    },
  );
}

/** The result of some work, or `StoreUnavailable` after so many milliseconds; 0 is no limit. `who` did not answer then. */
export function withinTime<T>(work: Promise<T>, timeout: number, who: string): Promise<T> {
  if (timeout === 0) return work;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooSlow(who, timeout)), timeout);
    // A limit is no reason to keep a process alive. Not every runtime's timers are objects.
    (timer as { unref?(): void }).unref?.();
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

function tooSlow(who: string, timeout: number): StoreUnavailable {
  return new StoreUnavailable(`${who} did not answer within ${timeout} ms.`, {
    fix: "Try again; the limit is limits.statementTimeout.",
  });
}
