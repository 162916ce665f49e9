/** Turns of one process: the writers of one session go one after another, so that only other processes can be in their way. */
export class Lanes {
  readonly #last = new Map<unknown, Promise<unknown>>();

  /** Runs `task` after all that came before it in this lane; its outcome is its own. */
  async run<T>(lane: unknown, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(lane);
    const turn = before === undefined ? task() : before.then(task, task);
    this.#last.set(lane, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(lane) === turn) this.#last.delete(lane);
    }
  }
}
