/** Python's values → data of JavaScript. */
import { Buffer } from "node:buffer";
import type { Clock } from "../datetime.ts";
import { setOwn } from "../json/node.ts";
import { TooDeep } from "../json/parse.ts";
import { PickleTooLarge } from "./failures.ts";
import { foreignGlobal, likenessOf } from "./known.ts";
import { isObject } from "./values.ts";
import type { PyDict, PyObject, PyValue } from "./values.ts";

/** What a value costs, and what may be spent beside that: what a few bytes refer to again and again is written out here. */
const COST = 64;
const ALLOWANCE = 16 * 1024 * 1024;

/** Whether all keys of a dict are texts, so that it is a plain object here. */
export function hasTextKeys({ pairs }: PyDict): boolean {
  for (let at = 0; at < pairs.length; at += 2) {
    const key = pairs[at];
    if (!isObject(key) || key.kind !== "str") return false;
  }
  return true;
}

/** Makes data, each piece anew, and no more of it than may be. */
export class DataReader {
  readonly #clock: Clock;
  #left: number;

  /** `length` is that of the pickle. */
  constructor(clock: Clock, length: number) {
    this.#clock = clock;
    this.#left = ALLOWANCE + COST * length;
  }

  /** @throws TooDeep and PickleTooLarge: what is in itself is one of them. */
  read(value: PyValue, depth: number): unknown {
    this.#spend(COST);
    return isObject(value) ? this.#object(value, depth) : value;
  }

  // oxlint-disable-next-line complexity -- one case for each kind of value
  #object(value: PyObject, depth: number): unknown {
    switch (value.kind) {
      case "str":
        this.#spend(value.text.length);
        return value.text;
      case "float":
        return value.value;
      case "list":
      case "tuple":
        return this.#items(value.items, depth);
      case "dict":
        return this.#dict(value, depth);
      case "set":
      case "frozenset":
        return new Set(this.#items(value.items, depth));
      case "bytes":
      case "bytearray":
        this.#spend(value.binary.length);
        return Uint8Array.from(Buffer.from(value.binary, "latin1"));
      case "global":
        return foreignGlobal(value);
      case "instance": {
        const likeness = likenessOf(value, this.#clock);
        // An object is as deep as what it is like.
        return likeness instanceof Date || !isPyObject(likeness)
          ? likeness
          : this.#object(likeness, depth);
      }
    }
  }

  #items(items: readonly PyValue[], depth: number): unknown[] {
    const inner = this.#descend(depth);
    return items.map((item) => this.read(item, inner));
  }

  #dict(dict: PyDict, depth: number): unknown {
    const inner = this.#descend(depth);
    const isPlain = hasTextKeys(dict);
    const [data, map] = [{}, new Map<unknown, unknown>()];
    for (let at = 0; at < dict.pairs.length; at += 2) {
      const key = this.read(dict.pairs[at] as PyValue, inner);
      const value = this.read(dict.pairs[at + 1] as PyValue, inner);
      if (isPlain) setOwn(data, key as string, value);
      else map.set(key, value);
    }
    return isPlain ? data : map;
  }

  #descend(depth: number): number {
    if (depth <= 0) throw new TooDeep("A pickle is nested too deep, or in itself.");
    return depth - 1;
  }

  #spend(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) throw new PickleTooLarge("A pickle refers to the same data too often.");
  }
}

function isPyObject(value: unknown): value is PyObject {
  return typeof value === "object" && value !== null && "kind" in value;
}
