/**
 * Bare digests, which are no protection: read, so that old passwords can be stored anew, where the settings list them.
 * Django: `MD5PasswordHasher`, and until 5.0 `SHA1PasswordHasher`, `UnsaltedMD5PasswordHasher`, `UnsaltedSHA1PasswordHasher`.
 */
import { createHash } from "node:crypto";
import { MalformedValue } from "../../errors.ts";
import { constantTimeCompare } from "../../signing/salted-hmac.ts";
import type { HasherFactory, PasswordHasher } from "./hasher.ts";
import { passwordBytes } from "./password-bytes.ts";
import { checkedSalt, isShortSalt, newSalt } from "./salt.ts";
import { storedFields } from "./stored.ts";

type Digest = "md5" | "sha1";

function hexDigest(digest: Digest, salt: string, password: string): string {
  return createHash(digest).update(salt, "utf8").update(passwordBytes(password)).digest("hex");
}

class SaltedDigest implements PasswordHasher {
  readonly algorithm: Digest;

  constructor(digest: Digest) {
    this.algorithm = digest;
  }

  async encode(password: string, salt: string = newSalt()): Promise<string> {
    return `${this.algorithm}$${checkedSalt(salt)}$${hexDigest(this.algorithm, salt, password)}`;
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    return constantTimeCompare(encoded, await this.encode(password, this.#saltOf(encoded)));
  }

  mustUpdate(encoded: string): boolean {
    return isShortSalt(this.#saltOf(encoded));
  }

  async hardenRuntime(): Promise<void> {}

  #saltOf(encoded: string): string {
    const [, salt = ""] = storedFields(this.algorithm, encoded, 3);
    return checkedSalt(salt);
  }
}

class UnsaltedDigest implements PasswordHasher {
  readonly algorithm: string;
  readonly #digest: Digest;

  constructor(digest: Digest) {
    this.algorithm = `unsalted_${digest}`;
    this.#digest = digest;
  }

  async encode(password: string, salt = ""): Promise<string> {
    if (salt !== "") throw new MalformedValue("The salt must be empty.");
    const hex = hexDigest(this.#digest, "", password);
    return this.#digest === "md5" ? hex : `sha1$$${hex}`;
  }

  async verify(password: string, encoded: string): Promise<boolean> {
    const bare = this.#digest === "md5" ? encoded.replace(/^md5\$\$/, "") : encoded;
    return constantTimeCompare(bare, await this.encode(password));
  }

  mustUpdate(): boolean {
    return false;
  }

  async hardenRuntime(): Promise<void> {}
}

/** A digest of the salt and the password. */
export function saltedDigestHasher(digest: Digest): HasherFactory {
  return () => new SaltedDigest(digest);
}

/** A digest of the password alone. */
export function unsaltedDigestHasher(digest: Digest): HasherFactory {
  return () => new UnsaltedDigest(digest);
}
