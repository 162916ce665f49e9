/** Values as JSON that nobody signs. Django-redis: `JSONSerializer`. */
import { Buffer } from "node:buffer";
import type { Decoded, SessionCodec, SessionDocument } from "../../codec/codec.ts";
import { contentFailure } from "../../codec/diagnose.ts";
import { JsonDocument } from "../../codec/document.ts";
import { DEPTH } from "../../json/parse.ts";

/** JSON ⇄ session data, in UTF-8, which is read, and ASCII, which is written. */
export class JsonCodec implements SessionCodec {
  readonly empty: SessionDocument;
  readonly #depth: number;

  constructor(depth: number = DEPTH) {
    this.#depth = depth;
    this.empty = JsonDocument.read("{}", depth);
  }

  decode(stored: string): Decoded {
    const text = Buffer.from(stored, "latin1").toString("utf8");
    try {
      return { document: JsonDocument.read(text, this.#depth), failure: null, keyIndex: null };
    } catch (error) {
      const failure = { ...contentFailure(error, text), keysTried: 0 };
      return { document: this.empty, failure, keyIndex: null };
    }
  }

  encode(document: SessionDocument): string {
    if (!(document instanceof JsonDocument)) throw new TypeError("Not a document of this codec.");
    return Buffer.from(document.text, "utf8").toString("latin1");
  }
}
