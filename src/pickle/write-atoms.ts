/** What every value of a pickle is written with: the frames, the memo, and what holds no other values. */
import type { Clock } from "../datetime.ts";
import { Frames } from "./frames.ts";
import type { Protocol } from "./frames.ts";
import { writeLong } from "./integers.ts";
import { OP } from "./opcodes.ts";
import { byte, uint16, uint32 } from "./pack.ts";
import { encodeUtf8 } from "./utf8.ts";
import type { PyObject, PyString } from "./values.ts";

/** Writes what stands by itself. */
export abstract class AtomWriter {
  protected readonly out: Frames;
  protected readonly protocol: Protocol;
  protected readonly clock: Clock;
  /** The numbers of the objects that were written. */
  protected readonly memo: Map<PyObject, number> = new Map();

  constructor(protocol: Protocol, clock: Clock) {
    this.out = new Frames(protocol);
    this.protocol = protocol;
    this.clock = clock;
  }

  private saveLong(value: bigint): void {
    const bytes = writeLong(value);
    if (bytes.length < 256) this.out.op(OP.LONG1, byte(bytes.length) + bytes);
    else this.out.op(OP.LONG4, uint32(bytes.length) + bytes);
  }

  protected saveAtom(value: null | boolean | number | bigint): void {
    if (value === null) this.out.op(OP.NONE);
    else if (typeof value === "boolean") this.out.op(value ? OP.NEWTRUE : OP.NEWFALSE);
    else if (typeof value === "bigint" || value !== (value | 0)) this.saveLong(BigInt(value));
    else if (value < 0 || value > 0xffff) this.out.op(OP.BININT, uint32(value));
    else if (value > 0xff) this.out.op(OP.BININT2, uint16(value));
    else this.out.op(OP.BININT1, byte(value));
  }

  protected memoize(value: PyObject): void {
    const index = this.memo.size;
    this.memo.set(value, index);
    if (this.protocol >= 4) this.out.op(OP.MEMOIZE);
    else if (index < 256) this.out.op(OP.BINPUT, byte(index));
    else this.out.op(OP.LONG_BINPUT, uint32(index));
  }

  protected saveString(value: PyString): void {
    const utf8 = value.utf8 ?? encodeUtf8(value.text);
    if (utf8.length < 256 && this.protocol >= 4)
      this.out.op(OP.SHORT_BINUNICODE, byte(utf8.length) + utf8);
    else this.out.long(OP.BINUNICODE, uint32(utf8.length), utf8);
    this.memoize(value);
  }
}
