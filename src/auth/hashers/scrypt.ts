/** scrypt. Django: `ScryptPasswordHasher`. */
import { scrypt } from "node:crypto";
import { constantTimeCompare } from "../../signing/salted-hmac.ts";
import { derivedKey, hashWork } from "./hash-work.ts";
import type { HasherFactory, PasswordHasher } from "./hasher.ts";
import { passwordBytes } from "./password-bytes.ts";
import { checkedSalt, newSalt } from "./salt.ts";
import { malformed, storedFields, storedNumber, tooCostly } from "./stored.ts";
import { MAX_SCRYPT_MEMORY, MAX_SCRYPT_WORK, scryptParallelism } from "./work-factors.ts";

/** What a subclass of Django's hasher may set, by Django's names. */
export interface ScryptOptions {
  readonly algorithm?: string;
  /** N: a power of two. */
  readonly workFactor?: number;
  /** r. */
  readonly blockSize?: number;
  /** p; that of the site's Django unless told. */
  readonly parallelism?: number;
}

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const KEY_LENGTH = 64;

const workOf = ({ N, r, p }: Cost): number => N * r * p;
const memoryOf = ({ N, r, p }: Cost): number => 128 * r * (N + p);
/** N is a power of two, and r bounds it (RFC 7914). */
const isPossible = ({ N, r }: Cost): boolean =>
  N > 1 && Number.isInteger(Math.log2(N)) && N < 2 ** (16 * r);

class Scrypt implements PasswordHasher {
  readonly algorithm: string;
  readonly #cost: Cost;

  constructor(algorithm: string, cost: Cost) {
    this.algorithm = algorithm;
    this.#cost = cost;
  }

  async encode(password: string, salt: string = newSalt()): Promise<string> {
    return this.#encode(password, salt, this.#cost);
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const { salt, cost } = this.#decode(encoded);
    return constantTimeCompare(encoded, await this.#encode(password, salt, cost));
  }

  mustUpdate(encoded: string): boolean {
    const { cost } = this.#decode(encoded);
    return cost.N !== this.#cost.N || cost.r !== this.#cost.r || cost.p !== this.#cost.p;
  }

  /** Nothing, as in Django: the time of scrypt cannot be made up for. */
  async hardenRuntime(): Promise<void> {}

  async #encode(password: string, salt: string, cost: Cost): Promise<string> {
    const bytes = passwordBytes(password);
    const { N, r, p } = cost;
    checkedSalt(salt);
    // OpenSSL works in two blocks more.
    const maxmem = memoryOf(cost) + 256 * r;
    const key = await hashWork(`scrypt with N = ${N}, r = ${r}, p = ${p}`, () =>
      derivedKey((done) => scrypt(bytes, salt, KEY_LENGTH, { N, r, p, maxmem }, done)),
    );
    return `${this.algorithm}$${N}$${salt}$${r}$${p}$${key.toString("base64")}`;
  }

  #decode(encoded: string): { readonly salt: string; readonly cost: Cost } {
    const [, ...fields] = storedFields(this.algorithm, encoded, 6);
    const [N, r, p] = [fields[0], fields[2], fields[3]].map((text) =>
      storedNumber(this.algorithm, text),
    ) as [number, number, number];
    const cost = { N, r, p };
    if (
      workOf(cost) > Math.max(MAX_SCRYPT_WORK, workOf(this.#cost)) ||
      memoryOf(cost) > Math.max(MAX_SCRYPT_MEMORY, memoryOf(this.#cost))
    ) {
      throw tooCostly(this.algorithm, `N = ${N}, r = ${r}, p = ${p}`);
    }
    if (!isPossible(cost) || fields[4]?.includes("$") === true) throw malformed(this.algorithm);
    return { salt: checkedSalt(fields[1] ?? ""), cost };
  }
}

/** scrypt as Django's class does it, or as a subclass of the site's own does. */
export function scryptHasher(options: ScryptOptions = {}): HasherFactory {
  const { algorithm = "scrypt", workFactor = 2 ** 14, blockSize = 8 } = options;
  return ({ version }) =>
    new Scrypt(algorithm, {
      N: workFactor,
      r: blockSize,
      p: options.parallelism ?? scryptParallelism(version),
    });
}
