/** Opcodes that make lists, tuples, dicts and sets, and fill them; and those that move what is on the stack. */
import { malformed } from "./failures.ts";
import type { Instruction, Machine } from "./machine.ts";
import { OP } from "./opcodes.ts";
import { isObject } from "./values.ts";
import type { PyItems, PyValue } from "./values.ts";

export const CONTAINERS: Readonly<Record<number, Instruction>> = {
  [OP.MARK]: (machine) => machine.mark(),
  [OP.POP]: (machine) => {
    if (!machine.unmark()) machine.pop();
  },
  [OP.POP_MARK]: (machine) => void machine.popMark(),
  [OP.DUP]: (machine) => machine.push(machine.top()),
  [OP.EMPTY_LIST]: (machine) => machine.push(items("list", [])),
  [OP.EMPTY_TUPLE]: (machine) => machine.push(items("tuple", [])),
  [OP.EMPTY_SET]: (machine) => machine.push(items("set", [])),
  [OP.EMPTY_DICT]: (machine) => machine.push({ kind: "dict", pairs: [] }),
  [OP.LIST]: (machine) => machine.push(items("list", machine.popMark())),
  [OP.TUPLE]: (machine) => machine.push(items("tuple", machine.popMark())),
  [OP.FROZENSET]: (machine) => machine.push(items("frozenset", hashable(machine.popMark()))),
  [OP.DICT]: (machine) => machine.push({ kind: "dict", pairs: checkPairs(machine.popMark()) }),
  [OP.TUPLE1]: (machine) => machine.push(items("tuple", [machine.pop()])),
  [OP.TUPLE2]: (machine) => {
    const last = machine.pop();
    machine.push(items("tuple", [machine.pop(), last]));
  },
  [OP.TUPLE3]: (machine) => {
    const [last, second] = [machine.pop(), machine.pop()];
    machine.push(items("tuple", [machine.pop(), second, last]));
  },
  [OP.APPEND]: (machine) => {
    const item = machine.pop();
    itemsOf(machine, "list").push(item);
  },
  [OP.APPENDS]: (machine) => addAll(machine.popMark(), itemsOf(machine, "list")),
  [OP.ADDITEMS]: (machine) => addAll(hashable(machine.popMark()), itemsOf(machine, "set")),
  [OP.SETITEM]: (machine) => {
    const value = machine.pop();
    addAll(checkPairs([machine.pop(), value]), pairsOf(machine));
  },
  [OP.SETITEMS]: (machine) => addAll(checkPairs(machine.popMark()), pairsOf(machine)),
};

function items(kind: PyItems["kind"], values: PyValue[]): PyItems {
  return { kind, items: values };
}

function addAll(values: readonly PyValue[], to: PyValue[]): void {
  for (const value of values) to.push(value);
}

/** Where the object on top takes its items. */
function itemsOf(machine: Machine, kind: "list" | "set"): PyValue[] {
  const target = machine.top();
  if (isObject(target) && (target.kind === kind || target.kind === "instance")) return target.items;
  throw malformed();
}

/** Where the object on top takes its keys and values. */
function pairsOf(machine: Machine): PyValue[] {
  const target = machine.top();
  if (isObject(target) && (target.kind === "dict" || target.kind === "instance"))
    return target.pairs;
  throw malformed();
}

const UNHASHABLE = new Set<string>(["list", "dict", "set", "bytearray"]);

function isHashable(value: PyValue): boolean {
  return !isObject(value) || !UNHASHABLE.has(value.kind);
}

/** Checks that values can be in a set. */
export function hashable(values: PyValue[]): PyValue[] {
  if (values.every(isHashable)) return values;
  throw malformed();
}

/** Checks that values are keys and values in turns. */
function checkPairs(values: PyValue[]): PyValue[] {
  if (values.length % 2 !== 0) throw malformed();
  for (let at = 0; at < values.length; at += 2) {
    if (!isHashable(values[at] as PyValue)) throw malformed();
  }
  return values;
}
