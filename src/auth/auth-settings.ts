/** The settings that users and sign-in depend on, by Django's names. */
import type { Secret } from "../signing/salted-hmac.ts";
import type { PasswordValidatorSettings } from "../settings.ts";
import type { DjangoVersion } from "../version.ts";

/** What of a site's settings this folder reads. */
export interface AuthSettings {
  readonly SECRET_KEY: Secret;
  readonly SECRET_KEY_FALLBACKS: readonly Secret[];
  readonly AUTHENTICATION_BACKENDS: readonly string[];
  readonly AUTH_USER_MODEL: string;
  readonly AUTH_PASSWORD_VALIDATORS: readonly PasswordValidatorSettings[];
  readonly DEFAULT_HASHING_ALGORITHM: "sha1" | "sha256";
  readonly USE_TZ: boolean;
  readonly TIME_ZONE: string;
  readonly DATABASES: Readonly<Record<string, { readonly TIME_ZONE?: string | null }>>;
  readonly DJANGO_VERSION: DjangoVersion;
}
