/** JSON → Python's values, as `json.loads` makes them: `1.0` is a `float`, and `1` an `int`. */
import { membersOf } from "../json/node.ts";
import type { JsonNode, ScalarNode } from "../json/node.ts";
import { str } from "./values.ts";
import type { PyDict, PyValue } from "./values.ts";

const INTEGER = /^-?\d+$/;

/** The dict of an object in `text`. */
export function dictOf(text: string, node: Extract<JsonNode, { kind: "object" }>): PyDict {
  const pairs: PyValue[] = [];
  for (const [key, value] of membersOf(node)) pairs.push(str(key), valueOf(text, value));
  return { kind: "dict", pairs };
}

function valueOf(text: string, node: JsonNode): PyValue {
  if (node.kind === "object") return dictOf(text, node);
  if (node.kind === "scalar") return scalarOf(text, node);
  return { kind: "list", items: node.items.map((item) => valueOf(text, item)) };
}

function scalarOf(text: string, { value, start, end }: ScalarNode): PyValue {
  if (typeof value === "string") return str(value);
  if (typeof value !== "number" || INTEGER.test(text.slice(start, end))) return value;
  return { kind: "float", value };
}
