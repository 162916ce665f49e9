/** The copies of sessions in the cache: what is believed of them, and what is done when the cache is away. */
import type { SiteCache } from "../../caches/shared/cache.ts";
import type { SessionDocument } from "../../codec/codec.ts";
import { DjangoSessionError } from "../../errors.ts";
import { isCacheable } from "../cache-keys.ts";
import type { EngineDiagnostic } from "../engine.ts";
import { Debts } from "./debts.ts";

/** Milliseconds for which a cache that failed is not asked again. */
const REST = 200;

/** Never fails: without the cache, the database goes on alone. */
export class Copies {
  readonly #cache: SiteCache;
  readonly #prefix: string;
  readonly #diagnose: (diagnostic: EngineDiagnostic) => void;
  readonly #debts: Debts;
  #restsUntil = 0;
  #isAway = false;

  constructor(cache: SiteCache, prefix: string, diagnose: (diagnostic: EngineDiagnostic) => void) {
    this.#cache = cache;
    this.#prefix = prefix;
    this.#diagnose = diagnose;
    this.#debts = new Debts((key) => cache.delete(key));
  }

  /** A copy that can be read, or null. */
  async get(key: string): Promise<string | null> {
    const copy = await this.#ask(key, (whole) => this.#cache.get(whole));
    return copy !== null && this.#cache.codec.decode(copy).failure === null ? copy : null;
  }

  /** Makes a copy where there is none; null where there is one, or none can be made. */
  async add(key: string, document: SessionDocument, age: number): Promise<string | null> {
    const copy = this.#copyOf(document);
    if (copy === null) return null;
    const outcome = await this.#ask(key, (whole) => this.#cache.add(whole, copy, age));
    return outcome === "done" ? copy : null;
  }

  /**
   * Follows a change of the original: the copy that was of the one before becomes that of this one. Where another writer
   * was there meanwhile nobody can tell which is the newer, so there is none, and the next reader makes one.
   */
  async replace(
    key: string,
    previous: string | undefined,
    document: SessionDocument,
    age: number,
  ): Promise<string | null> {
    const copy = this.#copyOf(document);
    const isMade =
      copy !== null && (await this.#tell(key, (whole) => this.#put(whole, previous, copy, age)));
    if (isMade) return copy;
    await this.drop(key);
    return null;
  }

  async touch(key: string, age: number): Promise<void> {
    await this.#tell(key, async (whole) => (await this.#cache.touch(whole, age)) === "done");
  }

  /** Deletes the copy, now or when the cache is back. */
  async drop(key: string): Promise<void> {
    await this.#tell(key, async (whole) => (await this.#cache.delete(whole)).kind === "done");
  }

  async #put(
    whole: string,
    previous: string | undefined,
    copy: string,
    age: number,
  ): Promise<boolean> {
    if (previous !== undefined) {
      const { kind } = await this.#cache.update(whole, previous, copy, age);
      if (kind !== "gone") return kind === "done";
    }
    return (await this.#cache.add(whole, copy, age)) === "done";
  }

  /** The same data in the cache's form; null when that cannot hold it. */
  #copyOf(document: SessionDocument): string | null {
    try {
      return this.#cache.codec.encode(document);
    } catch (error) {
      if (error instanceof DjangoSessionError) return null;
      throw error;
    }
  }

  /** Null when the cache is away, or owes an answer about this key. */
  async #ask<T>(key: string, task: (whole: string) => Promise<T>): Promise<T | null> {
    if (!isCacheable(key) || performance.now() < this.#restsUntil) return null;
    try {
      const whole = this.#cache.makeKey(this.#prefix + key);
      if (this.#debts.has(whole)) return null;
      const answer = await task(whole);
      this.#isAway = false;
      return answer;
    } catch (error) {
      this.#rest(error);
      return null;
    }
  }

  /** The same for what must not be forgotten: where it could not be done, the copy has to go. */
  async #tell(key: string, task: (whole: string) => Promise<boolean>): Promise<boolean> {
    const done = await this.#ask(key, task);
    if (done === null && isCacheable(key)) this.#debts.add(this.#cache.makeKey(this.#prefix + key));
    return done === true;
  }

  #rest(error: unknown): void {
    if (!(error instanceof DjangoSessionError)) throw error;
    this.#restsUntil = performance.now() + REST;
    if (this.#isAway) return;
    this.#isAway = true;
    const detail = `The cache of the sessions is away; the database goes on alone. ${error.message}`;
    this.#diagnose({ event: "session-cache-away", detail });
  }
}
