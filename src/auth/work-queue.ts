/** Work that keeps a core busy, a little of it at a time: whoever does not fit in waits, and when too many wait, is refused. */
import { ImproperlyConfigured, PasswordQueueFull } from "../errors.ts";

/** How much of it there may be. */
export interface WorkLimits {
  /** Pieces of work at a time: the cores less one, at least 1 and at most 3, unless told. */
  readonly concurrency?: number;
  /** Pieces of work that may wait; 100 unless told. */
  readonly waiting?: number;
}

/** Node does such work on four threads, which files, DNS and compression need too: one stays theirs. */
const MOST = 3;
const WAITING = 100;

/** The cores, where the runtime tells (Node ≥ 21, Bun, Deno); two are a safe guess elsewhere. */
function cores(): number {
  const { navigator } = globalThis as { navigator?: { readonly hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 2;
}

/** A queue in front of password work. */
export class WorkQueue {
  readonly #concurrency: number;
  readonly #limit: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @throws ImproperlyConfigured when a limit is no whole number. */
  constructor(limits: WorkLimits = {}) {
    const concurrency = Math.min(MOST, Math.max(1, cores() - 1));
    this.#concurrency = wholeNumber("concurrency", limits.concurrency ?? concurrency, 1);
    this.#limit = wholeNumber("waiting", limits.waiting ?? WAITING, 0);
  }

  /** Does the work when it is its turn. @throws PasswordQueueFull at once when too many wait. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#turn();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < this.#concurrency) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= this.#limit) {
      throw new PasswordQueueFull("Too many passwords wait to be checked.", {
        fix: "Try again later; if it is common, limit the rate of sign-ins, or raise the limit.",
      });
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Hands the place over, so that nobody can slip in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new ImproperlyConfigured(
    `The limit ${name} of password work must be a whole number, at least ${least}.`,
  );
}
