/** Whether data of JavaScript is what a value of Python was read as. */
import type { Clock } from "../datetime.ts";
import { tooDeep } from "../json/write.ts";
import { binaryOf, entriesOf } from "./from-data.ts";
import { foreignGlobal, likenessOf } from "./known.ts";
import { PythonObject } from "./python-object.ts";
import { isObject } from "./values.ts";
import type { PyObject, PyValue } from "./values.ts";

/**
 * Numbers pieces of data, so that those that are the same get the same number, be they Python's or JavaScript's. Each is
 * looked at once, however often it is asked for. Lists and tuples are arrays here, and all sets are Sets.
 */
export class Sameness {
  readonly #clock: Clock;
  readonly #scalars = new Map<unknown, number>();
  readonly #compounds = new Map<string, number>();
  readonly #known = new Map<object, number>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ofPython(value: PyValue): number {
    if (!isObject(value)) return this.#scalar(value);
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const number = this.#ofObject(value);
    this.#known.set(value, number);
    return number;
  }

  // oxlint-disable-next-line complexity -- one case for each kind of value
  #ofObject(value: PyObject): number {
    switch (value.kind) {
      case "float":
        return this.#scalar(value.value);
      case "str":
        return this.#scalar(value.text);
      case "bytes":
      case "bytearray":
        return this.#compound(`b${value.binary}`);
      case "list":
      case "tuple":
        return this.#list(value.items.map((item) => this.ofPython(item)));
      case "set":
      case "frozenset":
        return this.#set(value.items.map((item) => this.ofPython(item)));
      case "dict":
        return this.#dict(value.pairs.map((part) => this.ofPython(part)));
      case "global":
        return this.#foreign(foreignGlobal(value));
      case "instance": {
        const likeness = likenessOf(value, this.#clock);
        if (likeness instanceof PythonObject) return this.#foreign(likeness);
        return likeness instanceof Date ? this.#date(likeness) : this.ofPython(likeness);
      }
    }
  }

  /** @throws NotSerializable for an object of a class, and for what is nested deeper than `depth`. */
  ofData(value: unknown, depth: number): number {
    if (typeof value !== "object" || value === null) return this.#scalar(plainInteger(value));
    if (value instanceof PythonObject) return this.#foreign(value);
    if (value instanceof Date) return this.#date(value);
    if (value instanceof Uint8Array) return this.#compound(`b${binaryOf(value)}`);
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    if (depth <= 0) throw tooDeep();
    const number = this.#ofParts(value, (part) => this.ofData(part, depth - 1));
    this.#known.set(value, number);
    return number;
  }

  #ofParts(value: object, numberOf: (part: unknown) => number): number {
    if (Array.isArray(value)) return this.#list(Array.from(value, numberOf));
    if (value instanceof Set) return this.#set(Array.from(value, numberOf));
    return this.#dict(entriesOf(value).flat().map(numberOf));
  }

  #scalar(value: unknown): number {
    // A Map takes the two zeros for one.
    return this.#numberIn(this.#scalars, Object.is(value, -0) ? this : value);
  }

  #date(date: Date): number {
    return this.#compound(`t${date.getTime()}`);
  }

  #foreign(object: PythonObject): number {
    return this.#compound(`p${object.module}.${object.qualname}`);
  }

  #list(numbers: readonly number[]): number {
    return this.#compound(`[${numbers.join()}`);
  }

  #set(numbers: readonly number[]): number {
    return this.#compound(`s${[...new Set(numbers)].sort((one, other) => one - other).join()}`);
  }

  #dict(numbers: readonly number[]): number {
    const members = new Map<number | undefined, number | undefined>();
    for (let at = 0; at < numbers.length; at += 2) members.set(numbers[at], numbers[at + 1]);
    return this.#compound(
      `{${Array.from(members, (member) => member.join(":"))
        .sort()
        .join()}`,
    );
  }

  #compound(key: string): number {
    return this.#numberIn(this.#compounds, key);
  }

  #numberIn<Key>(numbers: Map<Key, number>, key: Key): number {
    const number = numbers.get(key) ?? this.#count++;
    numbers.set(key, number);
    return number;
  }
}

/** An integer as a number, where numbers are exact. */
function plainInteger(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
