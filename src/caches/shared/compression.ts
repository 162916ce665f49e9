/** The compressors of django-redis: what is long enough is compressed, and no mark says so. */
import { Buffer } from "node:buffer";
import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { INFLATED_LENGTH } from "../../signing/compression.ts";
import type { Decoded, SessionCodec, SessionDocument } from "../../codec/codec.ts";

/** Bytes ⇄ fewer bytes. */
export interface Compressor {
  /** Values of so many bytes, and shorter ones, are left as they are. Django-redis: `min_length`. */
  readonly least: number;
  compress(bytes: Uint8Array): Uint8Array;
  /** @throws when the bytes are not compressed, or grow beyond the limit. */
  decompress(bytes: Uint8Array, limit: number): Uint8Array;
}

/** By their dotted paths. */
export const COMPRESSORS: Readonly<Record<string, Compressor | null>> = {
  "django_redis.compressors.identity.IdentityCompressor": null,
  "django_redis.compressors.zlib.ZlibCompressor": {
    least: 15,
    compress: (bytes) => deflateSync(bytes, { level: 6 }),
    decompress: (bytes, maxOutputLength) => inflateSync(bytes, { maxOutputLength }),
  },
  "django_redis.compressors.gzip.GzipCompressor": {
    least: 15,
    compress: (bytes) => gzipSync(bytes),
    decompress: (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength }),
  },
};

/** A codec whose bytes are compressed. What does not decompress was short, or stored before the site compressed. */
export class CompressedCodec implements SessionCodec {
  readonly empty: SessionDocument;
  readonly #inner: SessionCodec;
  readonly #compressor: Compressor;
  readonly #limit: number;

  constructor(inner: SessionCodec, compressor: Compressor, limit: number = INFLATED_LENGTH) {
    this.empty = inner.empty;
    this.#inner = inner;
    this.#compressor = compressor;
    this.#limit = limit;
  }

  decode(stored: string): Decoded {
    return this.#inner.decode(this.#decompressed(stored));
  }

  encode(document: SessionDocument): string {
    const text = this.#inner.encode(document);
    if (text.length <= this.#compressor.least) return text;
    return Buffer.from(this.#compressor.compress(Buffer.from(text, "latin1"))).toString("latin1");
  }

  #decompressed(stored: string): string {
    try {
      const bytes = this.#compressor.decompress(Buffer.from(stored, "latin1"), this.#limit);
      return Buffer.from(bytes).toString("latin1");
    } catch {
      return stored;
    }
  }
}
