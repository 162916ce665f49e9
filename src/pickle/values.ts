/** Python's values as a pickle holds them: each of its own type, and each object itself, however often it is referred to. */

/** A value of Python. A number is an `int`; an `int` beyond 2^53 is a bigint. */
export type PyValue = null | boolean | number | bigint | PyObject;

/** Whatever is not written out anew at each place. */
export type PyObject = PyFloat | PyString | PyBytes | PyItems | PyDict | PyGlobal | PyInstance;

/** A `float`. */
export interface PyFloat {
  readonly kind: "float";
  readonly value: number;
}

/** A `str`. */
export interface PyString {
  readonly kind: "str";
  readonly text: string;
  /** Its bytes, where the text would be written with others: two surrogates that are no pair in Python are one here. */
  readonly utf8?: string;
}

/** Bytes, each one the char of its number. */
export interface PyBytes {
  readonly kind: "bytes" | "bytearray";
  readonly binary: string;
}

/** What holds values in some order. */
export interface PyItems {
  readonly kind: "list" | "tuple" | "set" | "frozenset";
  readonly items: PyValue[];
}

/** A `tuple`. */
export type PyTuple = PyItems & { readonly kind: "tuple" };

/** A `dict`: keys and values in turns. A key can come twice, and then the last one counts. */
export interface PyDict {
  readonly kind: "dict";
  readonly pairs: PyValue[];
}

/** A class or function, by its name: nothing here ever looks it up. */
export interface PyGlobal {
  readonly kind: "global";
  readonly module: PyString;
  readonly name: PyString;
}

/** What Python would make by calling something, and fill. */
export interface PyInstance {
  readonly kind: "instance";
  /** `cls.__new__(cls, *args)` in place of `callee(*args)`. */
  readonly isNew: boolean;
  readonly callee: PyValue;
  readonly args: PyValue;
  /** What is appended to it. */
  readonly items: PyValue[];
  /** What is set in it: keys and values in turns. */
  readonly pairs: PyValue[];
  /** What its `__setstate__` is given; undefined when that is not called. */
  state: PyValue | undefined;
}

/** A string. */
export function str(text: string): PyString {
  return { kind: "str", text };
}

/** A tuple. */
export function tuple(...items: PyValue[]): PyTuple {
  return { kind: "tuple", items };
}

/** A call, before anything is filled in. */
export function call(callee: PyValue, args: PyValue, isNew = false): PyInstance {
  return { kind: "instance", isNew, callee, args, items: [], pairs: [], state: undefined };
}

/** A class or function. */
export function named(module: string, name: string): PyGlobal {
  return { kind: "global", module: str(module), name: str(name) };
}

/** `module.name` of a class or function; null for anything else. */
export function nameOf(value: PyValue | undefined): string | null {
  if (!isObject(value) || value.kind !== "global") return null;
  return `${value.module.text}.${value.name.text}`;
}

/** Whether a value is a class or function. */
export function isGlobal(value: PyValue): boolean {
  return isObject(value) && value.kind === "global";
}

export function isObject(value: PyValue | undefined): value is PyObject {
  return typeof value === "object" && value !== null;
}

/** The items of a tuple; null for anything else. */
export function tupleItems(value: PyValue | undefined): readonly PyValue[] | null {
  return isObject(value) && value.kind === "tuple" ? value.items : null;
}
