/** JSON that remembers the characters it was read from, so that what nobody touched can be written back unchanged. */

/** What stands for a Python `None`, `bool`, `int`, `float` or `str`; integers beyond 2^53 are bigints. */
export type Scalar = null | boolean | number | bigint | string;

/** Where in its text a value stands. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value of no parts. */
export interface ScalarNode extends Span {
  readonly kind: "scalar";
  readonly value: Scalar;
}

/** A list. */
export interface ArrayNode extends Span {
  readonly kind: "array";
  readonly items: readonly JsonNode[];
}

/** One `"key":value` of an object. */
export interface Member {
  readonly key: string;
  /** Where the key's quote opens. */
  readonly start: number;
  readonly value: JsonNode;
}

/** An object, its members in written order; a key can come twice, and then the last one counts. */
export interface ObjectNode extends Span {
  readonly kind: "object";
  readonly members: readonly Member[];
}

/** A value and its place in the text. */
export type JsonNode = ScalarNode | ArrayNode | ObjectNode;

/** The data of a node, made anew at each call. */
export function valueOf(node: JsonNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "array") return node.items.map(valueOf);
  const data: Record<string, unknown> = {};
  for (const { key, value } of node.members) setOwn(data, key, valueOf(value));
  return data;
}

/** The members that count, by key, in the order of Python's dict: where a key came first, with its last value. */
export function membersOf(node: ObjectNode): Map<string, JsonNode> {
  return new Map(node.members.map(({ key, value }) => [key, value]));
}

/** Sets a key as data, be it `__proto__`. */
export function setOwn(data: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") data[key] = value;
  else
    Object.defineProperty(data, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
}
