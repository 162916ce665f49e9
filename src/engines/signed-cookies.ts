/** Sessions in their own cookies. Django: `django.contrib.sessions.backends.signed_cookies`. */
import { Buffer } from "node:buffer";
import type { SessionCodec, SessionDocument } from "../codec/codec.ts";
import type { Micros } from "../datetime.ts";
import { MalformedValue, SessionCookieTooLarge } from "../errors.ts";
import { EXPIRY_KEY, expiryDate } from "../expiry.ts";
import { b62Decode } from "../signing/base62.ts";
import { checkStoreOptions } from "./check-options.ts";
import type { StoreOptions } from "./check-options.ts";
import type {
  EngineContext,
  EngineFactory,
  LargeKey,
  SessionEngine,
  SessionRow,
  UpdateOutcome,
} from "./engine.ts";

/** A site's own subclass of Django's store. */
export type SignedCookiesEngineOptions = StoreOptions;

const DONE: UpdateOutcome = { kind: "done" };
/** Bytes of a name and a value that every browser keeps. */
const LIMIT = 4096;
/** The part of it from which the operator is told. */
const NEARLY = 0.9;
const NAMED = 3;

/**
 * The `signed_cookies` engine: the key of a session is its signed data. Nothing is kept, so nothing can be taken back: a
 * cookie that somebody copied is good until it expires.
 */
export function signedCookiesEngine(options: SignedCookiesEngineOptions = {}): EngineFactory {
  checkStoreOptions("signedCookiesEngine", options);
  return (context) => new SignedCookiesEngine(context, options);
}

class SignedCookiesEngine implements SessionEngine {
  readonly codec: SessionCodec;
  readonly cookieAge: number;
  readonly #context: EngineContext;

  constructor(context: EngineContext, options: SignedCookiesEngineOptions) {
    const { keySalt = "django.contrib.sessions.backends.signed_cookies" } = options;
    this.codec = context.codec(keySalt, "cookie");
    this.cookieAge = options.cookieAge ?? context.settings.SESSION_COOKIE_AGE;
    this.#context = context;
  }

  keyOf(text: string): string {
    return text;
  }

  /** What a key holds that is signed and not too old; else an empty session, which takes its place. */
  async load(key: string): Promise<string> {
    const { document, failure } = this.codec.decode(key);
    if (failure === null && !this.#isOver(key, document)) return key;
    return this.codec.encode(this.codec.empty);
  }

  async exists(): Promise<boolean> {
    return false;
  }

  async insert(_key: string, row: SessionRow): Promise<"done"> {
    this.#assertFits(row);
    return "done";
  }

  async update(_key: string, _previous: string, row: SessionRow): Promise<UpdateOutcome> {
    this.#assertFits(row);
    return DONE;
  }

  async touch(): Promise<"done"> {
    return "done";
  }

  async delete(): Promise<UpdateOutcome> {
    return DONE;
  }

  async clearExpired(): Promise<number> {
    return 0;
  }

  /** Django takes what is not older than SESSION_COOKIE_AGE. An expiry of the session's own, which it forgets, may end it sooner. */
  #isOver(text: string, document: SessionDocument): boolean {
    const { clock } = this.#context;
    const age = clock.epoch() / 1000 - signedAt(text);
    if (age > this.cookieAge) return true;
    const modification: Micros = clock.now() - Math.round(age * 1_000_000);
    const rules = { clock, cookieAge: this.cookieAge };
    try {
      return expiryDate(document.toMap().get(EXPIRY_KEY), modification, rules) < clock.now();
    } catch (error) {
      if (error instanceof MalformedValue) return false;
      throw error;
    }
  }

  /** @throws SessionCookieTooLarge when browsers would drop it. */
  #assertFits({ text, document }: SessionRow): void {
    const bytes = this.#context.settings.SESSION_COOKIE_NAME.length + text.length;
    if (bytes < LIMIT * NEARLY) return;
    const largest = largestKeys(document);
    const detail = `The session's cookie has ${bytes} bytes of the ${LIMIT} that browsers keep; the largest keys are ${listed(largest)}.`;
    if (bytes > LIMIT) {
      throw new SessionCookieTooLarge(detail, {
        largest: largest.map(({ key }) => key),
        fix: "Store less in the session, or choose an engine that keeps the data elsewhere.",
      });
    }
    const event = "session-cookie-large";
    this.#context.diagnose({ event, bytes, limit: LIMIT, largest, detail });
  }
}

/** Seconds since the epoch, of a text whose signature is good: `data:timestamp:signature`. */
function signedAt(text: string): number {
  return b62Decode(text.split(":").at(-2) ?? "");
}

function largestKeys(document: SessionDocument): LargeKey[] {
  return Array.from(document.toMap(), ([key, value]) => ({ key, bytes: sizeOf(value) }))
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, NAMED);
}

function sizeOf(value: unknown): number {
  const json = JSON.stringify(value, (_, part: unknown) =>
    typeof part === "bigint" ? part.toString() : part,
  );
  return Buffer.byteLength(json);
}

function listed(largest: readonly LargeKey[]): string {
  return largest.map(({ key, bytes }) => `${key} (${bytes})`).join(", ");
}
