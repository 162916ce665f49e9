/** bcrypt. Django: `BCryptSHA256PasswordHasher`, `BCryptPasswordHasher`. */
import { createHash, randomBytes } from "node:crypto";
import { constantTimeCompare } from "../../signing/salted-hmac.ts";
import { hashWork } from "./hash-work.ts";
import type { HasherFactory, PasswordHasher } from "./hasher.ts";
import { passwordBytes } from "./password-bytes.ts";
import { malformed, storedFields, tooCostly } from "./stored.ts";
import { MAX_BCRYPT_ROUNDS } from "./work-factors.ts";

/** The package `bcrypt`; `bcryptjs` fits too, but does its work on the event loop, a tenth of a second at a time. */
export interface BcryptLibrary {
  hash(password: string, salt: string): Promise<string>;
}

/** What a subclass of Django's hasher may set. */
export interface BcryptOptions {
  readonly algorithm?: string;
  readonly rounds?: number;
}

interface StoredBcrypt {
  /** `2b`, or what older libraries wrote. */
  readonly prefix: string;
  readonly rounds: number;
  /** 22 characters. */
  readonly salt: string;
}

type Prepare = (password: string) => string;

/** The last character of a salt holds two bits. */
const STORED = /^\$(2[abxy])\$(\d\d)\$([./A-Za-z0-9]{21}[.Oeu])(?:[./A-Za-z0-9]{31})?$/;
const MIN_ROUNDS = 4;

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BCRYPT64 = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

class Bcrypt implements PasswordHasher {
  readonly algorithm: string;
  readonly #library: BcryptLibrary;
  readonly #rounds: number;
  readonly #prepare: Prepare;

  constructor(algorithm: string, library: BcryptLibrary, rounds: number, prepare: Prepare) {
    this.algorithm = algorithm;
    this.#library = library;
    this.#rounds = rounds;
    this.#prepare = prepare;
  }

  /** The salt is bcrypt's own: `$2b$12$` and 22 characters. */
  async encode(password: string, salt: string = newBcryptSalt(this.#rounds)): Promise<string> {
    return this.#hash(password, this.#read(salt));
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    return constantTimeCompare(encoded, await this.#hash(password, this.#decode(encoded)));
  }

  mustUpdate(encoded: string): boolean {
    return this.#decode(encoded).rounds !== this.#rounds;
  }

  async hardenRuntime(password: string, encoded: string): Promise<void> {
    const stored = this.#decode(encoded);
    // One round more is twice the work.
    for (let left = 2 ** (this.#rounds - stored.rounds) - 1; left > 0; left--) {
      await this.#hash(password, stored);
    }
  }

  /** Libraries differ in the prefixes that they know, and all of them mean what `2b` means. */
  async #hash(password: string, { prefix, rounds, salt }: StoredBcrypt): Promise<string> {
    const cost = String(rounds).padStart(2, "0");
    const prepared = this.#prepare(password);
    const hash = await hashWork(`bcrypt with a work factor of ${rounds}`, () =>
      this.#library.hash(prepared, `$2b$${cost}$${salt}`),
    );
    return `${this.algorithm}$$${prefix}${hash.slice(3)}`;
  }

  #decode(encoded: string): StoredBcrypt {
    const [, hash = ""] = storedFields(this.algorithm, encoded, 2);
    return this.#read(hash);
  }

  #read(hash: string): StoredBcrypt {
    const [, prefix = "", cost, salt = ""] = STORED.exec(hash) ?? [];
    const rounds = Number(cost);
    if (Number.isNaN(rounds) || rounds < MIN_ROUNDS) throw malformed(this.algorithm);
    if (rounds > Math.max(MAX_BCRYPT_ROUNDS, this.#rounds)) {
      throw tooCostly(this.algorithm, `a work factor of ${rounds}`);
    }
    return { prefix, rounds, salt };
  }
}

/** Django: `bcrypt.gensalt(rounds)`. */
function newBcryptSalt(rounds: number): string {
  const text = randomBytes(16).toString("base64").replaceAll("=", "");
  const salt = text.replace(/./g, (character) => BCRYPT64.charAt(BASE64.indexOf(character)));
  return `$2b$${String(rounds).padStart(2, "0")}$${salt}`;
}

/**
 * bcrypt of the password's SHA-256, by a library that you have: `bcryptSha256Hasher(bcrypt)`. As long as the password
 * may be, all of it counts.
 */
export function bcryptSha256Hasher(
  library: BcryptLibrary,
  { algorithm = "bcrypt_sha256", rounds = 12 }: BcryptOptions = {},
): HasherFactory {
  const prepare: Prepare = (password) =>
    createHash("sha256").update(passwordBytes(password)).digest("hex");
  return () => new Bcrypt(algorithm, library, rounds, prepare);
}

/** bcrypt alone, of which the first 72 bytes of a password count, as with Python's bcrypt before 5, which refuses longer ones. */
export function bcryptHasher(
  library: BcryptLibrary,
  { algorithm = "bcrypt", rounds = 12 }: BcryptOptions = {},
): HasherFactory {
  const prepare: Prepare = (password) => passwordBytes(password).toString("utf8");
  return () => new Bcrypt(algorithm, library, rounds, prepare);
}
