/**
 * Turns of one process: the writers of one session go one after another, so that they need not redo each other's work.
 * A courtesy and no lock: two writers at once are safe too, so nobody waits for one who hangs, be it for himself.
 */

/** Milliseconds without a turn that ends, after which those who wait no longer do. */
const PATIENCE = 1000;

/** Those who write to one session. */
interface Queue {
  last: Promise<unknown>;
  /** When a turn last ended: all of a long queue would otherwise lose patience at once, and be in each other's way. */
  progress: number;
}

/** Who writes to which session. */
export class Turns {
  readonly #queues = new Map<unknown, Queue>();

  /** Runs `task` after all that came before it for the same `subject`; its outcome is its own. */
  async take<T>(subject: unknown, task: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(subject);
    const turn = queue === undefined ? task() : waitIn(queue).then(task);
    const own = Object.assign(queue ?? { progress: performance.now() }, { last: turn });
    this.#queues.set(subject, own);
    try {
      return await turn;
    } finally {
      own.progress = performance.now();
      if (own.last === turn) this.#queues.delete(subject);
    }
  }
}

/** Resolves when the last turn has ended, well or not, or when none has ended for too long. */
async function waitIn(queue: Queue): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tired = new Promise<void>((resolve) => {
    const look = (): void => {
      const left = queue.progress + PATIENCE - performance.now();
      if (left > 0) timer = setTimeout(look, left);
      else resolve();
    };
    look();
  });
  try {
    await Promise.race([queue.last, tired]);
  } catch {
    // How it ended is for those who asked for it.
  } finally {
    clearTimeout(timer);
  }
}
