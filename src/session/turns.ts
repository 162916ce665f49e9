/**
 * Turns of one process: the writers of one session go one after another, so that they need not redo each other's work.
 * A courtesy and no lock: two writers at once are safe too, so nobody waits for long, be it for himself.
 */

/** Milliseconds after which a writer no longer waits for those before it. */
const PATIENCE = 1000;

/** Who writes to which session. */
export class Turns {
  readonly #last = new Map<unknown, Promise<unknown>>();

  /** Runs `task` after all that came before it for the same `subject`; its outcome is its own. */
  async take<T>(subject: unknown, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(subject);
    const turn = before === undefined ? task() : settled(before, PATIENCE).then(task);
    this.#last.set(subject, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(subject) === turn) this.#last.delete(subject);
    }
  }
}

/** Resolves when the work has ended, well or not, or when that many milliseconds have passed. */
async function settled(work: Promise<unknown>, patience: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tired = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  try {
    await Promise.race([work, tired]);
  } catch {
    // How it ended is for those who asked for it.
  } finally {
    clearTimeout(timer);
  }
}
