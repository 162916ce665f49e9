/** New values over old text: what is the same keeps its characters. */
import { membersOf } from "./node.ts";
import type { ArrayNode, JsonNode, ObjectNode, Scalar } from "./node.ts";
import { DEPTH } from "./parse.ts";
import { membersToWrite, writeJson, writeString } from "./write.ts";

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
  if (depth > 0 && node.kind === "array" && Array.isArray(value)) {
    return rewriteArray(source, node, value, depth - 1);
  }
  if (depth > 0 && node.kind === "object" && isObject(value)) {
    return rewriteObject(source, node, value, depth - 1);
  }
  return writeJson(value, depth);
}

/** Whether a value is what the node holds, members in whatever order. */
export function isSame(node: JsonNode, value: unknown): boolean {
  if (node.kind === "scalar") return isSameScalar(node.value, value);
  if (node.kind === "array") {
    if (!Array.isArray(value) || value.length !== node.items.length) return false;
    return node.items.every((item, index) => isSame(item, value[index]));
  }
  if (!isObject(value)) return false;
  const members = membersOf(node);
  const written = membersToWrite(value);
  if (written.length !== members.size) return false;
  return written.every(([key, member]) => {
    const old = members.get(key);
    return old !== undefined && isSame(old, member);
  });
}

function isSameScalar(old: Scalar, value: unknown): boolean {
  return (
    Object.is(old, value) ||
    (typeof value === "bigint" && old === Number(value) && Number.isSafeInteger(old))
  );
}

/** What stands at the start and at the end of both is the same; what is between is compared place by place. */
function rewriteArray(source: string, node: ArrayNode, value: unknown[], depth: number): string {
  const { items } = node;
  const shared = Math.min(items.length, value.length);
  let head = 0;
  while (head < shared && isSameAt(items, head, value[head])) head++;
  let tail = 0;
  while (tail < shared - head && isSameAt(items, items.length - 1 - tail, value.at(-1 - tail)))
    tail++;
  const texts = Array.from(value, (item, index) => {
    const fromEnd = value.length - index;
    const place = fromEnd <= tail ? items.length - fromEnd : index;
    const isNew = fromEnd > tail && index >= items.length - tail;
    const old = isNew ? undefined : items[place];
    return old === undefined ? writeJson(item, depth) : rewrite(source, old, item, depth);
  });
  return `[${texts.join(",")}]`;
}

function isSameAt(items: readonly JsonNode[], index: number, value: unknown): boolean {
  const item = items[index];
  return item !== undefined && isSame(item, value);
}

/** Old members keep their order, new ones follow, as in a Python dict. */
function rewriteObject(source: string, node: ObjectNode, value: object, depth: number): string {
  const written = new Map(membersToWrite(value));
  const texts: string[] = [];
  for (const [key, old] of membersOf(node)) {
    if (!written.has(key)) continue;
    texts.push(`${writeString(key)}:${rewrite(source, old, written.get(key), depth)}`);
    written.delete(key);
  }
  for (const [key, member] of written)
    texts.push(`${writeString(key)}:${writeJson(member, depth)}`);
  return `{${texts.join(",")}}`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
