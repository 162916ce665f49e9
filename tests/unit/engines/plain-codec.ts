/** A codec without signatures, for tests of engines: to them a session is a text. */
import type { Change, SessionCodec, SessionDocument } from "../../../src/codec/codec.ts";

class PlainDocument implements SessionDocument {
  readonly #data: ReadonlyMap<string, unknown>;

  constructor(data: ReadonlyMap<string, unknown>) {
    this.#data = data;
  }

  toMap(): Map<string, unknown> {
    return new Map(this.#data);
  }

  differs(key: string, { value }: Change): boolean {
    return this.#data.get(key) !== value;
  }

  replace(changes: ReadonlyMap<string, Change>): SessionDocument {
    const data = this.toMap();
    for (const [key, { value }] of changes) data.set(key, value);
    return new PlainDocument(data);
  }
}

/** JSON in ASCII, as the texts of Django's codecs are. */
export const plainCodec: SessionCodec = {
  empty: new PlainDocument(new Map()),
  decode: (stored) => ({
    document: new PlainDocument(new Map(Object.entries(JSON.parse(stored)))),
    failure: null,
    keyIndex: null,
  }),
  encode: (document) => {
    const json = JSON.stringify(Object.fromEntries(document.toMap()));
    return Buffer.from(json, "utf8").toString("base64");
  },
};
