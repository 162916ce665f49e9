/**
 * One writer per file, among processes: a lock file beside it, of a name that no session of Django's has.
 * Whoever holds one long enough for others to think him dead, writes no more.
 */
import { StoreUnavailable } from "../../errors.ts";
import { codeOf, unlessAbsent } from "./file-system.ts";
import type { FileSystem } from "./file-system.ts";

/** Milliseconds that a lock is held at most; it takes one or two. */
const LONGEST_HOLD = 2000;
/** Milliseconds for which one and the same lock is seen before its holder is taken for dead, by the clock of him who waits. */
const DEAD = 2 * LONGEST_HOLD;
const LONGEST_PAUSE = 8;

/** The end of a lock's name. A dot is in no session key, so Django's own clearing passes it by. */
export const LOCK_SUFFIX = ".lock";

/** Throws when the lock may be another's by now: asked for before what cannot be undone. */
export type AssertHeld = () => void;

/** Runs a task while no other process has the lock of the file. @throws StoreUnavailable when it is not had within `patience`. */
export async function withLock<T>(
  fs: FileSystem,
  path: string,
  patience: number,
  task: (assertHeld: AssertHeld) => Promise<T>,
): Promise<T> {
  const lock = path + LOCK_SUFFIX;
  await acquire(fs, lock, patience);
  const since = performance.now();
  const isHeld = (): boolean => performance.now() - since < LONGEST_HOLD;
  try {
    return await task(() => {
      if (!isHeld()) throw new StoreUnavailable("Writing the session's file took too long.");
    });
  } finally {
    if (isHeld()) await unlessAbsent(fs.unlink(lock));
  }
}

async function acquire(fs: FileSystem, lock: string, patience: number): Promise<void> {
  const start = performance.now();
  let [seen, since] = ["", start];
  while (!(await create(fs, lock))) {
    const now = performance.now();
    if (patience > 0 && now - start > patience) {
      throw new StoreUnavailable("Others write to the session's file without an end.");
    }
    const holder = await identityOf(fs, lock);
    if (holder !== seen) [seen, since] = [holder, now];
    else if (now - since > DEAD) await breakLock(fs, lock, holder, patience);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGEST_PAUSE));
  }
}

async function create(fs: FileSystem, lock: string): Promise<boolean> {
  try {
    await (await fs.open(lock, "wx", 0o600)).close();
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    // Nobody has a file of such a name, so there is nothing to keep others from.
    if (codeOf(error) === "ENAMETOOLONG") return true;
    throw error;
  }
}

/** Tells one lock from the next under the same name; empty when there is none. */
async function identityOf(fs: FileSystem, lock: string): Promise<string> {
  const found = await unlessAbsent(fs.stat(lock, { bigint: true }));
  return found === null ? "" : `${found.ino} ${found.mtimeNs}`;
}

/**
 * Takes away the lock of a dead process, while no other does: who was slower would take away that of the next holder.
 * For that the lock is locked itself, and should its holder die too, in the same way again.
 */
async function breakLock(
  fs: FileSystem,
  lock: string,
  dead: string,
  patience: number,
): Promise<void> {
  await withLock(fs, lock, patience, async (assertHeld) => {
    if ((await identityOf(fs, lock)) !== dead) return;
    assertHeld();
    await unlessAbsent(fs.unlink(lock));
  });
}
