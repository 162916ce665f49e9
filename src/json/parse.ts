/** Python's JSON, read without loss. Python: `json.loads`. */
import { MalformedValue } from "../errors.ts";
import type { ArrayNode, JsonNode, Member, ObjectNode, Scalar, ScalarNode } from "./node.ts";

/** How deep lists and objects may be nested, unless told: about as deep as Python follows. */
export const DEPTH = 1000;

/** Python refuses to convert integers of more digits between text and number. */
export const LONGEST_INTEGER = 4300;

/** The text is nested deeper than it may be. */
export class TooDeep extends MalformedValue {}

const [SPACE, QUOTE, BACKSLASH] = [0x20, 0x22, 0x5c];
const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const CONSTANT = /true|false|null|NaN|-?Infinity/y;
const CONSTANTS: Readonly<Record<string, Scalar>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity,
  "-Infinity": -Infinity,
};

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
    if (first === "{") return this.#object();
    if (first === "[") return this.#array();
    const start = this.#at;
    const value = first === '"' ? this.#string() : this.#number();
    return { kind: "scalar", start, end: this.#at, value } satisfies ScalarNode;
  }

  #object(): ObjectNode {
    const start = this.#open();
    const members: Member[] = [];
    if (!this.#closes("}")) {
      do members.push(this.#member());
      while (this.#continues("}"));
    }
    return { kind: "object", start, end: this.#at, members };
  }

  #member(): Member {
    this.#skipBlank();
    const start = this.#at;
    if (this.#text[start] !== '"') throw malformed();
    const key = this.#string();
    this.#skipBlank();
    this.#expect(":");
    this.#skipBlank();
    return { key, start, value: this.#value() };
  }

  #array(): ArrayNode {
    const start = this.#open();
    const items: JsonNode[] = [];
    if (!this.#closes("]")) {
      do {
        this.#skipBlank();
        items.push(this.#value());
      } while (this.#continues("]"));
    }
    return { kind: "array", start, end: this.#at, items };
  }

  /** Steps into a list or object, and returns where it starts. */
  #open(): number {
    if (++this.#level > this.#depth) {
      throw new TooDeep(`JSON is nested deeper than ${this.#depth} levels.`);
    }
    return this.#at++;
  }

  /** Steps out of the list or object, if it ends here. */
  #closes(bracket: string): boolean {
    this.#skipBlank();
    if (this.#text[this.#at] !== bracket) return false;
    this.#at++;
    this.#level--;
    return true;
  }

  /** Steps out of the list or object, or to its next part. */
  #continues(bracket: string): boolean {
    if (this.#closes(bracket)) return false;
    this.#expect(",");
    return true;
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    let code = this.#text.charCodeAt(end);
    while (code > BACKSLASH || (code >= SPACE && code !== QUOTE && code !== BACKSLASH)) {
      code = this.#text.charCodeAt(++end);
    }
    if (code !== QUOTE) return this.#escapedString(end);
    this.#at = end + 1;
    return this.#text.slice(start + 1, end);
  }

  /** A string that has an escape, or something that no string may have, at `first`. */
  #escapedString(first: number): string {
    let end = first;
    for (;;) {
      const letter = this.#text[end++];
      if (letter === '"') break;
      if (letter === undefined) throw malformed();
      if (letter === "\\") end++;
    }
    const quoted = this.#text.slice(this.#at, end);
    this.#at = end;
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw malformed();
    }
  }

  /** A number, or another value that is one word. */
  #number(): Scalar {
    const digits = this.#take(NUMBER);
    if (digits !== null) return /[.eE]/.test(digits) ? Number(digits) : integer(digits);
    const word = this.#take(CONSTANT);
    if (word === null) throw malformed();
    return CONSTANTS[word] ?? null;
  }

  /** What the pattern matches here, and steps over it. */
  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return null;
    const start = this.#at;
    this.#at = pattern.lastIndex;
    return this.#text.slice(start, this.#at);
  }

  #expect(letter: string): void {
    if (this.#text[this.#at] !== letter) throw malformed();
    this.#at++;
  }

  #skipBlank(): void {
    if (this.#text.charCodeAt(this.#at) > 0x20) return;
    BLANK.lastIndex = this.#at;
    BLANK.test(this.#text);
    this.#at = BLANK.lastIndex;
  }
}

function integer(digits: string): number | bigint {
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  const length = digits.startsWith("-") ? digits.length - 1 : digits.length;
  if (length > LONGEST_INTEGER) throw malformed();
  return BigInt(digits);
}

function malformed(): MalformedValue {
  return new MalformedValue("A text is not of JSON's form.");
}
