/** The bytes of a pickle, read one after another. */
import { malformed } from "./failures.ts";

/** Reads a binary text: each char is a byte. */
export class Cursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next so many bytes. */
  take(length: number): string {
    const start = this.at;
    // A length of eight bytes may be any; only what is there is taken.
    if (length > this.text.length - start) throw malformed();
    this.at = start + length;
    return this.text.slice(start, this.at);
  }

  byte(): number {
    const byte = this.text.charCodeAt(this.at++);
    // NaN, past the end, is not less either.
    if (byte < 256) return byte;
    throw malformed();
  }

  /** Two bytes, the lowest first. */
  uint16(): number {
    return this.byte() + this.byte() * 0x100;
  }

  /** Four bytes, the lowest first. */
  uint32(): number {
    return this.uint16() + this.uint16() * 0x10000;
  }

  int32(): number {
    return this.uint32() | 0;
  }

  /** Eight bytes, the lowest first; exact as far as anything can be so long. */
  uint64(): number {
    return this.uint32() + this.uint32() * 0x100000000;
  }

  /** What stands before the end of the line. */
  line(): string {
    const end = this.text.indexOf("\n", this.at);
    if (end < 0) throw malformed();
    const line = this.text.slice(this.at, end);
    this.at = end + 1;
    return line;
  }
}
