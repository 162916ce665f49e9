/** Numbers as the bytes of a pickle; bytes are the chars of their numbers. */
import { Buffer } from "node:buffer";

/** One byte for each number. */
export const byte: (...numbers: number[]) => string = String.fromCharCode;

/** The lowest byte first, as the others. */
export const uint16 = (value: number): string => byte(value & 0xff, value >> 8);
/** Of a negative number its two's complement. */
export const uint32 = (value: number): string => uint16(value & 0xffff) + uint16(value >>> 16);
/** Of a number that 32 bits hold. */
export const uint64 = (value: number): string => uint32(value) + uint32(0);

/** The highest byte first. */
export function double(value: number): string {
  const buffer = Buffer.alloc(8);
  buffer.writeDoubleBE(value);
  return buffer.toString("latin1");
}
