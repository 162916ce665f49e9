/** The data of a JSON object, by the engine's own parser wherever that loses nothing. */
import { MalformedValue } from "../errors.ts";
import { membersOf, valueOf } from "./node.ts";
import { DEPTH, parseJson } from "./parse.ts";

/** The text is JSON, and not an object. */
export class NotAnObject extends MalformedValue {}

/**
 * What `JSON.parse` would change: integers that may lie beyond 2^53, `-0`, which is Python's int 0, and keys that look
 * like array indexes, which JavaScript moves to the front. Digits in strings can look so too: that only costs time.
 */
const HAZARD = /(?<![.\d])\d{16}|-0(?![.\deE])|"(?:\d|\\u003\d)+"\s*:/;

/**
 * The members of a JSON object, in written order.
 * @throws MalformedValue, {@link NotAnObject} and TooDeep among them.
 */
export function readObject(text: string, depth: number = DEPTH): Map<string, unknown> {
  if (!HAZARD.test(text) && isShallow(text, depth)) {
    const data = parseNatively(text);
    // Python's NaN and infinities, and all that is malformed, are left to the other parser.
    if (data !== undefined) return new Map(Object.entries(assertObject(data)));
  }
  const node = parseJson(text, depth);
  if (node.kind !== "object") throw notAnObject();
  const values = new Map<string, unknown>();
  for (const [key, value] of membersOf(node)) values.set(key, valueOf(value));
  return values;
}

function parseNatively(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function assertObject(data: unknown): object {
  if (typeof data === "object" && data !== null && !Array.isArray(data)) return data;
  throw notAnObject();
}

function notAnObject(): NotAnObject {
  return new NotAnObject("A text is JSON, but not an object.");
}

/** Whether a text has too few brackets to be nested too deep. */
function isShallow(text: string, depth: number): boolean {
  if (text.length < 2 * depth) return true;
  return (text.match(/[[{]/g)?.length ?? 0) <= depth;
}
