/** JSON as Python writes it: compact, ASCII only, its own form of floats. Python: `json.dumps(value, separators=(",", ":"))`. */
import { NotSerializable } from "../errors.ts";
import { DEPTH, LONGEST_INTEGER } from "./parse.ts";

/**
 * A value as Python's JSON. A whole number is written as an int, and past 2^53, where JavaScript knows of no whole
 * numbers, as a float; a bigint is always an int. As in `JSON.stringify`, a member that is `undefined` is left out.
 * @throws NotSerializable for what is neither null, a boolean, a number, a bigint, a string, an array nor a plain object,
 * and for what is nested deeper than `depth`.
 */
export function writeJson(value: unknown, depth: number = DEPTH): string {
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "bigint") return writeInteger(value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (typeof value === "object") return writeParts(value, depth - 1);
  throw unserializable(`a value of type ${typeof value}`);
}

function writeParts(value: object, depth: number): string {
  if (depth < 0) throw tooDeep();
  if (Array.isArray(value)) {
    return enclose(
      "[",
      Array.from(value, (item) => writeJson(item, depth)),
      "]",
    );
  }
  const members = membersToWrite(value).map(([key, member]) => {
    return `${writeString(key)}:${writeJson(member, depth)}`;
  });
  return enclose("{", members, "}");
}

/** A list or object of its parts. Strings that are added up are copied once, in the end; joined ones at every level. */
export function enclose(open: string, parts: readonly string[], close: string): string {
  let text = open;
  for (const part of parts) text += text === open ? part : `,${part}`;
  return text + close;
}

/** The error of data that is nested deeper than it may be. */
export function tooDeep(): NotSerializable {
  return new NotSerializable("A session cannot hold data that is nested so deep, or in itself.");
}

/** The members of a plain object that have a value. @throws NotSerializable when it is of a class. */
export function membersToWrite(value: object): [string, unknown][] {
  if (!isPlain(value)) throw unserializable(`an object of the class ${nameOf(value)}`);
  return Object.entries(value).filter(([, member]) => member !== undefined);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Also an object from another realm: its prototype is the end of a chain too.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function nameOf(value: object): string {
  const { constructor } = value as { constructor?: { name?: unknown } };
  return typeof constructor?.name === "string" ? constructor.name : "unknown";
}

function unserializable(what: string): NotSerializable {
  return new NotSerializable(`A session cannot hold ${what}.`, {
    fix: "Store null, booleans, numbers, bigints, strings, arrays and plain objects; a Date as date.toISOString().",
  });
}

const SAFE = /^[ !#-[\]-~]*$/;
const UNSAFE = /[^ !#-[\]-~]/g;
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A string with everything escaped that is not of ASCII: Django would read it as latin-1. */
export function writeString(text: string): string {
  if (SAFE.test(text)) return `"${text}"`;
  const escaped = text.replace(UNSAFE, (unit) => {
    return SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}

function writeInteger(value: bigint): string {
  const digits = String(value);
  const length = value < 0n ? digits.length - 1 : digits.length;
  // Python neither reads nor writes longer ones: Django would find the session empty.
  if (length <= LONGEST_INTEGER) return digits;
  throw new NotSerializable(
    `A session cannot hold an integer of more than ${LONGEST_INTEGER} digits.`,
  );
}

function writeNumber(value: number): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  return writeFloat(value);
}

/** Python's `repr(float)`: an exponent below 1e-4 and from 1e16 on, of at least two digits, and a point in all others. */
function writeFloat(value: number): string {
  // The other zero is an integer.
  if (value === 0) return "-0.0";
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16) {
    return Number.isInteger(value) ? `${value}.0` : String(value);
  }
  // JavaScript's names of NaN and the infinities are those of Python's JSON.
  if (!Number.isFinite(value)) return String(value);
  return value.toExponential().replace(/(?<=e[-+])(?=\d$)/, "0");
}
