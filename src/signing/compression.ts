/** The zlib streams of signed objects. */
import type { Buffer } from "node:buffer";
import { deflateSync, inflateSync } from "node:zlib";
import { MalformedValue } from "../errors.ts";

/** Bytes that a compressed value may grow to, unless told. */
export const INFLATED_LENGTH: number = 16 * 1024 * 1024;

/** A compressed value is damaged. */
export class BadCompression extends MalformedValue {}

/** A compressed value is larger than it may be. */
export class InflatedTooLarge extends MalformedValue {}

/** Node makes its usual chunks of 16 KiB one by one; small ones share a piece of memory. */
const SMALL_CHUNK = 2000;
/** A small window finds as much in a small text, and less memory is cleared for it. */
const SMALL_WINDOW = { windowBits: 12, memLevel: 5, chunkSize: SMALL_CHUNK };

/** The compressed form when it is worth it, by Django's rule: at least two bytes shorter. Null when it is not. */
export function compressed(bytes: Uint8Array): Buffer | null {
  const stream = deflateSync(bytes, bytes.length <= 4096 ? SMALL_WINDOW : {});
  return stream.length < bytes.length - 1 ? stream : null;
}

/**
 * The bytes behind a compressed form; what follows the stream is passed over, as Python does.
 * @throws {@link BadCompression} when it is not of zlib's form or is cut off, {@link InflatedTooLarge} when it grows past the limit.
 */
export function decompressed(bytes: Uint8Array, limit: number = INFLATED_LENGTH): Buffer {
  const chunk = bytes.length <= SMALL_CHUNK / 2 ? { chunkSize: SMALL_CHUNK } : {};
  try {
    return inflateSync(bytes, { maxOutputLength: limit, ...chunk });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new InflatedTooLarge(`A compressed value holds more than ${limit} bytes.`);
    }
    throw new BadCompression("A compressed value is not of zlib's form, or is cut off.");
  }
}
