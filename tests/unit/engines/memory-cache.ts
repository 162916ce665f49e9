/** A cache in this process, as Django's LocMemCache is one: it can be away, and be watched. */
import type {
  CacheConnection,
  CacheOutcome,
  SiteCache,
  Timeout,
} from "../../../src/caches/shared/cache.ts";
import type { SessionCodec } from "../../../src/codec/codec.ts";
import { JsonDocument } from "../../../src/codec/document.ts";
import { StoreUnavailable } from "../../../src/errors.ts";

const DEPTH = 100;

/** JSON without a signature. */
const jsonCodec: SessionCodec = {
  empty: JsonDocument.read("{}", DEPTH),
  decode: (stored) => {
    try {
      return { document: JsonDocument.read(stored, DEPTH), failure: null, keyIndex: null };
    } catch {
      const failure = { cause: "bad-json", keysTried: 0, detail: "No JSON." } as const;
      return { document: jsonCodec.empty, failure, keyIndex: null };
    }
  },
  encode: (document) => (document as JsonDocument).text,
};

export class MemoryCache implements SiteCache, CacheConnection {
  readonly codec: SessionCodec = jsonCodec;
  readonly values = new Map<string, { value: string; until: number }>();
  /** What it was asked, by command. */
  readonly commands: string[] = [];
  isAway = false;
  /** Called between a command and its answer. */
  before: (command: string) => Promise<void> | void = () => {};

  open(): SiteCache {
    return this;
  }

  makeKey(key: string): string {
    return `:1:${key}`;
  }

  async get(key: string): Promise<string | null> {
    await this.#ask("get");
    return this.#find(key);
  }

  async set(key: string, value: string, timeout: Timeout): Promise<void> {
    await this.#ask("set");
    this.values.set(key, { value, until: Date.now() + (timeout ?? Infinity) * 1000 });
  }

  async add(key: string, value: string, timeout: Timeout): Promise<"done" | "taken"> {
    await this.#ask("add");
    if (this.#find(key) !== null) return "taken";
    this.values.set(key, { value, until: Date.now() + (timeout ?? Infinity) * 1000 });
    return "done";
  }

  async update(
    key: string,
    previous: string,
    value: string,
    timeout: Timeout,
  ): Promise<CacheOutcome> {
    await this.#ask("update");
    const stored = this.#find(key);
    if (stored === null) return { kind: "gone" };
    if (stored !== previous) return { kind: "conflict", stored };
    this.values.set(key, { value, until: Date.now() + (timeout ?? Infinity) * 1000 });
    return { kind: "done" };
  }

  async touch(key: string, timeout: Timeout): Promise<"done" | "gone"> {
    await this.#ask("touch");
    const value = this.#find(key);
    if (value === null) return "gone";
    this.values.set(key, { value, until: Date.now() + (timeout ?? Infinity) * 1000 });
    return "done";
  }

  async delete(key: string, previous?: string): Promise<CacheOutcome> {
    await this.#ask("delete");
    const stored = this.#find(key);
    if (stored === null) return { kind: "gone" };
    if (previous !== undefined && stored !== previous) return { kind: "conflict", stored };
    this.values.delete(key);
    return { kind: "done" };
  }

  /** The commands that a task makes. */
  async watch(task: () => Promise<unknown>): Promise<string[]> {
    const before = this.commands.length;
    await task();
    return this.commands.slice(before);
  }

  #find(key: string): string | null {
    const found = this.values.get(key);
    return found !== undefined && found.until > Date.now() ? found.value : null;
  }

  async #ask(command: string): Promise<void> {
    this.commands.push(command);
    await this.before(command);
    if (this.isAway) throw new StoreUnavailable("The cache is away.");
  }
}
