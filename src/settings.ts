/** Django's settings by Django's names: their defaults, their types, and clear words when one is wrong. */
import { ImproperlyConfigured } from "./errors.ts";
import { DJANGO_SETTING_NAMES } from "./setting-names.ts";
import { atLeast, parseVersion } from "./version.ts";
import type { DjangoVersion } from "./version.ts";

/** One entry of DATABASES, as far as it concerns what is stored. */
export interface DatabaseSettings {
  /** The zone of naive datetimes in SQLite and MySQL, when USE_TZ is true. */
  readonly TIME_ZONE?: string | null;
  readonly [name: string]: unknown;
}

/** The settings of the Django site. A dump of the site's own can be passed; Django's other settings are taken and not used. */
export interface Settings {
  readonly SECRET_KEY: string | Uint8Array;
  readonly SECRET_KEY_FALLBACKS?: readonly (string | Uint8Array)[];
  readonly SESSION_ENGINE?: string;
  readonly SESSION_SERIALIZER?: string;
  readonly SESSION_COOKIE_NAME?: string;
  /** Seconds. */
  readonly SESSION_COOKIE_AGE?: number;
  readonly SESSION_COOKIE_DOMAIN?: string | null;
  readonly SESSION_COOKIE_PATH?: string;
  readonly SESSION_COOKIE_SECURE?: boolean;
  readonly SESSION_COOKIE_HTTPONLY?: boolean;
  readonly SESSION_COOKIE_SAMESITE?: "Strict" | "Lax" | "None" | false | null;
  readonly SESSION_SAVE_EVERY_REQUEST?: boolean;
  readonly SESSION_EXPIRE_AT_BROWSER_CLOSE?: boolean;
  readonly USE_TZ?: boolean;
  readonly TIME_ZONE?: string;
  readonly DATABASES?: Readonly<Record<string, DatabaseSettings>>;
  /** "sha1" writes what Django before 3.1 reads. Known to Django 3.1 and 3.2. */
  readonly DEFAULT_HASHING_ALGORITHM?: "sha1" | "sha256";
  /** Ours: the release of the site's Django, "5.2" or "5.2.14". Unless told, the newest LTS. */
  readonly DJANGO_VERSION?: string;
  /** Django's other settings. */
  readonly [name: string]: unknown;
}

/** The settings with their defaults filled in. */
export interface SiteSettings {
  readonly SECRET_KEY: string | Uint8Array;
  readonly SECRET_KEY_FALLBACKS: readonly (string | Uint8Array)[];
  readonly SESSION_ENGINE: string;
  readonly SESSION_SERIALIZER: string;
  readonly SESSION_COOKIE_NAME: string;
  readonly SESSION_COOKIE_AGE: number;
  readonly SESSION_COOKIE_DOMAIN: string | null;
  readonly SESSION_COOKIE_PATH: string;
  readonly SESSION_COOKIE_SECURE: boolean;
  readonly SESSION_COOKIE_HTTPONLY: boolean;
  readonly SESSION_COOKIE_SAMESITE: "Strict" | "Lax" | "None" | false | null;
  readonly SESSION_SAVE_EVERY_REQUEST: boolean;
  readonly SESSION_EXPIRE_AT_BROWSER_CLOSE: boolean;
  readonly USE_TZ: boolean;
  readonly TIME_ZONE: string;
  readonly DATABASES: Readonly<Record<string, DatabaseSettings>>;
  readonly DEFAULT_HASHING_ALGORITHM: "sha1" | "sha256";
  readonly DJANGO_VERSION: DjangoVersion;
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string" && value !== "";
const isFlag: Check = (value) => typeof value === "boolean";
const isSecret: Check = (value) =>
  isText(value) || (value instanceof Uint8Array && value.length > 0);
const isOneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const isRecord: Check = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTimeZone: Check = (value) => {
  if (!isText(value)) return false;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: String(value) }) !== null;
  } catch {
    return false;
  }
};

const TEXT = { what: "a text that is not empty", check: isText };
const FLAG = { what: "true or false", check: isFlag };

/** What each setting that we use must be. */
const RULES: Readonly<Record<string, { readonly what: string; readonly check: Check }>> = {
  SECRET_KEY: { what: "a text or bytes, and not empty", check: isSecret },
  SECRET_KEY_FALLBACKS: {
    what: "a list of texts or bytes",
    check: (value) => Array.isArray(value) && value.every(isSecret),
  },
  SESSION_ENGINE: TEXT,
  SESSION_SERIALIZER: TEXT,
  SESSION_COOKIE_NAME: {
    what: "a cookie name",
    check: (value) => typeof value === "string" && /^[\w!#$%&'*+.^`|~-]+$/.test(value),
  },
  SESSION_COOKIE_AGE: {
    what: "a whole number of seconds",
    check: (value) => Number.isSafeInteger(value),
  },
  SESSION_COOKIE_DOMAIN: {
    what: "a domain or null",
    check: (value) => value === null || (typeof value === "string" && !/[;\s]/.test(value)),
  },
  SESSION_COOKIE_PATH: {
    what: "a path",
    check: (value) => typeof value === "string" && !/[;\r\n]/.test(value),
  },
  SESSION_COOKIE_SECURE: FLAG,
  SESSION_COOKIE_HTTPONLY: FLAG,
  SESSION_COOKIE_SAMESITE: {
    what: '"Strict", "Lax", "None" or false',
    check: isOneOf("Strict", "Lax", "None", false, null),
  },
  SESSION_SAVE_EVERY_REQUEST: FLAG,
  SESSION_EXPIRE_AT_BROWSER_CLOSE: FLAG,
  USE_TZ: FLAG,
  TIME_ZONE: { what: "an IANA time zone, such as Europe/Paris", check: isTimeZone },
  DATABASES: { what: "an object by alias", check: isRecord },
  DEFAULT_HASHING_ALGORITHM: { what: '"sha1" or "sha256"', check: isOneOf("sha1", "sha256") },
  DJANGO_VERSION: {
    what: 'a release of Django, such as "5.2" or "5.2.14"',
    check: (value) => typeof value === "string" && parseVersion(value) !== null,
  },
};

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
  TIME_ZONE: "America/Chicago",
  DATABASES: {},
  DEFAULT_HASHING_ALGORITHM: "sha256",
} as const;

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
  const known = Object.fromEntries(entries) as Settings;
  if (known.SECRET_KEY === undefined) checkSetting("SECRET_KEY", "");
  const version = parseVersion(known.DJANGO_VERSION ?? impliedVersion(known));
  const DJANGO_VERSION = version ?? [5, 2, Infinity];
  const merged = { ...DEFAULTS, USE_TZ: atLeast(DJANGO_VERSION, 5, 0), ...known, DJANGO_VERSION };
  checkSerializer(merged.SESSION_SERIALIZER);
  return Object.freeze(merged);
}

/** DEFAULT_HASHING_ALGORITHM exists in Django 3.1 and 3.2 alone, so it says how old the site is. */
function impliedVersion(settings: Settings): string {
  return settings.DEFAULT_HASHING_ALGORITHM === undefined ? NEWEST_LTS : "3.2";
}

function checkSetting(name: string, value: unknown): void {
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  if (rule?.check(value) === false) {
    throw new ImproperlyConfigured(`The setting ${name} must be ${rule.what}.`);
  }
  if (rule !== undefined || DJANGO_SETTING_NAMES.has(name)) return;
  const near = [...Object.keys(RULES), ...DJANGO_SETTING_NAMES].find((known) =>
    isNear(name, known),
  );
  throw new ImproperlyConfigured(`${name} is not a setting of Django's.`, {
    fix: near === undefined ? "Remove it." : `Did you mean ${near}?`,
  });
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

/** Whether two names differ by at most two letters left out, added or replaced. */
function isNear(name: string, known: string): boolean {
  let row = Array.from({ length: known.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(name.toUpperCase()).entries()) {
    const next = [i + 1];
    for (let j = 0; j < known.length; j++) {
      const replaced = (row[j] ?? 0) + (letter === known[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return (row.at(-1) ?? Infinity) <= 2;
}
