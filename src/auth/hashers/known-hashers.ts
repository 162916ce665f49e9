/** The password hashers of a site, by the dotted paths of PASSWORD_HASHERS. */
import { ImproperlyConfigured } from "../../errors.ts";
import { saltedDigestHasher, unsaltedDigestHasher } from "./digests.ts";
import type { HasherFactory, HasherSite, PasswordHasher } from "./hasher.ts";
import { pbkdf2Hasher } from "./pbkdf2.ts";
import { scryptHasher } from "./scrypt.ts";
import { cryptHasher, hasherWithoutLibrary } from "./unavailable.ts";

/** Hashers by dotted path. */
export type Hashers = Readonly<Record<string, HasherFactory>>;

const django = (name: string): string => `django.contrib.auth.hashers.${name}`;

const ARGON2 = django("Argon2PasswordHasher");
const BCRYPT = django("BCryptPasswordHasher");
const BCRYPT_SHA256 = django("BCryptSHA256PasswordHasher");

/** Django's own. */
const DJANGO_HASHERS: Hashers = {
  [django("PBKDF2PasswordHasher")]: pbkdf2Hasher(),
  [django("PBKDF2SHA1PasswordHasher")]: pbkdf2Hasher({ digest: "sha1" }),
  [django("ScryptPasswordHasher")]: scryptHasher(),
  [ARGON2]: hasherWithoutLibrary(ARGON2, "argon2", "@node-rs/argon2", "argon2Hasher(argon2)"),
  [BCRYPT]: hasherWithoutLibrary(BCRYPT, "bcrypt", "bcrypt", "bcryptHasher(bcrypt)"),
  [BCRYPT_SHA256]: hasherWithoutLibrary(
    BCRYPT_SHA256,
    "bcrypt_sha256",
    "bcrypt",
    "bcryptSha256Hasher(bcrypt)",
  ),
  [django("MD5PasswordHasher")]: saltedDigestHasher("md5"),
  [django("SHA1PasswordHasher")]: saltedDigestHasher("sha1"),
  [django("UnsaltedMD5PasswordHasher")]: unsaltedDigestHasher("md5"),
  [django("UnsaltedSHA1PasswordHasher")]: unsaltedDigestHasher("sha1"),
  [django("CryptPasswordHasher")]: cryptHasher(),
};

/**
 * The hashers of these paths, in their order; `own` are the site's, or have a library. Django: `get_hashers()`.
 * @throws ImproperlyConfigured naming a path that is not known.
 */
export function knownHashers(
  paths: readonly string[],
  own: Hashers,
  site: HasherSite,
): PasswordHasher[] {
  if (paths.length === 0) {
    throw new ImproperlyConfigured("PASSWORD_HASHERS is empty, so no password can be stored.");
  }
  const known = { ...DJANGO_HASHERS, ...own };
  return paths.map((path) => {
    const make = Object.hasOwn(known, path) ? known[path] : undefined;
    if (make !== undefined) return make(site);
    throw new ImproperlyConfigured(`The password hasher ${path} is not known here.`, {
      fix: `Describe it by the option passwordHashers: { "${path}": pbkdf2Hasher({ iterations: … }) }, or by a PasswordHasher of your own.`,
    });
  });
}
