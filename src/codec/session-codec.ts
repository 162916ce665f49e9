/** Stored text ⇄ session data, in the forms of every Django. Django: `SessionBase.encode` and `decode`. */
import { Buffer } from "node:buffer";
import { NotSerializable } from "../errors.ts";
import { packBytes, unpackBytes } from "../signing/payload.ts";
import type { HashAlgorithm, Secret } from "../signing/salted-hmac.ts";
import { TimestampSigner } from "../signing/timestamp-signer.ts";
import type { Decoded, DecodeFailure, SessionCodec, SessionDocument } from "./codec.ts";
import { contentFailure, signatureFailure, tooLong } from "./diagnose.ts";
import { JsonDocument } from "./document.ts";
import { LegacyForm } from "./legacy.ts";
import { boundsOf } from "./limits.ts";
import type { CodecLimits } from "./limits.ts";
import { Memo } from "./memo.ts";

/** What the codec of a site is made of. */
export interface SessionCodecOptions {
  readonly secretKey: Secret;
  readonly fallbackKeys: readonly Secret[];
  /** `django.contrib.sessions.` and the qualified name of the store's class. */
  readonly keySalt: string;
  /** Which forms the site's Django reads: up to 3.2 that from before 3.1, from 3.1 the modern one. */
  readonly reads: { readonly legacy: boolean; readonly modern: boolean };
  /** Write the form from before 3.1. */
  readonly writesLegacy: boolean;
  /** What modern signatures are made with; sha256 unless told. */
  readonly algorithm?: HashAlgorithm;
  /** Also verify modern signatures made with SHA-1, as Django 3.1 and 3.2 do. */
  readonly sha1: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly limits: CodecLimits;
}

/** Characters of what is remembered, stored and decoded together: a few thousand sessions of people who signed in. */
const MEMO_LENGTH = 2_000_000;

/** A text whose signature is good. */
interface Opened {
  /** Which key matched. */
  readonly keyIndex: number;
  readonly json: () => string;
}

/** Signed, compressed JSON. A text that was verified or written a moment ago is not verified again. */
export class DjangoSessionCodec implements SessionCodec {
  readonly empty: SessionDocument;
  readonly #options: SessionCodecOptions;
  readonly #limits: Required<CodecLimits>;
  readonly #signer: TimestampSigner;
  readonly #legacy: LegacyForm;
  /** The forms that are read. Django 3.1 and 3.2 try the modern one first. */
  readonly #forms: readonly ((stored: string) => Opened)[];
  readonly #memo = new Memo<Decoded>(MEMO_LENGTH);

  constructor(options: SessionCodecOptions) {
    const { secretKey: key, fallbackKeys, keySalt: salt, sha1, now, limits } = options;
    const { algorithm = "sha256" } = options;
    this.#options = options;
    this.#limits = boundsOf(limits);
    this.empty = JsonDocument.read("{}", this.#limits.depth);
    const legacyAlgorithm = sha1 ? ({ legacyAlgorithm: "sha1" } as const) : {};
    this.#signer = new TimestampSigner({
      key,
      fallbackKeys,
      salt,
      now,
      algorithm,
      ...legacyAlgorithm,
    });
    this.#legacy = new LegacyForm(key, fallbackKeys, salt);
    this.#forms = [
      ...(options.reads.modern ? [this.#openModern] : []),
      ...(options.reads.legacy ? [this.#openLegacy] : []),
    ];
  }

  decode(stored: string): Decoded {
    const known = this.#memo.get(stored);
    if (known !== undefined) return known;
    if (stored.length > this.#limits.textLength) return this.#unreadable(tooLong);
    return this.#verify(stored);
  }

  encode(document: SessionDocument): string {
    if (!(document instanceof JsonDocument)) throw new TypeError("Not a document of this codec.");
    if (document.text.length > this.#limits.inflatedLength) throw tooLarge();
    const stored = this.#write(document.text);
    if (stored.length > this.#limits.textLength) throw tooLarge();
    this.#remember(stored, document, 0);
    return stored;
  }

  #write(json: string): string {
    if (this.#options.writesLegacy) return this.#legacy.encode(json);
    return this.#signer.sign(packBytes(Buffer.from(json, "latin1"), true));
  }

  #remember(stored: string, document: JsonDocument, keyIndex: number): Decoded {
    const decoded = { document, failure: null, keyIndex };
    this.#memo.set(stored, decoded, stored.length + document.text.length);
    return decoded;
  }

  /** The first form of which the signature is good decides: what it holds, or why that cannot be read. */
  #verify(stored: string): Decoded {
    const errors: unknown[] = [];
    for (const open of this.#forms) {
      let opened;
      try {
        opened = open(stored);
      } catch (error) {
        errors.push(error);
        continue;
      }
      return this.#read(stored, opened);
    }
    return this.#unreadable(() => signatureFailure(stored, errors[0], this.#options));
  }

  readonly #openModern = (stored: string): Opened => {
    const { value, keyIndex } = this.#signer.verify(stored);
    const { inflatedLength } = this.#limits;
    return { keyIndex, json: () => unpackBytes(value, inflatedLength).toString("latin1") };
  };

  readonly #openLegacy = (stored: string): Opened => {
    const { json, keyIndex } = this.#legacy.decode(stored);
    return { keyIndex, json: () => json };
  };

  /** The data of a text whose signature is good. */
  #read(stored: string, { json: unpack, keyIndex }: Opened): Decoded {
    let json: string | null = null;
    try {
      json = unpack();
      return this.#remember(stored, JsonDocument.read(json, this.#limits.depth), keyIndex);
    } catch (error) {
      return this.#unreadable(() => contentFailure(error, json));
    }
  }

  #unreadable(why: () => Omit<DecodeFailure, "keysTried">): Decoded {
    const keysTried = 1 + this.#options.fallbackKeys.length;
    return { document: this.empty, failure: { ...why(), keysTried }, keyIndex: null };
  }
}

function tooLarge(): NotSerializable {
  return new NotSerializable("The session's data is larger than limits allow.", {
    fix: "Store less in the session, or raise limits.textLength and limits.inflatedLength.",
  });
}
