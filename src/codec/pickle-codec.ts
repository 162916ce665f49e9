/** Stored bytes ⇄ session data, for stores that pickle. Django: `PickleSerializer` of its caches. */
import type { Clock } from "../datetime.ts";
import { NotSerializable } from "../errors.ts";
import { TooDeep } from "../json/parse.ts";
import { safeName } from "../pickle/foreign-object.ts";
import { NotSelfContained, PickleTooLarge } from "../pickle/failures.ts";
import type { Protocol } from "../pickle/frames.ts";
import { writePickle } from "../pickle/write.ts";
import type {
  Decoded,
  DecodeCause,
  DecodeFailure,
  SessionCodec,
  SessionDocument,
} from "./codec.ts";
import { JsonDocument } from "./document.ts";
import { boundsOf } from "./limits.ts";
import type { CodecLimits } from "./limits.ts";
import { Memo } from "./memo.ts";
import { NotADict, PickleDocument } from "./pickle-document.ts";

/** What the codec of a cache is made of. */
export interface PickleCodecOptions {
  /** The protocol to write. Django's own caches write 5, django-redis 4 unless told. */
  readonly protocol: Protocol;
  /** The site's clock, by which naive datetimes are read, and Dates are written. */
  readonly clock: Clock;
  readonly limits: CodecLimits;
}

const MEMO_LENGTH = 1_000_000;

/** Pickles; bytes are the chars of their numbers. Nothing that a pickle names is looked up or called. */
export class PickleSessionCodec implements SessionCodec {
  readonly empty: SessionDocument;
  readonly #options: PickleCodecOptions;
  readonly #limits: Required<CodecLimits>;
  readonly #memo = new Memo<Decoded>(MEMO_LENGTH);

  constructor(options: PickleCodecOptions) {
    this.#options = options;
    this.#limits = boundsOf(options.limits);
    this.empty = PickleDocument.empty({ clock: options.clock, depth: this.#limits.depth });
  }

  decode(stored: string): Decoded {
    const known = this.#memo.get(stored);
    if (known !== undefined) return known;
    const { textLength, depth } = this.#limits;
    if (stored.length > textLength) return this.#unreadable(new PickleTooLarge("Too long."));
    try {
      const document = PickleDocument.read(stored, { clock: this.#options.clock, depth });
      return this.#remember(stored, document);
    } catch (error) {
      return this.#unreadable(error);
    }
  }

  /** @throws ForeignObject when the data holds an object that only Python can write. */
  encode(given: SessionDocument): string {
    const { protocol, clock } = this.#options;
    const document =
      given instanceof JsonDocument
        ? PickleDocument.ofJson(given, { clock, depth: this.#limits.depth })
        : given;
    if (!(document instanceof PickleDocument)) throw new TypeError("Not a document of this codec.");
    const stored = writePickle(document.dict, protocol, clock);
    if (stored.length > this.#limits.textLength) {
      throw new NotSerializable("The session's data is larger than limits allow.", {
        fix: "Store less in the session, or raise limits.textLength.",
      });
    }
    this.#remember(stored, document);
    return stored;
  }

  #remember(stored: string, document: PickleDocument): Decoded {
    const decoded = { document, failure: null, keyIndex: null };
    // Values of Python take more room than their bytes.
    this.#memo.set(stored, decoded, 8 * stored.length);
    return decoded;
  }

  #unreadable(error: unknown): Decoded {
    return { document: this.empty, failure: failureOf(error), keyIndex: null };
  }
}

function failureOf(error: unknown): DecodeFailure {
  const failure = (cause: DecodeCause, detail: string): DecodeFailure => ({
    cause,
    detail,
    keysTried: 0,
  });
  if (error instanceof PickleTooLarge)
    return failure(
      "too-large",
      "Larger than limits.textLength, or of more values than a pickle may have.",
    );
  if (error instanceof TooDeep)
    return failure("too-deep", "Nested deeper than limits.depth, or in itself.");
  if (error instanceof NotSelfContained)
    return failure("foreign-object", `The pickle asks for what is not in it, by ${error.opcode}.`);
  if (!(error instanceof NotADict))
    return failure("bad-pickle", "The data is not a pickle, or a damaged one.");
  if (error.object === null)
    return failure("not-an-object", "The pickle is not of a dict; Django fails on it.");
  return failure(
    "foreign-object",
    `The pickle is an object that only Python can make: ${safeName(error.object)}.`,
  );
}
