/** argon2. Django: `Argon2PasswordHasher`. */
import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { rawArgon2 } from "./argon2-library.ts";
import type { Argon2Library, RawArgon2 } from "./argon2-library.ts";
import { readArgon2, writeArgon2 } from "./argon2-phc.ts";
import type { Argon2Parameters, StoredArgon2 } from "./argon2-phc.ts";
import { hashWork } from "./hash-work.ts";
import type { HasherFactory, PasswordHasher } from "./hasher.ts";
import { passwordBytes } from "./password-bytes.ts";
import { checkedSalt, isShortSalt, newSalt } from "./salt.ts";
import { tooCostly } from "./stored.ts";
import { MAX_ARGON2_MEMORY, MAX_ARGON2_PARALLELISM, MAX_ARGON2_WORK } from "./work-factors.ts";

/** What a subclass of Django's hasher may set, by Django's names. */
export interface Argon2Options {
  readonly algorithm?: string;
  readonly timeCost?: number;
  /** KiB. */
  readonly memoryCost?: number;
  readonly parallelism?: number;
}

class Argon2 implements PasswordHasher {
  readonly algorithm: string;
  readonly #raw: RawArgon2;
  readonly #own: Argon2Parameters;

  constructor(algorithm: string, raw: RawArgon2, own: Argon2Parameters) {
    this.algorithm = algorithm;
    this.#raw = raw;
    this.#own = own;
  }

  async encode(password: string, salt: string = newSalt()): Promise<string> {
    const bytes = Buffer.from(checkedSalt(salt), "utf8");
    const parameters = this.#own;
    const hash = await this.#hash(password, bytes, parameters);
    return writeArgon2(this.algorithm, { parameters, salt: bytes, hash });
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const { parameters, salt, hash } = this.#decode(encoded);
    return timingSafeEqual(hash, await this.#hash(password, salt, parameters));
  }

  mustUpdate(encoded: string): boolean {
    const { parameters, salt } = this.#decode(encoded);
    const names = Object.keys(this.#own) as (keyof Argon2Parameters)[];
    return (
      names.some((name) => parameters[name] !== this.#own[name]) ||
      isShortSalt(salt.toString("latin1"))
    );
  }

  /** Nothing, as in Django: the time of argon2 cannot be made up for. */
  async hardenRuntime(): Promise<void> {}

  async #hash(password: string, salt: Buffer, parameters: Argon2Parameters): Promise<Buffer> {
    const bytes = passwordBytes(password);
    const { memoryCost, timeCost, parallelism } = parameters;
    const what = `argon2 with m = ${memoryCost}, t = ${timeCost}, p = ${parallelism}`;
    return Buffer.from(await hashWork(what, () => this.#raw(bytes, salt, parameters)));
  }

  #decode(encoded: string): StoredArgon2 {
    const stored = readArgon2(this.algorithm, encoded);
    const { memoryCost, timeCost, parallelism } = stored.parameters;
    const own = this.#own;
    if (
      memoryCost > Math.max(MAX_ARGON2_MEMORY, own.memoryCost) ||
      memoryCost * timeCost > Math.max(MAX_ARGON2_WORK, own.memoryCost * own.timeCost) ||
      parallelism > Math.max(MAX_ARGON2_PARALLELISM, own.parallelism)
    ) {
      throw tooCostly(this.algorithm, `m = ${memoryCost}, t = ${timeCost}, p = ${parallelism}`);
    }
    return stored;
  }
}

/**
 * argon2 by a library that you have: `argon2Hasher(await import("@node-rs/argon2"))`, or the package `argon2`.
 * Stores Argon2id as Django's class does, or as a subclass of the site's own does; reads i, d and id.
 */
export function argon2Hasher(library: Argon2Library, options: Argon2Options = {}): HasherFactory {
  const { algorithm = "argon2", timeCost = 2, memoryCost = 102_400, parallelism = 8 } = options;
  const parameters: Argon2Parameters = {
    variety: "argon2id",
    version: 0x13,
    memoryCost,
    timeCost,
    parallelism,
    hashLength: 32,
  };
  return () => new Argon2(algorithm, rawArgon2(library), parameters);
}
