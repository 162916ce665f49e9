/** How much is read of what a store holds. */
import { ImproperlyConfigured } from "../errors.ts";
import { DEPTH } from "../json/parse.ts";
import { INFLATED_LENGTH } from "../signing/compression.ts";

/** Bounds on what is read, and so on what is written. */
export interface CodecLimits {
  /** Characters of a stored text; 16 Mi unless told. */
  readonly textLength?: number;
  /** Bytes of its data after decompression; 16 Mi unless told. */
  readonly inflatedLength?: number;
  /** How deep the data is nested; 1000 unless told. */
  readonly depth?: number;
}

const TEXT_LENGTH = 16 * 1024 * 1024;

/** The limits, with what they are unless told. @throws ImproperlyConfigured for what bounds nothing. */
export function boundsOf(limits: CodecLimits): Required<CodecLimits> {
  return {
    textLength: limitOf(limits, "textLength", TEXT_LENGTH),
    inflatedLength: limitOf(limits, "inflatedLength", INFLATED_LENGTH),
    depth: limitOf(limits, "depth", DEPTH),
  };
}

function limitOf(limits: CodecLimits, name: keyof CodecLimits, fallback: number): number {
  const limit = limits[name] ?? fallback;
  if (Number.isSafeInteger(limit) && limit > 0) return limit;
  throw new ImproperlyConfigured(`The limit ${name} must be a whole number from 1.`);
}
