/** Data of JavaScript → Python's values. */
import { Buffer } from "node:buffer";
import type { Clock } from "../datetime.ts";
import { NotSerializable } from "../errors.ts";
import { LONGEST_INTEGER } from "../json/parse.ts";
import { membersToWrite, tooDeep } from "../json/write.ts";
import { datetimeOf } from "./known-dates.ts";
import { foreignObject } from "./foreign-object.ts";
import { PythonObject } from "./python-object.ts";
import { str } from "./values.ts";
import type { PyItems, PyString, PyValue } from "./values.ts";

/** As in Python, where short strings of programs are kept once, equal ones are one object; long ones are written out. */
const LONGEST_SHARED = 64;

/** Makes Python's values of data; equal short strings are one and the same. */
export class DataWriter {
  readonly #clock: Clock;
  readonly #strings = new Map<string, PyString>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * A whole number is an `int`, and past 2^53 a `float`; an array is a list, a Date an aware `datetime`, or a naive one
   * where the site has USE_TZ off.
   * @throws NotSerializable for functions, symbols, `undefined`, and objects of other classes.
   */
  write(value: unknown, depth: number): PyValue {
    if (typeof value !== "object" || value === null) return this.#scalar(value);
    const leaf = this.#leaf(value);
    if (leaf !== null) return leaf;
    if (depth <= 0) throw tooDeep();
    if (Array.isArray(value)) return this.#items("list", value, depth - 1);
    if (value instanceof Set) return { kind: "set", items: this.#keys(value, depth - 1) };
    const pairs = entriesOf(value).flatMap(([key, member]) => [
      this.key(key, depth - 1),
      this.write(member, depth - 1),
    ]);
    return { kind: "dict", pairs };
  }

  /** A value that Python can hash: arrays are tuples, sets are frozen. */
  key(value: unknown, depth: number): PyValue {
    if (typeof value !== "object" || value === null) return this.#scalar(value);
    const leaf = this.#leaf(value);
    if (leaf !== null) return leaf;
    if (depth <= 0) throw tooDeep();
    if (Array.isArray(value)) return { kind: "tuple", items: this.#keys(value, depth - 1) };
    if (value instanceof Set) return { kind: "frozenset", items: this.#keys(value, depth - 1) };
    throw new NotSerializable("A session cannot hold an object as a key of a Map, or in a Set.", {
      fix: "Python hashes none: use strings, numbers or arrays.",
    });
  }

  #keys(values: Iterable<unknown>, depth: number): PyValue[] {
    return Array.from(values, (item) => this.key(item, depth));
  }

  #items(kind: PyItems["kind"], values: readonly unknown[], depth: number): PyItems {
    return { kind, items: Array.from(values, (item) => this.write(item, depth)) };
  }

  #scalar(value: unknown): PyValue {
    if (value === null || typeof value === "boolean") return value;
    if (typeof value === "string") return this.#string(value);
    if (typeof value === "bigint") return integer(value);
    if (typeof value !== "number") {
      throw new NotSerializable(`A session cannot hold a value of type ${typeof value}.`);
    }
    const isInteger = Number.isSafeInteger(value) && !Object.is(value, -0);
    return isInteger ? value : { kind: "float", value };
  }

  #string(text: string): PyString {
    if (text.length > LONGEST_SHARED) return str(text);
    const known = this.#strings.get(text) ?? str(text);
    this.#strings.set(text, known);
    return known;
  }

  #leaf(value: object): PyValue {
    if (value instanceof Date) return datetimeOf(value, this.#clock);
    if (value instanceof Uint8Array) return { kind: "bytes", binary: binaryOf(value) };
    if (value instanceof PythonObject) throw foreignObject(value);
    return null;
  }
}

/** Bytes as a binary text. */
export function binaryOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("latin1");
}

/** What a Map or a plain object holds. @throws NotSerializable for an object of another class. */
export function entriesOf(value: object): [key: unknown, value: unknown][] {
  return value instanceof Map ? [...value] : membersToWrite(value);
}

function integer(value: bigint): number | bigint {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  const digits = String(value);
  if (digits.replace("-", "").length <= LONGEST_INTEGER) return value;
  throw new NotSerializable(
    `A session cannot hold an integer of more than ${LONGEST_INTEGER} digits.`,
  );
}
