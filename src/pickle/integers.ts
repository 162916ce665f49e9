/** Python's integers, of any size, as pickles hold them. */
import { Buffer } from "node:buffer";
import { LONGEST_INTEGER } from "../json/parse.ts";
import { malformed, PickleTooLarge } from "./failures.ts";

/** Bytes of the longest integer that Python converts to digits. */
const LONGEST = Math.ceil((LONGEST_INTEGER * Math.log2(10) + 1) / 8);

/** An integer of digits. Python: `int(text)`. */
export function readDigits(digits: string): number | bigint {
  if (!/^[-+]?\d+$/.test(digits)) throw malformed();
  if (digits.length > LONGEST_INTEGER + 1) throw tooLong();
  return plain(BigInt(digits.replace(/^\+/, "")));
}

/** An integer of its two's complement, the lowest byte first. */
export function readLong(binary: string): number | bigint {
  if (binary.length > LONGEST) throw tooLong();
  if (binary === "") return 0;
  const bytes = reversed(Buffer.from(binary, "latin1"));
  const value = BigInt(`0x${bytes.toString("hex")}`);
  return plain(BigInt.asIntN(8 * bytes.length, value));
}

/** The two's complement of an integer, the lowest byte first, in as few bytes as can be. */
export function writeLong(value: bigint): string {
  if (value === 0n) return "";
  const bits = (value < 0n ? -value - 1n : value).toString(2).length + 1;
  const length = Math.ceil(bits / 8);
  const hex = BigInt.asUintN(8 * length, value).toString(16);
  return reversed(Buffer.from(hex.padStart(2 * length, "0"), "hex")).toString("latin1");
}

function reversed(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toReversed());
}

/** A number, where numbers are exact. */
function plain(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function tooLong(): PickleTooLarge {
  return new PickleTooLarge(`A pickle holds an integer of more than ${LONGEST_INTEGER} digits.`);
}
