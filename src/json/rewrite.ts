/** New values over old text: what is the same keeps its characters. */
import { membersOf } from "./node.ts";
import type { ArrayNode, JsonNode, ObjectNode } from "./node.ts";
import { DEPTH } from "./parse.ts";
import { isSame, Sameness } from "./same.ts";
import { enclose, membersToWrite, writeJson, writeString } from "./write.ts";

/**
 * A value as JSON, with the characters that `node` has in `source` wherever the two are the same: `1.0` stays `1.0`
 * in a list that something was pushed to. Gives exactly the characters of the node when nothing differs.
 * @throws NotSerializable as {@link writeJson} does.
 */
export function rewrite(
  source: string,
  node: JsonNode,
  value: unknown,
  depth: number = DEPTH,
): string {
  if (isSame(node, value)) return source.slice(node.start, node.end);
  return new Rewriter(source).write(node, value, depth);
}

class Rewriter {
  readonly #source: string;
  readonly #sameness = new Sameness();

  constructor(source: string) {
    this.#source = source;
  }

  /** The value as JSON, over the node that it was read from, if there is one. */
  write(old: JsonNode | undefined, value: unknown, depth: number): string {
    if (old === undefined) return writeJson(value, depth);
    if (this.#sameness.ofNode(old) === this.#sameness.ofValue(value, depth)) {
      return this.#source.slice(old.start, old.end);
    }
    if (old.kind === "array" && Array.isArray(value)) {
      return this.#writeArray(old, value, depth - 1);
    }
    if (old.kind === "object" && isObject(value)) return this.#writeObject(old, value, depth - 1);
    return writeJson(value, depth);
  }

  #writeArray({ items }: ArrayNode, values: readonly unknown[], depth: number): string {
    const olds = alignment(
      items.map((item) => this.#sameness.ofNode(item)),
      Array.from(values, (value) => this.#sameness.ofValue(value, depth)),
    );
    const texts = olds.map((place, index) => this.write(items[place], values[index], depth));
    return enclose("[", texts, "]");
  }

  /** Old members keep their order, new ones follow, as in a Python dict. */
  #writeObject(old: ObjectNode, value: object, depth: number): string {
    const members = membersOf(old);
    const written = new Map(membersToWrite(value));
    const keys = new Set([...members.keys(), ...written.keys()]);
    const texts = Array.from(keys)
      .filter((key) => written.has(key))
      .map((key) => `${writeString(key)}:${this.write(members.get(key), written.get(key), depth)}`);
    return enclose("{", texts, "}");
  }
}

/**
 * For each item of a list the place that it, or what it was before it changed, had in the old list; -1 for a new one.
 * What starts and ends both lists stays in place, what moved between is found, and what is left is paired in order.
 */
export function alignment(olds: readonly number[], items: readonly number[]): number[] {
  const shared = Math.min(olds.length, items.length);
  let head = 0;
  while (head < shared && olds[head] === items[head]) head++;
  let tail = 0;
  while (tail < shared - head && olds.at(-1 - tail) === items.at(-1 - tail)) tail++;
  const grown = items.length - olds.length;
  // Places by what stood there, the last first, since they are taken from the end.
  const places = new Map<number | undefined, number[]>();
  for (let place = olds.length - tail - 1; place >= head; place--) {
    const same = places.get(olds[place]);
    if (same === undefined) places.set(olds[place], [place]);
    else same.push(place);
  }
  const found = items.map((item, index) => {
    if (index < head) return index;
    return index >= items.length - tail ? index - grown : places.get(item)?.pop();
  });
  const rest = [...places.values()].flat().sort((one, other) => other - one);
  return found.map((place) => place ?? rest.pop() ?? -1);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
