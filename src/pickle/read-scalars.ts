/** Opcodes that push a value of no parts. */
import { Buffer } from "node:buffer";
import { malformed } from "./failures.ts";
import { readDigits, readLong } from "./integers.ts";
import type { Instruction, Machine } from "./machine.ts";
import { OP } from "./opcodes.ts";
import { readEscapes, readQuoted } from "./python-2-text.ts";
import { decodeUtf8 } from "./utf8.ts";
import { str } from "./values.ts";
import type { PyBytes, PyFloat, PyString } from "./values.ts";

export const SCALARS: Readonly<Record<number, Instruction>> = {
  [OP.NONE]: (machine) => machine.push(null),
  [OP.NEWTRUE]: (machine) => machine.push(true),
  [OP.NEWFALSE]: (machine) => machine.push(false),
  [OP.BININT]: (machine) => machine.push(machine.int32()),
  [OP.BININT1]: (machine) => machine.push(machine.byte()),
  [OP.BININT2]: (machine) => machine.push(machine.uint16()),
  [OP.LONG1]: (machine) => machine.push(readLong(machine.take(machine.byte()))),
  [OP.LONG4]: (machine) => machine.push(readLong(machine.take(lengthOf(machine)))),
  [OP.INT]: readInt,
  [OP.LONG]: (machine) => machine.push(readDigits(machine.line().replace(/L$/, ""))),
  [OP.FLOAT]: (machine) => machine.push(float(readFloat(machine.line()))),
  [OP.BINFLOAT]: (machine) => {
    machine.push(float(Buffer.from(machine.take(8), "latin1").readDoubleBE()));
  },
  [OP.SHORT_BINUNICODE]: (machine) => machine.push(unicode(machine.take(machine.byte()))),
  [OP.BINUNICODE]: (machine) => machine.push(unicode(machine.take(machine.uint32()))),
  [OP.BINUNICODE8]: (machine) => machine.push(unicode(machine.take(machine.uint64()))),
  [OP.UNICODE]: (machine) => machine.push(str(readEscapes(machine.line()))),
  [OP.STRING]: (machine) => machine.push(ascii(readQuoted(machine.line()))),
  [OP.BINSTRING]: (machine) => machine.push(ascii(machine.take(lengthOf(machine)))),
  [OP.SHORT_BINSTRING]: (machine) => machine.push(ascii(machine.take(machine.byte()))),
  [OP.SHORT_BINBYTES]: (machine) => machine.push(bytes("bytes", machine.take(machine.byte()))),
  [OP.BINBYTES]: (machine) => machine.push(bytes("bytes", machine.take(machine.uint32()))),
  [OP.BINBYTES8]: (machine) => machine.push(bytes("bytes", machine.take(machine.uint64()))),
  [OP.BYTEARRAY8]: (machine) => machine.push(bytes("bytearray", machine.take(machine.uint64()))),
};

/** A length that older opcodes give with a sign. */
function lengthOf(machine: Machine): number {
  const length = machine.int32();
  if (length < 0) throw malformed();
  return length;
}

/** Protocol 0 writes booleans as integers of two digits. */
function readInt(machine: Machine): void {
  const digits = machine.line();
  if (digits === "00" || digits === "01") machine.push(digits === "01");
  else machine.push(readDigits(digits));
}

function readFloat(text: string): number {
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
  if (text === "nan") return Number.NaN;
  if (!/^-?inf$/.test(text)) throw malformed();
  return text === "inf" ? Infinity : -Infinity;
}

function float(value: number): PyFloat {
  return { kind: "float", value };
}

function bytes(kind: PyBytes["kind"], binary: string): PyBytes {
  return { kind, binary };
}

function unicode(utf8: string): PyString {
  const text = decodeUtf8(utf8);
  // The second half of a pair that is written as two letters of three bytes each.
  const hasFalsePair = utf8.includes("\xed") && /\xed[\xa0-\xaf].\xed[\xb0-\xbf]/s.test(utf8);
  return hasFalsePair ? { kind: "str", text, utf8 } : str(text);
}

/** A `str` of Python 2, which Python 3 takes for one of its own, if it is ASCII. */
function ascii(binary: string): PyString {
  if (/[^\0-\x7f]/.test(binary)) throw malformed();
  return str(binary);
}
