/** Opcodes that name classes and functions, and would call them. Here nothing is called: the call itself is the value. */
import { malformed, NotSelfContained } from "./failures.ts";
import type { Instruction, Machine } from "./machine.ts";
import { nameInPython3 } from "./names.ts";
import { OP } from "./opcodes.ts";
import { plainCall } from "./plain-calls.ts";
import { decodeUtf8 } from "./utf8.ts";
import { call, isObject, str, tuple } from "./values.ts";
import type { PyGlobal, PyString, PyValue } from "./values.ts";

export const OBJECTS: Readonly<Record<number, Instruction>> = {
  [OP.GLOBAL]: (machine) => machine.push(readGlobal(machine)),
  [OP.STACK_GLOBAL]: (machine) => {
    const name = popString(machine);
    machine.push(globalOf(machine, popString(machine), name));
  },
  [OP.REDUCE]: (machine) => {
    const args = machine.pop();
    reduce(machine, machine.pop(), args);
  },
  [OP.NEWOBJ]: (machine) => {
    const args = machine.pop();
    machine.push(call(callable(machine.pop()), args, true));
  },
  // A class that takes arguments by name is none that is known here, so it does not matter how they are kept.
  [OP.NEWOBJ_EX]: (machine) => {
    const [names, args] = [machine.pop(), machine.pop()];
    machine.push(call(callable(machine.pop()), tuple(args, names), true));
  },
  [OP.INST]: (machine) => {
    const callee = readGlobal(machine);
    reduce(machine, callee, { kind: "tuple", items: machine.popMark() });
  },
  [OP.OBJ]: (machine) => {
    const [callee = null, ...items] = machine.popMark();
    reduce(machine, callee, { kind: "tuple", items });
  },
  [OP.BUILD]: build,
  [OP.PERSID]: () => outside("PERSID"),
  [OP.BINPERSID]: () => outside("BINPERSID"),
  [OP.EXT1]: () => outside("EXT1"),
  [OP.EXT2]: () => outside("EXT2"),
  [OP.EXT4]: () => outside("EXT4"),
  [OP.NEXT_BUFFER]: () => outside("NEXT_BUFFER"),
  [OP.READONLY_BUFFER]: () => outside("READONLY_BUFFER"),
};

function outside(opcode: string): never {
  throw new NotSelfContained(opcode);
}

function readGlobal(machine: Machine): PyGlobal {
  const module = machine.line();
  return globalOf(machine, str(decodeUtf8(module)), str(decodeUtf8(machine.line())));
}

function globalOf(machine: Machine, module: PyString, name: PyString): PyGlobal {
  const value: PyGlobal = { kind: "global", module, name };
  return machine.protocol < 3 ? nameInPython3(value) : value;
}

function popString(machine: Machine): PyString {
  const value = machine.pop();
  if (isObject(value) && value.kind === "str") return value;
  throw malformed();
}

function reduce(machine: Machine, callee: PyValue, args: PyValue): void {
  machine.push(plainCall(machine, callable(callee), args) ?? call(callee, args));
}

function callable(value: PyValue): PyValue {
  if (isObject(value) && (value.kind === "global" || value.kind === "instance")) return value;
  throw malformed();
}

function build(machine: Machine): void {
  const state = machine.pop();
  const target = machine.top();
  if (!isObject(target) || target.kind !== "instance") throw malformed();
  // No class that is known here is given its state twice.
  target.state = target.state === undefined ? state : tuple(target.state, state);
}
