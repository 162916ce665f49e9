/** Django's settings by Django's names: their types and their defaults. */
import { ImproperlyConfigured } from "./errors.ts";
import { checkSetting, isRecord } from "./setting-rules.ts";
import { atLeast, parseVersion } from "./version.ts";
import type { DjangoVersion } from "./version.ts";

/** One entry of DATABASES, as far as it concerns what is stored. */
export interface DatabaseSettings {
  /** The zone of naive datetimes in SQLite and MySQL, when USE_TZ is true. */
  readonly TIME_ZONE?: string | null;
  readonly [name: string]: unknown;
}

/** One entry of CACHES. */
export interface CacheSettings {
  /** The dotted path of Django's backend. */
  readonly BACKEND: string;
  /** A server or several, a table, a folder: what the backend makes of it. */
  readonly LOCATION?: string | readonly string[];
  /** Seconds; null for ever. Sessions bring their own. */
  readonly TIMEOUT?: number | null;
  readonly KEY_PREFIX?: string;
  readonly VERSION?: number;
  /** The dotted path of a function; the adapter's option keyFunction says what it does. */
  readonly KEY_FUNCTION?: string | null;
  readonly OPTIONS?: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
}

/** One entry of AUTH_PASSWORD_VALIDATORS. */
export interface PasswordValidatorSettings {
  readonly NAME: string;
  readonly OPTIONS?: Readonly<Record<string, unknown>>;
}

type SameSite = "Strict" | "Lax" | "None" | false | null;

/** The settings with their defaults filled in. */
export interface SiteSettings {
  readonly SECRET_KEY: string | Uint8Array;
  readonly SECRET_KEY_FALLBACKS: readonly (string | Uint8Array)[];
  readonly SESSION_ENGINE: string;
  readonly SESSION_SERIALIZER: string;
  readonly SESSION_COOKIE_NAME: string;
  /** Seconds. */
  readonly SESSION_COOKIE_AGE: number;
  readonly SESSION_COOKIE_DOMAIN: string | null;
  readonly SESSION_COOKIE_PATH: string;
  readonly SESSION_COOKIE_SECURE: boolean;
  readonly SESSION_COOKIE_HTTPONLY: boolean;
  readonly SESSION_COOKIE_SAMESITE: SameSite;
  readonly SESSION_SAVE_EVERY_REQUEST: boolean;
  readonly SESSION_EXPIRE_AT_BROWSER_CLOSE: boolean;
  /** The cache of the engines that use one, by its name in CACHES. */
  readonly SESSION_CACHE_ALIAS: string;
  /** Where the file engine keeps its files; null for Python's `tempfile.gettempdir()`. */
  readonly SESSION_FILE_PATH: string | null;
  readonly CACHES: Readonly<Record<string, CacheSettings>>;
  readonly USE_TZ: boolean;
  readonly TIME_ZONE: string;
  readonly DATABASES: Readonly<Record<string, DatabaseSettings>>;
  /** "sha1" writes what Django before 3.1 reads. Known to Django 3.1 and 3.2. */
  readonly DEFAULT_HASHING_ALGORITHM: "sha1" | "sha256";
  readonly AUTH_USER_MODEL: string;
  readonly AUTHENTICATION_BACKENDS: readonly string[];
  readonly PASSWORD_HASHERS: readonly string[];
  readonly AUTH_PASSWORD_VALIDATORS: readonly PasswordValidatorSettings[];
  readonly LOGIN_URL: string;
  readonly LOGIN_REDIRECT_URL: string;
  readonly LOGOUT_REDIRECT_URL: string | null;
  readonly CSRF_COOKIE_NAME: string;
  /** Seconds; null for as long as the browser runs. */
  readonly CSRF_COOKIE_AGE: number | null;
  readonly CSRF_COOKIE_DOMAIN: string | null;
  readonly CSRF_COOKIE_PATH: string;
  readonly CSRF_COOKIE_SECURE: boolean;
  readonly CSRF_COOKIE_HTTPONLY: boolean;
  readonly CSRF_COOKIE_SAMESITE: SameSite;
  /** Known to Django 4.1 and 4.2. */
  readonly CSRF_COOKIE_MASKED: boolean;
  /** In WSGI's spelling: HTTP_X_CSRFTOKEN. */
  readonly CSRF_HEADER_NAME: string;
  readonly CSRF_TRUSTED_ORIGINS: readonly string[];
  readonly CSRF_USE_SESSIONS: boolean;
  readonly ALLOWED_HOSTS: readonly string[];
  readonly DEBUG: boolean;
  readonly USE_X_FORWARDED_HOST: boolean;
  readonly USE_X_FORWARDED_PORT: boolean;
  /** A header in WSGI's spelling, and the value that means HTTPS. */
  readonly SECURE_PROXY_SSL_HEADER: readonly [header: string, value: string] | null;
  readonly DJANGO_VERSION: DjangoVersion;
}

/** The settings of the Django site. A dump of the site's own can be passed; Django's other settings are taken and not used. */
export interface Settings extends Partial<Omit<SiteSettings, keyof LooseSettings>>, LooseSettings {
  /** Django's other settings. */
  readonly [name: string]: unknown;
}

/** A text of which these are meant. In a JSON file that is imported, TypeScript sees nothing but a text. */
type OneOf<Known extends string> = Known | (string & {});

/** The settings whose type is wider here, and checked when the Backend is made. */
interface LooseSettings {
  readonly SECRET_KEY: string | Uint8Array;
  readonly SESSION_COOKIE_SAMESITE?: OneOf<"Strict" | "Lax" | "None"> | false | null;
  readonly CSRF_COOKIE_SAMESITE?: OneOf<"Strict" | "Lax" | "None"> | false | null;
  readonly SECURE_PROXY_SSL_HEADER?: readonly string[] | null;
  /** "sha1" writes what Django before 3.1 reads. Known to Django 3.1 and 3.2. */
  readonly DEFAULT_HASHING_ALGORITHM?: OneOf<"sha1" | "sha256">;
  /** Ours: the release of the site's Django, "5.2" or "5.2.14". Unless told, the newest LTS. */
  readonly DJANGO_VERSION?: string;
}

/** The newest long-term release of Django. */
const NEWEST_LTS = "5.2";
const JSON_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer";

const DEFAULTS = {
  SECRET_KEY_FALLBACKS: [],
  SESSION_ENGINE: "django.contrib.sessions.backends.db",
  SESSION_SERIALIZER: JSON_SERIALIZER,
  SESSION_COOKIE_NAME: "sessionid",
  SESSION_COOKIE_AGE: 60 * 60 * 24 * 7 * 2,
  SESSION_COOKIE_DOMAIN: null,
  SESSION_COOKIE_PATH: "/",
  SESSION_COOKIE_SECURE: false,
  SESSION_COOKIE_HTTPONLY: true,
  SESSION_COOKIE_SAMESITE: "Lax",
  SESSION_SAVE_EVERY_REQUEST: false,
  SESSION_EXPIRE_AT_BROWSER_CLOSE: false,
  SESSION_CACHE_ALIAS: "default",
  SESSION_FILE_PATH: null,
  CACHES: { default: { BACKEND: "django.core.cache.backends.locmem.LocMemCache" } },
  TIME_ZONE: "America/Chicago",
  DATABASES: {},
  DEFAULT_HASHING_ALGORITHM: "sha256",
  AUTH_USER_MODEL: "auth.User",
  AUTHENTICATION_BACKENDS: ["django.contrib.auth.backends.ModelBackend"],
  AUTH_PASSWORD_VALIDATORS: [],
  LOGIN_URL: "/accounts/login/",
  LOGIN_REDIRECT_URL: "/accounts/profile/",
  LOGOUT_REDIRECT_URL: null,
  CSRF_COOKIE_NAME: "csrftoken",
  CSRF_COOKIE_AGE: 60 * 60 * 24 * 7 * 52,
  CSRF_COOKIE_DOMAIN: null,
  CSRF_COOKIE_PATH: "/",
  CSRF_COOKIE_SECURE: false,
  CSRF_COOKIE_HTTPONLY: false,
  CSRF_COOKIE_SAMESITE: "Lax",
  CSRF_COOKIE_MASKED: false,
  CSRF_HEADER_NAME: "HTTP_X_CSRFTOKEN",
  CSRF_TRUSTED_ORIGINS: [],
  CSRF_USE_SESSIONS: false,
  ALLOWED_HOSTS: [],
  DEBUG: false,
  USE_X_FORWARDED_HOST: false,
  USE_X_FORWARDED_PORT: false,
  SECURE_PROXY_SSL_HEADER: null,
} as const satisfies Partial<SiteSettings>;

/** The defaults that a release of Django has changed. */
function defaultsOf(version: DjangoVersion): Pick<SiteSettings, "USE_TZ" | "PASSWORD_HASHERS"> {
  const hashers = ["PBKDF2", "PBKDF2SHA1", "Argon2", "BCryptSHA256"];
  if (atLeast(version, 4, 0)) hashers.push("Scrypt");
  return {
    USE_TZ: atLeast(version, 5, 0),
    PASSWORD_HASHERS: hashers.map((name) => `django.contrib.auth.hashers.${name}PasswordHasher`),
  };
}

/** What was given, once it is known to be of its type. */
type Checked = Partial<Omit<SiteSettings, "DJANGO_VERSION">> & {
  readonly SECRET_KEY: SiteSettings["SECRET_KEY"];
  readonly DJANGO_VERSION?: string;
};

/**
 * Fills in Django's defaults and checks what was given; a text alone is the SECRET_KEY.
 * @throws ImproperlyConfigured naming the setting that is unknown or ill-typed, never its value.
 */
export function siteSettings(given: string | Settings): SiteSettings {
  const settings: Settings = typeof given === "string" ? { SECRET_KEY: given } : given;
  if (!isRecord(settings)) {
    throw new ImproperlyConfigured("The settings are neither a SECRET_KEY nor an object.", {
      fix: "Write new Backend(database, SECRET_KEY) or new Backend(database, { SECRET_KEY, … }).",
    });
  }
  const entries = Object.entries(settings).filter(([, value]) => value !== undefined);
  for (const [name, value] of entries) checkSetting(name, value);
  if (settings.SECRET_KEY === undefined) checkSetting("SECRET_KEY", "");
  const known = Object.fromEntries(entries) as Checked;
  const version = parseVersion(known.DJANGO_VERSION ?? impliedVersion(known));
  const DJANGO_VERSION = version ?? [5, 2, Infinity];
  const merged = { ...DEFAULTS, ...defaultsOf(DJANGO_VERSION), ...known, DJANGO_VERSION };
  checkSerializer(merged.SESSION_SERIALIZER);
  return Object.freeze({
    ...merged,
    SESSION_COOKIE_SAMESITE: properSameSite(merged.SESSION_COOKIE_SAMESITE),
    CSRF_COOKIE_SAMESITE: properSameSite(merged.CSRF_COOKIE_SAMESITE),
    // Left behind in the settings of a newer site, it says nothing.
    DEFAULT_HASHING_ALGORITHM: atLeast(DJANGO_VERSION, 4, 0)
      ? DEFAULTS.DEFAULT_HASHING_ALGORITHM
      : merged.DEFAULT_HASHING_ALGORITHM,
  });
}

/** Django takes it in any case. */
function properSameSite<Given>(given: Given): Given | "Strict" | "Lax" | "None" {
  const proper = (["Strict", "Lax", "None"] as const).find((name) => {
    return typeof given === "string" && name.toLowerCase() === given.toLowerCase();
  });
  return proper ?? given;
}

/** DEFAULT_HASHING_ALGORITHM exists in Django 3.1 and 3.2 alone, so it says how old the site is. */
function impliedVersion(settings: Checked): string {
  return settings.DEFAULT_HASHING_ALGORITHM === undefined ? NEWEST_LTS : "3.2";
}

function checkSerializer(serializer: string): void {
  if (serializer === JSON_SERIALIZER) return;
  throw new ImproperlyConfigured(
    "The setting SESSION_SERIALIZER names a serializer that is not Django's JSONSerializer.",
    {
      fix: "Sessions that other languages can read are JSON: set it to django.contrib.sessions.serializers.JSONSerializer in Django.",
    },
  );
}
