/** Whether data is what a text holds. An integer may be a number or a bigint; the order of members says nothing. */
import { membersOf } from "./node.ts";
import type { JsonNode, Scalar } from "./node.ts";
import { membersToWrite, tooDeep } from "./write.ts";

/** Whether a value is what the node holds. @throws NotSerializable for an object of a class. */
export function isSame(node: JsonNode, value: unknown): boolean {
  if (node.kind === "scalar") return isSameScalar(node.value, value);
  if (typeof value !== "object" || value === null) return false;
  if (node.kind === "array") {
    if (!Array.isArray(value) || value.length !== node.items.length) return false;
    return node.items.every((item, index) => isSame(item, value[index]));
  }
  if (Array.isArray(value)) return false;
  const members = membersOf(node);
  const written = membersToWrite(value);
  if (written.length !== members.size) return false;
  return written.every(([key, member]) => {
    const old = members.get(key);
    return old !== undefined && isSame(old, member);
  });
}

function isSameScalar(old: Scalar, value: unknown): boolean {
  return Object.is(old, plainInteger(value));
}

/** An integer as a number, where numbers are exact. */
function plainInteger(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/**
 * Numbers pieces of data, so that those that are the same get the same number, be they nodes or values. Each piece is
 * looked at once, however often it is asked for: comparing all parts of all parts takes no longer than reading them.
 */
export class Sameness {
  readonly #scalars = new Map<unknown, number>();
  readonly #compounds = new Map<string, number>();
  readonly #known = new Map<object, number>();
  #count = 0;

  ofNode(node: JsonNode): number {
    if (node.kind === "scalar") return this.#ofScalar(node.value);
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const number =
      node.kind === "array"
        ? this.#ofItems(node.items.map((item) => this.ofNode(item)))
        : this.#ofMembers(Array.from(membersOf(node), ([key, part]) => [key, this.ofNode(part)]));
    this.#known.set(node, number);
    return number;
  }

  /** @throws NotSerializable for an object of a class, and for what is nested deeper than `depth`. */
  ofValue(value: unknown, depth: number): number {
    if (typeof value !== "object" || value === null) return this.#ofScalar(plainInteger(value));
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    if (depth <= 0) throw tooDeep();
    const numberOf = (part: unknown): number => this.ofValue(part, depth - 1);
    const number = Array.isArray(value)
      ? this.#ofItems(Array.from(value, numberOf))
      : this.#ofMembers(membersToWrite(value).map(([key, part]) => [key, numberOf(part)]));
    this.#known.set(value, number);
    return number;
  }

  #ofScalar(value: unknown): number {
    // A Map takes the two zeros for one.
    return this.#numberIn(this.#scalars, Object.is(value, -0) ? this : value);
  }

  #ofItems(numbers: readonly number[]): number {
    return this.#numberIn(this.#compounds, `[${numbers.join()}`);
  }

  #ofMembers(members: readonly (readonly [key: string, number: number])[]): number {
    const texts = members.map(([key, number]) => `${JSON.stringify(key)}:${number}`);
    return this.#numberIn(this.#compounds, `{${texts.sort().join()}`);
  }

  #numberIn<Key>(numbers: Map<Key, number>, key: Key): number {
    const number = numbers.get(key) ?? this.#count++;
    numbers.set(key, number);
    return number;
  }
}
