/** The seam of password hashers. */
import type { DjangoVersion } from "../../version.ts";

/** One way to store passwords. Django: `BasePasswordHasher`. */
export interface PasswordHasher {
  /** The name that stored passwords begin with. */
  readonly algorithm: string;
  /** The stored form of a password, under a new random salt unless one is given. Django: `encode(password, salt)`. */
  encode(password: string, salt?: string): Promise<string>;
  /**
   * Whether a password is the stored one. Django: `verify(password, encoded)`.
   * @throws MalformedValue when what is stored cannot be read, or asks for more work than is allowed.
   */
  verify(password: string, encoded: string): Promise<boolean>;
  /** Whether Django would store the password anew. Django: `must_update(encoded)`. @throws MalformedValue as `verify` does. */
  mustUpdate(encoded: string): boolean;
  /** Does the work that a weaker stored password spared, so that a wrong guess takes as long. Django: `harden_runtime(password, encoded)`. */
  hardenRuntime(password: string, encoded: string): Promise<void>;
}

/** What a hasher depends on. */
export interface HasherSite {
  /** The release of the site's Django, which sets how much work is done. */
  readonly version: DjangoVersion;
}

/** Makes a hasher for a site. */
export type HasherFactory = (site: HasherSite) => PasswordHasher;
