/** What the cache was not told because it could not be reached: copies that must go before anybody believes them again. */

/** Milliseconds between two attempts. */
const PAUSE = 200;
/** Keys that are remembered; of an outage with more changes than that, the oldest are left to expire. */
const MOST = 100_000;

/** Keys whose copies are to be deleted when the cache is back. Waits only while there are any, and keeps no process alive. */
export class Debts {
  readonly #keys = new Set<string>();
  readonly #pay: (key: string) => Promise<unknown>;
  #isWaiting = false;

  /** `pay` deletes one copy, and rejects while the cache is away. */
  constructor(pay: (key: string) => Promise<unknown>) {
    this.#pay = pay;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(key: string): void {
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size > MOST && oldest !== undefined) this.#keys.delete(oldest);
    this.#wait();
  }

  #wait(): void {
    if (this.#isWaiting || this.#keys.size === 0) return;
    this.#isWaiting = true;
    const timer = setTimeout(() => void this.#payAll(), PAUSE);
    (timer as { unref?(): void }).unref?.();
  }

  async #payAll(): Promise<void> {
    try {
      for (const key of this.#keys) {
        await this.#pay(key);
        this.#keys.delete(key);
      }
    } catch {
      // It is away still: whoever asks it for something else is told.
    }
    this.#isWaiting = false;
    this.#wait();
  }
}
