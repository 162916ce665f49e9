/** New data over Python's values: what is the same stays the same object, and what was edited stays of its type. */
import type { Clock } from "../datetime.ts";
import { alignment } from "../json/rewrite.ts";
import { tooDeep } from "../json/write.ts";
import { DataWriter, entriesOf } from "./from-data.ts";
import { refill } from "./known-collections.ts";
import { likenessOf } from "./known.ts";
import { Sameness } from "./same.ts";
import { isObject } from "./values.ts";
import type { PyDict, PyInstance, PyItems, PyValue } from "./values.ts";

/** Writes the data of one change over what was there. */
export class Rewriter {
  readonly #clock: Clock;
  readonly #writer: DataWriter;
  readonly #sameness: Sameness;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#writer = new DataWriter(clock);
    this.#sameness = new Sameness(clock);
  }

  /** Whether data is what the value was read as. @throws NotSerializable as {@link DataWriter} does. */
  isSame(old: PyValue, value: unknown, depth: number): boolean {
    return this.#sameness.ofPython(old) === this.#sameness.ofData(value, depth);
  }

  /** The data as a value of Python, over the one that it was read from, if there is one: gives that when nothing differs. */
  write(old: PyValue | undefined, value: unknown, depth: number): PyValue {
    if (old === undefined) return this.#writer.write(value, depth);
    if (this.isSame(old, value, depth)) return old;
    return this.#over(old, value, depth) ?? this.#writer.write(value, depth);
  }

  /** The edited parts in an object of the same type; null when the data is of another. */
  #over(old: PyValue, value: unknown, depth: number): PyValue {
    if (!isObject(old) || typeof value !== "object" || value === null) return null;
    if (depth <= 0) throw tooDeep();
    if (old.kind === "instance") return this.#overInstance(old, value, depth);
    if (old.kind === "bytearray" && value instanceof Uint8Array) return this.#overBytes(value);
    return isParts(old) ? this.#overParts(old, value, depth - 1) : null;
  }

  #overInstance(old: PyInstance, value: object, depth: number): PyValue {
    const likeness = likenessOf(old, this.#clock);
    const edited = isParts(likeness) ? this.#over(likeness, value, depth) : null;
    if (!isParts(edited)) return null;
    return refill(old, edited.kind === "dict" ? edited.pairs : edited.items);
  }

  #overParts(old: PyItems | PyDict, value: object, depth: number): PyValue {
    if (old.kind === "dict") return isMapping(value) ? this.#overDict(old, value, depth) : null;
    if (old.kind === "list" || old.kind === "tuple") {
      return Array.isArray(value) ? this.#overList(old, value, depth) : null;
    }
    return value instanceof Set ? this.#overSet(old, value, depth) : null;
  }

  #overBytes(value: Uint8Array): PyValue {
    const bytes = this.#writer.write(value, 0);
    return isObject(bytes) && bytes.kind === "bytes" ? { ...bytes, kind: "bytearray" } : null;
  }

  #overList({ kind, items }: PyItems, values: readonly unknown[], depth: number): PyItems {
    const olds = alignment(
      items.map((item) => this.#sameness.ofPython(item)),
      Array.from(values, (value) => this.#sameness.ofData(value, depth)),
    );
    return {
      kind,
      items: olds.map((place, index) => this.write(items[place], values[index], depth)),
    };
  }

  /** What was there keeps its order, what is new follows. */
  #overSet({ kind, items }: PyItems, values: ReadonlySet<unknown>, depth: number): PyItems {
    const news = new Map<number, unknown>();
    for (const value of values) news.set(this.#sameness.ofData(value, depth), value);
    const kept = items.filter((item) => news.has(this.#sameness.ofPython(item)));
    for (const item of kept) news.delete(this.#sameness.ofPython(item));
    return {
      kind,
      items: [...kept, ...Array.from(news.values(), (value) => this.#writer.key(value, depth))],
    };
  }

  /** What was there keeps its order, what is new follows; of keys that are the same here, the last is the one that is seen. */
  #overDict({ pairs }: PyDict, value: object, depth: number): PyDict {
    const news = new Map<number, readonly [key: unknown, value: unknown]>();
    for (const entry of entriesOf(value)) news.set(this.#sameness.ofData(entry[0], depth), entry);
    const seen = new Map<number, number>();
    for (let at = 0; at < pairs.length; at += 2) seen.set(this.#keyAt(pairs, at), at);
    const written: PyValue[] = [];
    for (let at = 0; at < pairs.length; at += 2) {
      const number = this.#keyAt(pairs, at);
      const entry = news.get(number);
      if (entry === undefined) continue;
      const old = pairs[at + 1] as PyValue;
      written.push(
        pairs[at] as PyValue,
        seen.get(number) === at ? this.write(old, entry[1], depth) : old,
      );
    }
    for (const [number, [key, member]] of news) {
      if (!seen.has(number))
        written.push(this.#writer.key(key, depth), this.write(undefined, member, depth));
    }
    return { kind: "dict", pairs: written };
  }

  #keyAt(pairs: readonly PyValue[], at: number): number {
    return this.#sameness.ofPython(pairs[at] as PyValue);
  }
}

function isParts(value: unknown): value is PyItems | PyDict {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  return ["list", "tuple", "set", "frozenset", "dict"].includes(String(value.kind));
}

function isMapping(value: object): boolean {
  return (
    !Array.isArray(value) &&
    !(value instanceof Set) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Date)
  );
}
