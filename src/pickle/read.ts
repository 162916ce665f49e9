/** Pickle → Python's values. Python: `pickle.loads`, which also does what a pickle says; here it is only read. */
import { DEPTH } from "../json/parse.ts";
import { malformed } from "./failures.ts";
import { Machine } from "./machine.ts";
import type { Instruction } from "./machine.ts";
import { OP } from "./opcodes.ts";
import { CONTAINERS } from "./read-containers.ts";
import { OBJECTS } from "./read-objects.ts";
import { SCALARS } from "./read-scalars.ts";
import type { PyValue } from "./values.ts";

const HIGHEST_PROTOCOL = 5;

/** What of a pickle is neither a value nor filling one. */
const FRAMES: Readonly<Record<number, Instruction>> = {
  [OP.PROTO]: (machine) => {
    machine.protocol = machine.byte();
    if (machine.protocol > HIGHEST_PROTOCOL) throw malformed();
  },
  [OP.FRAME]: (machine) => {
    const length = machine.uint64();
    if (length > machine.text.length - machine.at) throw malformed();
  },
  [OP.MEMOIZE]: (machine) => machine.memoize(),
  [OP.PUT]: (machine) => machine.put(readIndex(machine)),
  [OP.BINPUT]: (machine) => machine.put(machine.byte()),
  [OP.LONG_BINPUT]: (machine) => machine.put(machine.uint32()),
  [OP.GET]: (machine) => machine.get(readIndex(machine)),
  [OP.BINGET]: (machine) => machine.get(machine.byte()),
  [OP.LONG_BINGET]: (machine) => machine.get(machine.uint32()),
};

const TABLE = { ...SCALARS, ...CONTAINERS, ...OBJECTS, ...FRAMES };
const INSTRUCTIONS = Array.from({ length: 256 }, (_, opcode) => TABLE[opcode]);

/** A value, and where its pickle ends: what comes after is nothing to it. */
export interface Unpickled {
  readonly value: PyValue;
  readonly end: number;
}

/**
 * The value of a pickle of any protocol; bytes are the chars of their numbers. Nothing that it names is looked up or called.
 * @throws MalformedValue, PickleTooLarge and NotSelfContained among them.
 */
export function readPickle(text: string, depth: number = DEPTH): Unpickled {
  // Of what is nested, each level opens a list or two.
  const machine = new Machine(text, 2 * depth + 10);
  for (;;) {
    machine.spend(1);
    const opcode = machine.byte();
    if (opcode === OP.STOP) return { value: machine.pop(), end: machine.at };
    const instruction = INSTRUCTIONS[opcode];
    if (instruction === undefined) throw malformed();
    instruction(machine);
  }
}

function readIndex(machine: Machine): number {
  const line = machine.line();
  if (!/^\d{1,9}$/.test(line)) throw malformed();
  return Number(line);
}
