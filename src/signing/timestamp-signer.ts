/** Signatures that know their age. Django: `django.core.signing.TimestampSigner`. */
import { MalformedValue, SignatureExpired } from "../errors.ts";
import { b62Decode, b62Encode } from "./base62.ts";
import { objectOf } from "./payload.ts";
import type { UnsignObjectOptions } from "./payload.ts";
import { Signer } from "./signer.ts";
import type { SignerOptions, Verified } from "./signer.ts";

/** What a signer with timestamps is made of. */
export interface TimestampSignerOptions extends SignerOptions {
  /** The time, as a Date or in milliseconds since the epoch. */
  readonly now?: () => Date | number;
}

/** How old a signature may be. */
export interface AgeOptions {
  /** Seconds, and any fraction more is too old; no limit unless told. A signature from the future is never too old. */
  readonly maxAge?: number | undefined;
}

/** Signs texts with the time at which it did. Django: `TimestampSigner`. */
export class TimestampSigner extends Signer {
  readonly #now: () => Date | number;

  constructor(options: TimestampSignerOptions) {
    super(options);
    this.#now = options.now ?? Date.now;
  }

  protected override get defaultSalt(): string {
    return "django.core.signing.TimestampSigner";
  }

  /** Whole seconds since the epoch, in base 62. Django: `timestamp()`. */
  timestamp(): string {
    return b62Encode(Math.trunc(this.#seconds()));
  }

  /** `value:timestamp:signature`. */
  override sign(value: string | number | bigint): string {
    return super.sign(`${value}${this.sep}${this.timestamp()}`);
  }

  /**
   * The value of a signed text that is not older than `maxAge`. Django: `unsign(value, max_age=)`.
   * @throws BadSignature, SignatureExpired, and MalformedValue for a good signature of a text without a timestamp.
   */
  override unsign(signed: string, options: AgeOptions = {}): string {
    return this.verify(signed, options).value;
  }

  override verify(signed: string, { maxAge }: AgeOptions = {}): Verified {
    const { value, keyIndex } = super.verify(signed);
    const at = value.lastIndexOf(this.sep);
    if (at < 0) throw new MalformedValue("A signed value has no timestamp.");
    const timestamp = b62Decode(value.slice(at + this.sep.length));
    const age = maxAge === undefined ? 0 : this.#seconds() - timestamp;
    if (maxAge !== undefined && age > maxAge) {
      throw new SignatureExpired(`Signature age ${age} > ${maxAge} seconds.`);
    }
    return { value: value.slice(0, at), keyIndex };
  }

  override unsignObject(signed: string, options: UnsignObjectOptions & AgeOptions = {}): unknown {
    return objectOf(this.unsign(signed, options), options);
  }

  #seconds(): number {
    return Number(this.#now()) / 1000;
  }
}
