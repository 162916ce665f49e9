/** What each of Django's settings must be, and clear words when one is not. */
import { ImproperlyConfigured } from "./errors.ts";
import { DJANGO_SETTING_NAMES } from "./setting-names.ts";
import { parseVersion } from "./version.ts";

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === "string" && value !== "";
const isFlag: Check = (value) => typeof value === "boolean";
const isSecret: Check = (value) =>
  isText(value) || (value instanceof Uint8Array && value.length > 0);
const isTimeZone: Check = (value) => {
  if (typeof value !== "string") return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en-US", { timeZone: value }).resolvedOptions();
    // Newer runtimes also take an offset, which is no zone to Python.
    return /^[A-Z]/i.test(timeZone);
  } catch {
    return false;
  }
};
const isDatabase: Check = (value) =>
  isRecord(value) && (value.TIME_ZONE == null || isTimeZone(value.TIME_ZONE));

const isLocation: Check = (value) =>
  typeof value === "string" ||
  (Array.isArray(value) && value.every((item) => typeof item === "string"));
const isTimeout: Check = (value) => value === null || Number.isFinite(value);
const isCache: Check = (value) => {
  if (!isRecord(value)) return false;
  const { BACKEND, LOCATION = "", TIMEOUT = null, KEY_PREFIX = "", VERSION = 1 } = value;
  const isKeyed = typeof KEY_PREFIX === "string" && Number.isFinite(VERSION);
  return isText(BACKEND) && isLocation(LOCATION) && isTimeout(TIMEOUT) && isKeyed;
};

/** Whether something is an object with members by name. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const TEXT = { what: "a text that is not empty", check: isText };
const FLAG = { what: "true or false", check: isFlag };
const TEXTS = {
  what: "a list of texts",
  check: (value: unknown) => Array.isArray(value) && value.every(isText),
};
const URL_OR_NAME = { what: "a URL", check: isText };
const COOKIE_NAME = {
  what: "a cookie name",
  check: (value: unknown) => typeof value === "string" && /^[\w!#$%&'*+.^`|~:-]+$/.test(value),
};
const COOKIE_DOMAIN = {
  what: "a domain or null",
  check: (value: unknown) => value === null || (typeof value === "string" && !/[;\s]/.test(value)),
};
const COOKIE_PATH = {
  what: "a path",
  check: (value: unknown) => typeof value === "string" && !/[;\r\n]/.test(value),
};
const SAMESITE = {
  what: '"Strict", "Lax", "None" or false',
  check: (value: unknown) =>
    value === false ||
    value === null ||
    (typeof value === "string" && /^(?:strict|lax|none)$/i.test(value)),
};

/** What each setting that we use must be. */
const RULES: Readonly<Record<string, { readonly what: string; readonly check: Check }>> = {
  SECRET_KEY: { what: "a text or bytes, and not empty", check: isSecret },
  SECRET_KEY_FALLBACKS: {
    what: "a list of texts or bytes",
    check: (value) => Array.isArray(value) && value.every(isSecret),
  },
  SESSION_ENGINE: TEXT,
  SESSION_SERIALIZER: TEXT,
  SESSION_COOKIE_NAME: COOKIE_NAME,
  SESSION_COOKIE_AGE: {
    what: "a whole number of seconds",
    check: (value) => Number.isSafeInteger(value),
  },
  SESSION_COOKIE_DOMAIN: COOKIE_DOMAIN,
  SESSION_COOKIE_PATH: COOKIE_PATH,
  SESSION_COOKIE_SECURE: FLAG,
  SESSION_COOKIE_HTTPONLY: FLAG,
  SESSION_COOKIE_SAMESITE: SAMESITE,
  SESSION_SAVE_EVERY_REQUEST: FLAG,
  SESSION_EXPIRE_AT_BROWSER_CLOSE: FLAG,
  SESSION_CACHE_ALIAS: TEXT,
  SESSION_FILE_PATH: {
    what: "the path of a folder, or null",
    check: (value) => value === null || typeof value === "string",
  },
  CACHES: {
    what: "an object by alias, with the BACKEND of each, and LOCATION, TIMEOUT, KEY_PREFIX and VERSION of Django's types",
    check: (value) => isRecord(value) && Object.values(value).every(isCache),
  },
  USE_TZ: FLAG,
  TIME_ZONE: { what: "an IANA time zone, such as Europe/Paris", check: isTimeZone },
  DATABASES: {
    what: "an object by alias, and the TIME_ZONE of each an IANA time zone or null",
    check: (value) => isRecord(value) && Object.values(value).every(isDatabase),
  },
  DEFAULT_HASHING_ALGORITHM: {
    what: '"sha1" or "sha256"',
    check: (value) => value === "sha1" || value === "sha256",
  },
  AUTH_USER_MODEL: {
    what: "a model as app_label.ModelName",
    check: (value) => typeof value === "string" && /^\w+\.\w+$/.test(value),
  },
  AUTHENTICATION_BACKENDS: TEXTS,
  PASSWORD_HASHERS: TEXTS,
  AUTH_PASSWORD_VALIDATORS: {
    what: "a list of objects with a NAME",
    check: (value) =>
      Array.isArray(value) && value.every((item) => isRecord(item) && isText(item.NAME)),
  },
  LOGIN_URL: URL_OR_NAME,
  LOGIN_REDIRECT_URL: URL_OR_NAME,
  LOGOUT_REDIRECT_URL: { what: "a URL or null", check: (value) => value === null || isText(value) },
  CSRF_COOKIE_NAME: COOKIE_NAME,
  CSRF_COOKIE_AGE: {
    what: "a whole number of seconds or null",
    check: (value) => value === null || Number.isSafeInteger(value),
  },
  CSRF_COOKIE_DOMAIN: COOKIE_DOMAIN,
  CSRF_COOKIE_PATH: COOKIE_PATH,
  CSRF_COOKIE_SECURE: FLAG,
  CSRF_COOKIE_HTTPONLY: FLAG,
  CSRF_COOKIE_SAMESITE: SAMESITE,
  CSRF_COOKIE_MASKED: FLAG,
  CSRF_HEADER_NAME: TEXT,
  CSRF_TRUSTED_ORIGINS: TEXTS,
  CSRF_USE_SESSIONS: FLAG,
  ALLOWED_HOSTS: TEXTS,
  DEBUG: FLAG,
  USE_X_FORWARDED_HOST: FLAG,
  USE_X_FORWARDED_PORT: FLAG,
  SECURE_PROXY_SSL_HEADER: {
    what: "a header and its value, or null",
    check: (value) =>
      value === null || (Array.isArray(value) && value.length === 2 && value.every(isText)),
  },
  DJANGO_VERSION: {
    what: 'a release of Django, such as "5.2" or "5.2.14"',
    check: (value) => typeof value === "string" && parseVersion(value) !== null,
  },
};

/** @throws ImproperlyConfigured naming the setting that is unknown or ill-typed, never its value. */
export function checkSetting(name: string, value: unknown): void {
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
