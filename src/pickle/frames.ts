/** The bytes of a pickle that is being written, in the frames that Python puts around them. */
import { OP } from "./opcodes.ts";

/** The protocols that are written. */
export type Protocol = 2 | 3 | 4 | 5;

/** A frame ends after so many bytes, and what is longer by itself stands outside of frames. */
const TARGET = 64 * 1024;
const SHORTEST = 4;

/** Collects opcodes; bytes are the chars of their numbers. */
export class Frames {
  readonly #isFramed: boolean;
  #done: string;
  #frame = "";

  constructor(protocol: Protocol) {
    this.#isFramed = protocol >= 4;
    this.#done = String.fromCharCode(OP.PROTO, protocol);
  }

  op(opcode: number, operand = ""): void {
    this.#frame += String.fromCharCode(opcode) + operand;
  }

  /** An opcode whose data may be long enough to stand by itself. */
  long(opcode: number, header: string, data: string): void {
    if (data.length < TARGET) return this.op(opcode, header + data);
    this.#commit();
    this.#done += String.fromCharCode(opcode) + header + data;
  }

  /** Where a frame may end. */
  boundary(): void {
    if (this.#frame.length >= TARGET) this.#commit();
  }

  end(): string {
    this.#commit();
    return this.#done;
  }

  #commit(): void {
    const { length } = this.#frame;
    if (this.#isFramed && length >= SHORTEST) {
      const bytes = Array.from({ length: 8 }, (_, at) => Math.floor(length / 256 ** at) & 0xff);
      this.#done += String.fromCharCode(OP.FRAME, ...bytes);
    }
    this.#done += this.#frame;
    this.#frame = "";
  }
}
