/** The data of a JSON object, by the engine's own parser wherever that loses nothing. */
import { MalformedValue } from "../errors.ts";
import { membersOf, valueOf } from "./node.ts";
import { DEPTH, parseJson } from "./parse.ts";

/** The text is JSON, and not an object. */
export class NotAnObject extends MalformedValue {}

/**
 * The members of a JSON object, in written order.
 * @throws MalformedValue, {@link NotAnObject} and TooDeep among them.
 */
export function readObject(text: string, depth: number = DEPTH): Map<string, unknown> {
  return (isShallow(text, depth) ? readNatively(text) : null) ?? readLosslessly(text, depth);
}

function readLosslessly(text: string, depth: number): Map<string, unknown> {
  const node = parseJson(text, depth);
  if (node.kind !== "object") throw new NotAnObject("A text is JSON, but not an object.");
  const members = new Map<string, unknown>();
  for (const [key, value] of membersOf(node)) members.set(key, valueOf(value));
  return members;
}

/** The members as `JSON.parse` reads them; null where it refuses the text, or might have changed something. */
function readNatively(text: string): Map<string, unknown> | null {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // Python's NaN and infinities, or not JSON at all: the other parser tells.
    return null;
  }
  if (typeof data !== "object" || data === null || Array.isArray(data)) return null;
  const keys = Object.keys(data);
  // Keys that look like array indexes were moved to the front, so the first one tells whether there are any.
  if (keys.length > 1 && /^\d/.test(keys[0] ?? "")) return null;
  const members = new Map<string, unknown>();
  for (const key of keys) {
    const value = (data as Record<string, unknown>)[key];
    if (!isLossless(value)) return null;
    members.set(key, value);
  }
  return members;
}

/** Whether no number in the data may have been another: an integer beyond 2^53, or -0, which is Python's 0. */
function isLossless(value: unknown): boolean {
  if (typeof value === "number") {
    return Number.isInteger(value)
      ? Number.isSafeInteger(value) && !Object.is(value, -0)
      : Number.isFinite(value);
  }
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isLossless);
  const members = value as Record<string, unknown>;
  for (const key in members) if (!isLossless(members[key])) return false;
  return true;
}

/** Whether a text has too few brackets to be nested too deep. */
function isShallow(text: string, depth: number): boolean {
  if (text.length < 2 * depth) return true;
  let brackets = 0;
  for (const bracket of "[{") {
    let at = text.indexOf(bracket);
    for (; at >= 0 && brackets <= depth; at = text.indexOf(bracket, at + 1)) brackets++;
  }
  return brackets <= depth;
}
