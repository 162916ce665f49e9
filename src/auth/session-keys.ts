/** The three session keys of a signed-in user, and the hash that ties a session to a password. */
import { saltedHmac } from "../signing/salted-hmac.ts";
import type { Secret } from "../signing/salted-hmac.ts";
import { atLeast, isBeforeModernSessions } from "../version.ts";
import type { AuthSettings } from "./auth-settings.ts";

/** Django: `SESSION_KEY`: the primary key, as text. */
export const ID_KEY = "_auth_user_id";
/** Django: `BACKEND_SESSION_KEY`: the dotted path of the authentication backend. */
export const BACKEND_KEY = "_auth_user_backend";
/** Django: `HASH_SESSION_KEY`. */
export const HASH_KEY = "_auth_user_hash";

const SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash";

function hashBy(secret: Secret, password: string, algorithm: "sha1" | "sha256"): string {
  return saltedHmac(SALT, password, secret, algorithm).toString("hex");
}

/** The hash that a session of this user has: another password gives another. Django: `get_session_auth_hash()`. */
export function sessionAuthHash(password: string, settings: AuthSettings): string {
  const isOld = isBeforeModernSessions(settings.DJANGO_VERSION);
  return hashBy(settings.SECRET_KEY, password, isOld ? "sha1" : settings.DEFAULT_HASHING_ALGORITHM);
}

/** The hashes by the keys of before, where the site's Django takes them. Django: `get_session_auth_fallback_hash()`. */
export function* fallbackAuthHashes(password: string, settings: AuthSettings): Generator<string> {
  // Django 4.1.0 to 4.1.7 forgot the fallbacks here, and signed everybody out.
  if (!atLeast(settings.DJANGO_VERSION, 4, 1, 8)) return;
  for (const key of settings.SECRET_KEY_FALLBACKS) yield hashBy(key, password, "sha256");
}

/** The hash that Django before 4.0 also takes, and leaves as it is. Django: `_legacy_get_session_auth_hash()`. */
export function* legacyAuthHashes(password: string, settings: AuthSettings): Generator<string> {
  if (!atLeast(settings.DJANGO_VERSION, 4, 0)) yield hashBy(settings.SECRET_KEY, password, "sha1");
}
