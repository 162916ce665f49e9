/** Passwords, stored and checked as Django does. Django: `django.contrib.auth.hashers`. */
import { ImproperlyConfigured, MalformedValue, PasswordQueueFull } from "../errors.ts";
import type { DjangoVersion } from "../version.ts";
import type { PasswordHasher } from "./hashers/hasher.ts";
import { knownHashers } from "./hashers/known-hashers.ts";
import type { Hashers } from "./hashers/known-hashers.ts";
import { isEncodable } from "./hashers/password-bytes.ts";
import { randomString } from "./random-string.ts";
import { WorkQueue } from "./work-queue.ts";

/** Django: `UNUSABLE_PASSWORD_PREFIX` and `UNUSABLE_PASSWORD_SUFFIX_LENGTH`. */
const UNUSABLE_PREFIX = "!";
const UNUSABLE_LENGTH = 40;

/** A stored password that cannot be read, and so is nobody's. */
export interface UnreadablePassword {
  readonly algorithm: string;
  readonly cause: MalformedValue;
}

/** What the passwords of a site depend on. */
export interface PasswordOptions {
  readonly version: DjangoVersion;
  /** PASSWORD_HASHERS, the preferred one first. */
  readonly hashers: readonly string[];
  /** Hashers of the site's own, or with a library, by dotted path. */
  readonly own?: Hashers | undefined;
  readonly queue?: WorkQueue | undefined;
  /** Told of stored passwords that cannot be read. */
  readonly onUnreadable?: ((unreadable: UnreadablePassword) => void) | undefined;
}

/** The answer about a password. */
export interface Verdict {
  readonly isCorrect: boolean;
  /** Whether Django would store it anew. */
  readonly mustUpdate: boolean;
}

const WRONG: Verdict = { isCorrect: false, mustUpdate: false };

/** The passwords of one Django site. */
export class Passwords {
  readonly #options: PasswordOptions;
  readonly #queue: WorkQueue;
  #made: readonly PasswordHasher[] | null = null;

  constructor(options: PasswordOptions) {
    this.#options = options;
    this.#queue = options.queue ?? new WorkQueue();
  }

  /** The stored form of a password; null gives one that is nobody's. Django: `make_password(password, salt, hasher)`. */
  async makePassword(
    password: string | null,
    salt?: string,
    hasher: string | PasswordHasher = "default",
  ): Promise<string> {
    if (password === null) return UNUSABLE_PREFIX + randomString(UNUSABLE_LENGTH);
    const chosen = this.getHasher(hasher);
    return this.#queue.run(() => chosen.encode(password, salt === "" ? undefined : salt));
  }

  /**
   * Whether a password is the stored one. If so, and if Django would store it anew, `setter` is called to do that.
   * Django: `check_password(password, encoded, setter, preferred)`.
   */
  async checkPassword(
    password: string | null,
    encoded: string | null,
    setter?: (password: string) => unknown,
    preferred: string | PasswordHasher = "default",
  ): Promise<boolean> {
    const { isCorrect, mustUpdate } = await this.verifyPassword(password, encoded, preferred);
    if (setter === undefined || password === null || !isCorrect || !mustUpdate) return isCorrect;
    try {
      await setter(password);
    } catch (error) {
      // In a rush of sign-ins the old form will do until the next one.
      if (!(error instanceof PasswordQueueFull)) throw error;
    }
    return true;
  }

  /** The verdict alone. Django: `verify_password(password, encoded, preferred)`. */
  async verifyPassword(
    password: string | null,
    encoded: string | null,
    preferred: string | PasswordHasher = "default",
  ): Promise<Verdict> {
    const chosen = this.getHasher(preferred);
    const isPossible = password !== null && encoded !== null && isEncodable(password);
    const hasher = isPossible && isUsable(encoded) ? this.identifyHasher(encoded) : null;
    return this.#queue.run(async () => {
      if (!isPossible || hasher === null) return this.#pretend();
      try {
        return await verdict(password, encoded, hasher, chosen);
      } catch (error) {
        if (!(error instanceof MalformedValue)) throw error;
        this.#options.onUnreadable?.({ algorithm: hasher.algorithm, cause: error });
        return this.#pretend();
      }
    });
  }

  /** Takes as long as the check of a password, so that an unknown user is not told from a wrong password. */
  async pretendToCheck(): Promise<void> {
    await this.#queue.run(() => this.#pretend());
  }

  /** Whether there is a password to sign in by. Django: `is_password_usable(encoded)`. */
  isPasswordUsable(encoded: string | null): boolean {
    return encoded === null || isUsable(encoded);
  }

  /** The hasher that a stored password is of; null when it is of none of the site's. Django: `identify_hasher(encoded)`. */
  identifyHasher(encoded: string): PasswordHasher | null {
    return this.#byAlgorithm(algorithmOf(encoded)) ?? null;
  }

  /** A hasher by its algorithm, "default" for the preferred one. Django: `get_hasher(algorithm)`. @throws ImproperlyConfigured. */
  getHasher(algorithm: string | PasswordHasher = "default"): PasswordHasher {
    if (typeof algorithm !== "string") return algorithm;
    const hasher = algorithm === "default" ? this.#hashers()[0] : this.#byAlgorithm(algorithm);
    if (hasher !== undefined) return hasher;
    throw new ImproperlyConfigured(`Unknown password hashing algorithm '${algorithm}'.`, {
      fix: "Did you specify it in the PASSWORD_HASHERS setting?",
    });
  }

  /** Of two with the same name, Django takes the last. */
  #byAlgorithm(algorithm: string): PasswordHasher | undefined {
    return this.#hashers().findLast((hasher) => hasher.algorithm === algorithm);
  }

  /** Made when a password is first asked about: a site that only shares sessions may have hashers that are not known here. */
  #hashers(): readonly PasswordHasher[] {
    const { version, hashers, own = {} } = this.#options;
    this.#made ??= knownHashers(hashers, own, { version });
    return this.#made;
  }

  /** Django does this for unusable and unknown passwords since 4.2.14; so does this side for every release. */
  async #pretend(): Promise<Verdict> {
    await this.getHasher().encode(randomString(UNUSABLE_LENGTH));
    return WRONG;
  }
}

async function verdict(
  password: string,
  encoded: string,
  hasher: PasswordHasher,
  preferred: PasswordHasher,
): Promise<Verdict> {
  const isOther = hasher.algorithm !== preferred.algorithm;
  const mustUpdate = isOther || preferred.mustUpdate(encoded);
  const isCorrect = await hasher.verify(password, encoded);
  if (!isCorrect && !isOther && mustUpdate) await hasher.hardenRuntime(password, encoded);
  return { isCorrect, mustUpdate };
}

function isUsable(encoded: string): boolean {
  return !encoded.startsWith(UNUSABLE_PREFIX);
}

/** Ancient releases stored digests without a salt, and MD5 without a name. */
function algorithmOf(encoded: string): string {
  const isBare = encoded.length === 32 && !encoded.includes("$");
  if (isBare || (encoded.length === 37 && encoded.startsWith("md5$$"))) return "unsalted_md5";
  if (encoded.length === 46 && encoded.startsWith("sha1$$")) return "unsalted_sha1";
  const end = encoded.indexOf("$");
  return end < 0 ? encoded : encoded.slice(0, end);
}
