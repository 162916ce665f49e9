/** PBKDF2, Django's default. Django: `PBKDF2PasswordHasher`, `PBKDF2SHA1PasswordHasher`. */
import { pbkdf2 } from "node:crypto";
import { constantTimeCompare } from "../../signing/salted-hmac.ts";
import { derivedKey, hashWork } from "./hash-work.ts";
import type { HasherFactory, PasswordHasher } from "./hasher.ts";
import { passwordBytes } from "./password-bytes.ts";
import { checkedSalt, isShortSalt, newSalt } from "./salt.ts";
import { storedFields, storedNumber, tooCostly } from "./stored.ts";
import { MAX_PBKDF2_ITERATIONS, pbkdf2Iterations } from "./work-factors.ts";

/** What a subclass of Django's hasher may set. */
export interface Pbkdf2Options {
  /** The name that stored passwords begin with; `pbkdf2_` and the digest unless told. */
  readonly algorithm?: string;
  readonly digest?: "sha256" | "sha1";
  /** Those of the site's Django unless told. */
  readonly iterations?: number;
}

const DIGEST_LENGTH = { sha256: 32, sha1: 20 } as const;

class Pbkdf2 implements PasswordHasher {
  readonly algorithm: string;
  readonly #digest: "sha256" | "sha1";
  readonly #iterations: number;

  constructor({ algorithm, digest, iterations }: Required<Pbkdf2Options>) {
    this.algorithm = algorithm;
    this.#digest = digest;
    this.#iterations = iterations;
  }

  async encode(password: string, salt: string = newSalt()): Promise<string> {
    return this.#encode(password, salt, this.#iterations);
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const { salt, iterations } = this.#decode(encoded);
    return constantTimeCompare(encoded, await this.#encode(password, salt, iterations));
  }

  mustUpdate(encoded: string): boolean {
    const { salt, iterations } = this.#decode(encoded);
    return iterations !== this.#iterations || isShortSalt(salt);
  }

  async hardenRuntime(password: string, encoded: string): Promise<void> {
    const { salt, iterations } = this.#decode(encoded);
    const missing = this.#iterations - iterations;
    if (missing > 0) await this.#encode(password, salt, missing);
  }

  async #encode(password: string, salt: string, iterations: number): Promise<string> {
    const bytes = passwordBytes(password);
    const name = this.#digest;
    checkedSalt(salt);
    const what = `${iterations} iterations of PBKDF2 with ${name}`;
    const key = await hashWork(what, () =>
      derivedKey((done) => pbkdf2(bytes, salt, iterations, DIGEST_LENGTH[name], name, done)),
    );
    return `${this.algorithm}$${iterations}$${salt}$${key.toString("base64")}`;
  }

  #decode(encoded: string): { readonly salt: string; readonly iterations: number } {
    const [, count, salt = ""] = storedFields(this.algorithm, encoded, 4);
    const iterations = storedNumber(this.algorithm, count);
    if (iterations > Math.max(MAX_PBKDF2_ITERATIONS, this.#iterations)) {
      throw tooCostly(this.algorithm, `${iterations} iterations`);
    }
    return { salt: checkedSalt(salt), iterations };
  }
}

/** PBKDF2 as Django's classes do it, or as a subclass of the site's own does. */
export function pbkdf2Hasher(options: Pbkdf2Options = {}): HasherFactory {
  const { digest = "sha256", algorithm = `pbkdf2_${digest}` } = options;
  return ({ version }) =>
    new Pbkdf2({ algorithm, digest, iterations: options.iterations ?? pbkdf2Iterations(version) });
}
