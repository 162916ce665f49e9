/** When a session in a file ends: by the date in its data, or so many seconds after the file was written. */
import type { SessionCodec, SessionDocument } from "../../codec/codec.ts";
import type { Micros } from "../../datetime.ts";
import { MalformedValue } from "../../errors.ts";
import { EXPIRY_KEY, expiryAge, expiryDate } from "../../expiry.ts";
import type { ExpiryRules } from "../../expiry.ts";
import type { SessionEnd } from "../engine.ts";
import type { FoundFile } from "./session-files.ts";

const SECOND: Micros = 1_000_000;

/** Django's `_expiry_date()`, but for seconds of a session's own: those Django takes for no end at all. */
export class FileExpiry {
  readonly #codec: SessionCodec;
  readonly #rules: ExpiryRules;

  constructor(codec: SessionCodec, rules: ExpiryRules) {
    this.#codec = codec;
    this.#rules = rules;
  }

  /** Whether it is no longer loaded: as in Django, in its last second. */
  isOver(file: FoundFile): boolean {
    return this.#left(file) < SECOND;
  }

  /** Whether its end lies behind. */
  hasPassed(file: FoundFile): boolean {
    return this.#left(file) < 0;
  }

  /** When a file has to be written for its session to end then. */
  modifiedFor(document: SessionDocument, { expireDate }: SessionEnd): Micros {
    const lifetime = this.#lifetime(document);
    if (lifetime === null) return this.#now();
    return this.#now() + (expireDate - this.#rules.clock.now()) - lifetime;
  }

  #left({ text, modified }: FoundFile): Micros {
    const { document } = this.#codec.decode(text);
    const lifetime = this.#lifetime(document);
    if (lifetime !== null) return modified + lifetime - this.#now();
    const now = this.#rules.clock.now();
    return expiryDate(document.toMap().get(EXPIRY_KEY), now, this.#rules) - now;
  }

  /** Microseconds after the last change; null where the data has a date. */
  #lifetime(document: SessionDocument): Micros | null {
    const expiry = document.toMap().get(EXPIRY_KEY);
    try {
      const [early, late] = [0, SECOND].map((now) => expiryDate(expiry || null, now, this.#rules));
      if (early === late) return null;
      return Math.round(expiryAge(expiry, 0, this.#rules) * SECOND);
    } catch (error) {
      // As everywhere else, such a session is read, and cannot be saved.
      if (error instanceof MalformedValue) return this.#rules.cookieAge * SECOND;
      throw error;
    }
  }

  /** Microseconds since the epoch: files know nothing of USE_TZ. */
  #now(): Micros {
    return Math.round(this.#rules.clock.epoch() * 1000);
  }
}
