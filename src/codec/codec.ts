/** The seam between a session and the form its store keeps: text in, data out, and back. */

/** What this side did to one top-level key. */
export interface Change {
  /** The new value; `undefined` removes the key. */
  readonly value: unknown;
  /** The key was removed before it was set again: it moves to the end, as in a Python dict. */
  readonly afresh?: boolean;
}

/** Decoded session data, immutable, that remembers the characters it was read from. */
export interface SessionDocument {
  /** A fresh copy of the data, in stored order. */
  toMap(): Map<string, unknown>;
  /** Whether a change comes to anything. @throws NotSerializable when its value cannot be stored. */
  differs(key: string, change: Change): boolean;
  /**
   * The same data with these changes made; members not named keep their characters.
   * Returns `this` when the changes come to nothing.
   */
  replace(changes: ReadonlyMap<string, Change>): SessionDocument;
}

/** Why a stored text could not be read. */
export type DecodeCause =
  | "bad-signature"
  | "wrong-salt"
  | "truncated"
  | "legacy-format"
  | "modern-format"
  | "bad-encoding"
  | "bad-compression"
  | "bad-json"
  | "pickle"
  | "bad-pickle"
  | "foreign-object"
  | "not-an-object"
  | "too-large"
  | "too-deep";

/** A named cause, with what helps to find the remedy and nothing that identifies the session. */
export interface DecodeFailure {
  readonly cause: DecodeCause;
  /** How many secret keys were tried: SECRET_KEY and its fallbacks. */
  readonly keysTried: number;
  /** One sentence for the operator. */
  readonly detail: string;
}

/** The answer of a decode: data to go on with (empty when unreadable, as in Django), and why. */
export interface Decoded {
  readonly document: SessionDocument;
  readonly failure: DecodeFailure | null;
  /** Which key verified the text: 0 is SECRET_KEY, 1 the first fallback; null when unreadable or unsigned. */
  readonly keyIndex: number | null;
}

/** Stored text ⇄ data. */
export interface SessionCodec {
  /** The document of a session that holds nothing. */
  readonly empty: SessionDocument;
  decode(stored: string): Decoded;
  /** The stored form of a document of this codec. Codecs of caches also take that of a table, for its copies. */
  encode(document: SessionDocument): string;
}
