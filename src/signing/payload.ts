/** An object as text that can be signed: JSON in base64, compressed where that is shorter. */
import { Buffer } from "node:buffer";
import { parseJson } from "../json/parse.ts";
import { valueOf } from "../json/node.ts";
import { writeJson } from "../json/write.ts";
import { b64Decode, b64Encode } from "./base64.ts";
import { compressed, decompressed } from "./compression.ts";

/** Values ⇄ bytes. Django: `JSONSerializer`, which is what is used unless told. */
export interface Serializer {
  /** The bytes of a value. */
  dumps(value: unknown): Uint8Array;
  /** The value of some bytes. */
  loads(bytes: Uint8Array): unknown;
}

/** How an object is signed. */
export interface SignObjectOptions {
  readonly serializer?: Serializer;
  /** Compress, if the result is at least two bytes shorter. */
  readonly compress?: boolean;
}

/** How a signed object is read. */
export interface UnsignObjectOptions {
  readonly serializer?: Serializer;
  /** Bytes that a compressed object may grow to; 16 MiB unless told. */
  readonly inflatedLength?: number;
}

/** JSON as Python writes it, ASCII only, read as latin-1. Django: `django.core.signing.JSONSerializer`. */
export const jsonSerializer: Serializer = {
  dumps: (value) => Buffer.from(writeJson(value), "latin1"),
  loads: (bytes) => valueOf(parseJson(Buffer.from(bytes).toString("latin1"))),
};

/** The text that is signed. */
export function payloadOf(value: unknown, options: SignObjectOptions): string {
  const { serializer = jsonSerializer, compress = false } = options;
  return packBytes(serializer.dumps(value), compress);
}

/** The object behind a text that was signed. */
export function objectOf(payload: string, options: UnsignObjectOptions): unknown {
  const { serializer = jsonSerializer, inflatedLength } = options;
  return serializer.loads(unpackBytes(payload, inflatedLength));
}

/** Bytes as base64; a leading dot says that they are compressed. */
export function packBytes(bytes: Uint8Array, compress: boolean): string {
  const stream = compress ? compressed(bytes) : null;
  return stream === null ? b64Encode(bytes) : `.${b64Encode(stream)}`;
}

/** The bytes behind {@link packBytes}. */
export function unpackBytes(payload: string, inflatedLength?: number): Buffer {
  if (!payload.startsWith(".")) return b64Decode(payload);
  return decompressed(b64Decode(payload.slice(1)), inflatedLength);
}
