/** Python's JSON, read without loss. Python: `json.loads`. */
import { MalformedValue } from "../errors.ts";
import type { ArrayNode, JsonNode, Member, ObjectNode, Scalar, ScalarNode } from "./node.ts";

/** How deep lists and objects may be nested, unless told: about as deep as Python follows. */
export const DEPTH = 1000;

/** Python refuses to convert longer integers between text and number. */
const LONGEST_INTEGER = 4300;

/** The text is nested deeper than it may be. */
export class TooDeep extends MalformedValue {}

const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const CONSTANTS: readonly (readonly [string, Scalar])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
];

/**
 * Reads what Python's `json.loads` reads: JSON, and NaN, Infinity and -Infinity.
 * @throws MalformedValue, {@link TooDeep} among them.
 */
export function parseJson(text: string, depth: number = DEPTH): JsonNode {
  return new Parser(text, depth).parse();
}

class Parser {
  readonly #text: string;
  readonly #depth: number;
  #at = 0;
  #level = 0;

  constructor(text: string, depth: number) {
    this.#text = text;
    this.#depth = depth;
  }

  parse(): JsonNode {
    this.#skipBlank();
    const node = this.#value();
    this.#skipBlank();
    if (this.#at < this.#text.length) throw malformed();
    return node;
  }

  #value(): JsonNode {
    const first = this.#text[this.#at];
    if (first === "{") return this.#nested(() => this.#object());
    if (first === "[") return this.#nested(() => this.#array());
    const start = this.#at;
    const value = first === '"' ? this.#string() : this.#constant();
    return { kind: "scalar", start, end: this.#at, value } satisfies ScalarNode;
  }

  #nested<T>(read: () => T): T {
    if (++this.#level > this.#depth) {
      throw new TooDeep(`JSON is nested deeper than ${this.#depth} levels.`);
    }
    const node = read();
    this.#level--;
    return node;
  }

  #object(): ObjectNode {
    const start = this.#at++;
    const members: Member[] = [];
    if (this.#isEnd("}")) return { kind: "object", start, end: this.#at, members };
    do {
      this.#skipBlank();
      const from = this.#at;
      if (this.#text[from] !== '"') throw malformed();
      const key = this.#string();
      this.#skipBlank();
      this.#expect(":");
      this.#skipBlank();
      members.push({ key, start: from, value: this.#value() });
    } while (this.#continues("}"));
    return { kind: "object", start, end: this.#at, members };
  }

  #array(): ArrayNode {
    const start = this.#at++;
    const items: JsonNode[] = [];
    if (this.#isEnd("]")) return { kind: "array", start, end: this.#at, items };
    do {
      this.#skipBlank();
      items.push(this.#value());
    } while (this.#continues("]"));
    return { kind: "array", start, end: this.#at, items };
  }

  /** Whether the list or object ends at once. */
  #isEnd(close: string): boolean {
    this.#skipBlank();
    if (this.#text[this.#at] !== close) return false;
    this.#at++;
    return true;
  }

  /** Whether another part follows. */
  #continues(close: string): boolean {
    if (this.#isEnd(close)) return false;
    this.#expect(",");
    return true;
  }

  #string(): string {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (end > 0 && this.#isEscaped(end, start)) end = this.#text.indexOf('"', end + 1);
    if (end < 0) throw malformed();
    this.#at = end + 1;
    try {
      return JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      throw malformed();
    }
  }

  #isEscaped(at: number, start: number): boolean {
    let backslashes = 0;
    while (at - 1 - backslashes > start && this.#text[at - 1 - backslashes] === "\\") backslashes++;
    return backslashes % 2 === 1;
  }

  #constant(): Scalar {
    for (const [word, value] of CONSTANTS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    NUMBER.lastIndex = this.#at;
    const [digits, fraction, exponent] = NUMBER.exec(this.#text) ?? [];
    if (digits === undefined) throw malformed();
    this.#at += digits.length;
    return fraction === undefined && exponent === undefined ? integer(digits) : Number(digits);
  }

  #expect(letter: string): void {
    if (this.#text[this.#at] !== letter) throw malformed();
    this.#at++;
  }

  #skipBlank(): void {
    BLANK.lastIndex = this.#at;
    BLANK.exec(this.#text);
    this.#at = BLANK.lastIndex;
  }
}

function integer(digits: string): number | bigint {
  if (digits.length > LONGEST_INTEGER + (digits.startsWith("-") ? 1 : 0)) throw malformed();
  const value = Number(digits);
  if (!Number.isSafeInteger(value)) return BigInt(digits);
  return value === 0 ? 0 : value;
}

function malformed(): MalformedValue {
  return new MalformedValue("A text is not of JSON's form.");
}
