/** The calls by which older protocols write bytes and sets, for which they have no opcodes. */
import type { Machine } from "./machine.ts";
import { hashable } from "./read-containers.ts";
import { call, isObject, nameOf, tuple, tupleItems } from "./values.ts";
import type { PyBytes, PyItems, PyValue } from "./values.ts";

type Args = readonly PyValue[];

/** The value that a call makes, when it is one of those; else null. */
export function plainCall(machine: Machine, callee: PyValue, args: PyValue): PyValue {
  const name = nameOf(callee);
  const make = name === null ? undefined : CALLS[name];
  const given = tupleItems(args);
  return make === undefined || given === null ? null : make(given, machine);
}

const CALLS: Readonly<Record<string, (args: Args, machine: Machine) => PyValue>> = {
  "_codecs.encode": (args) => latin1(args, "bytes"),
  "builtins.bytes": (args) => (args.length === 0 ? { kind: "bytes", binary: "" } : null),
  "builtins.bytearray": makeByteArray,
  "builtins.set": (args, machine) => makeSet("set", args, machine),
  "builtins.frozenset": (args, machine) => makeSet("frozenset", args, machine),
  "copyreg._reconstructor": reconstruct,
};

function makeByteArray(args: Args): PyValue {
  if (args.length === 0) return { kind: "bytearray", binary: "" };
  const [bytes] = args;
  if (args.length === 1 && isObject(bytes) && bytes.kind === "bytes") {
    return { kind: "bytearray", binary: bytes.binary };
  }
  return latin1(args, "bytearray");
}

/** Bytes that are written as a text of latin-1. */
function latin1([text, encoding, ...others]: Args, kind: PyBytes["kind"]): PyBytes | null {
  if (!isObject(text) || text.kind !== "str" || /[^\0-\xff]/.test(text.text)) return null;
  if (!isObject(encoding) || encoding.kind !== "str" || others.length > 0) return null;
  return /^latin-?1$/.test(encoding.text) ? { kind, binary: text.text } : null;
}

function makeSet(kind: "set" | "frozenset", args: Args, machine: Machine): PyItems | null {
  const [list, ...others] = args;
  if (!isObject(list) || list.kind !== "list" || others.length > 0) return null;
  // The same list can be named again and again.
  machine.spend(list.items.length);
  return { kind, items: hashable([...list.items]) };
}

/** How protocols 0 and 1 make an object without calling its class. */
function reconstruct([cls, base, value, ...others]: Args): PyValue {
  if (cls === undefined || value === undefined || others.length > 0) return null;
  const baseName = nameOf(base);
  if (baseName === "builtins.object" && value === null) return call(cls, tuple(), true);
  return baseName === "builtins.str" ? call(cls, tuple(value), true) : null;
}
