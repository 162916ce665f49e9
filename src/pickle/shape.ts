/** What reads an object of a known class, and questions about the form of its parts. */
import type { Clock } from "../datetime.ts";
import { isObject, tupleItems } from "./values.ts";
import type { PyInstance, PyValue } from "./values.ts";

/** What an object is here: a value of Python that has the same one in JavaScript, or what has none in plain Python. */
export type Likeness = PyValue | Date;

/** The likeness of an object whose class is known; undefined when it is not of the form that Python gives it. */
export type Reader = (instance: PyInstance, clock: Clock) => Likeness | undefined;

/** The arguments of a call that nothing is filled into; null when there is more to the object. */
export function onlyArgs({ args, state, items, pairs }: PyInstance): readonly PyValue[] | null {
  if (state !== undefined || items.length > 0 || pairs.length > 0) return null;
  return tupleItems(args);
}

/** Whether a call has no arguments and nothing is filled into the object but its state. */
export function isBareState({ args, items, pairs }: PyInstance): boolean {
  return tupleItems(args)?.length === 0 && items.length === 0 && pairs.length === 0;
}

/** The text of a `str`; null for anything else. */
export function textOf(value: PyValue | undefined): string | null {
  return isObject(value) && value.kind === "str" ? value.text : null;
}

/** The numbers of bytes of this length; null for anything else. */
export function bytesOf(value: PyValue | undefined, length: number): readonly number[] | null {
  if (!isObject(value) || value.kind !== "bytes" || value.binary.length !== length) return null;
  return Array.from(value.binary, (char) => char.charCodeAt(0));
}

/** Whether all of these are integers that a number holds. */
export function areIntegers(values: readonly PyValue[]): values is readonly number[] {
  return values.every((value) => typeof value === "number");
}
