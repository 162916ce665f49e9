/** Django's settings by Django's names: its defaults, and clear words when one is wrong. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ImproperlyConfigured } from "../../src/errors.ts";
import type { DjangoSessionError } from "../../src/errors.ts";
import { DJANGO_SETTING_NAMES } from "../../src/setting-names.ts";
import { siteSettings } from "../../src/settings.ts";
import type { Settings } from "../../src/settings.ts";
import { runPython } from "../django/python.ts";
import { djangoVersions, openPeer } from "../django/server.ts";
import type { DjangoPeer } from "../django/server.ts";

const SECRET_KEY = "canary-secret-key";

/** The error of settings that are refused. */
function refusal(given: unknown): DjangoSessionError {
  try {
    siteSettings(given as Settings);
  } catch (error) {
    expect(error).toBeInstanceOf(ImproperlyConfigured);
    return error as DjangoSessionError;
  }
  throw new Error("The settings were not refused.");
}

/** Settings that Django dropped, and what it does without them. */
const DROPPED = { DEFAULT_HASHING_ALGORITHM: "sha256", CSRF_COOKIE_MASKED: false };

describe.each(djangoVersions())("beside Django %s", (version) => {
  let django: DjangoPeer;
  beforeAll(async () => {
    django = await openPeer({ version, databaseUrl: "sqlite:///:memory:", migrate: false });
  });
  afterAll(() => django.stop());

  test("the defaults are Django's", async () => {
    const { DJANGO_VERSION: _, ...ours } = siteSettings({ SECRET_KEY, DJANGO_VERSION: version });
    // Django's own default database is a dummy.
    const { SECRET_KEY: _key, DATABASES: _databases, ...compared } = ours;
    const program = `
from django.conf import global_settings as defaults
answer = {name: getattr(defaults, name) for name in given if hasattr(defaults, name)}`;
    const theirs = await runPython(django, program, Object.keys(compared));
    expect(compared).toEqual({ ...DROPPED, ...theirs });
  });

  test("the name of every setting is known", async () => {
    const program = `
from django.conf import global_settings
answer = [name for name in dir(global_settings) if name.isupper()]`;
    const names: string[] = await runPython(django, program);
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => !DJANGO_SETTING_NAMES.has(name))).toEqual([]);
  });

  test("a dump of a site's settings is taken as it is", async () => {
    const program = `
import json
from django.conf import settings
names = [name for name in dir(settings) if name.isupper()]
answer = json.loads(json.dumps({name: getattr(settings, name) for name in names}, default=str))`;
    const dump: Settings = await runPython(django, program);
    expect(Object.keys(dump).length).toBeGreaterThan(100);
    const settings = siteSettings({ ...dump, DJANGO_VERSION: django.django });
    expect(settings.SECRET_KEY).toBe("django-insecure-for-tests-only");
    expect(settings.DATABASES.default).toMatchObject({ NAME: ":memory:" });
    expect(settings.SESSION_COOKIE_AGE).toBe(dump.SESSION_COOKIE_AGE);
  });
});

describe("what is given", () => {
  test("is the SECRET_KEY alone, or an object of settings", () => {
    expect(siteSettings(SECRET_KEY)).toEqual(siteSettings({ SECRET_KEY }));
    const bytes = new TextEncoder().encode(SECRET_KEY);
    expect(siteSettings({ SECRET_KEY: bytes }).SECRET_KEY).toBe(bytes);
  });

  test("is not changed, and what comes of it cannot be", () => {
    const given = { SECRET_KEY, SESSION_COOKIE_AGE: 60 };
    const settings = siteSettings(given);
    expect(given).toEqual({ SECRET_KEY, SESSION_COOKIE_AGE: 60 });
    expect(Object.isFrozen(settings)).toBe(true);
  });

  test("may leave a setting undefined: then it has its default", () => {
    const given: object = { SECRET_KEY, SESSION_COOKIE_NAME: undefined };
    expect(siteSettings(given as Settings).SESSION_COOKIE_NAME).toBe("sessionid");
  });

  test.each([undefined, null, 5, true, [], [SECRET_KEY], () => SECRET_KEY])(
    "is refused when it is neither: %s",
    (given) => {
      const { message, fix } = refusal(given);
      expect(message).toContain("neither a SECRET_KEY nor an object");
      expect(fix).toContain("new Backend(database, SECRET_KEY)");
    },
  );

  test.each([{}, { SECRET_KEY: undefined }, { SECRET_KEY: "" }, ""])(
    "is refused without a SECRET_KEY: %j",
    (given) => {
      expect(refusal(given).message).toBe(
        "The setting SECRET_KEY must be a text or bytes, and not empty.",
      );
    },
  );
});

/** What each setting cannot be. Every text holds the canary, so that a message that quotes it is found. */
const CANARY = "canary ;\n";
const ILL_TYPED: Readonly<Record<string, readonly unknown[]>> = {
  SECRET_KEY: [null, 5, ["canary"], new Uint8Array(), {}],
  SECRET_KEY_FALLBACKS: [null, "canary", { 0: "canary" }, [""], ["canary", 5], [new Uint8Array()]],
  SESSION_ENGINE: [null, "", 5],
  SESSION_SERIALIZER: [null, "", 5],
  SESSION_COOKIE_NAME: ["", null, "canary name", "canary=", CANARY, "canäry", 5],
  SESSION_COOKIE_AGE: [null, "60", 1.5, NaN, Infinity, 60n, true],
  SESSION_COOKIE_DOMAIN: [CANARY, 5, false, ["canary"]],
  SESSION_COOKIE_PATH: [null, CANARY, 5],
  SESSION_COOKIE_SECURE: ["canary", "true", 1, 0, null],
  SESSION_COOKIE_HTTPONLY: ["canary", "false", 1, null],
  SESSION_COOKIE_SAMESITE: ["canary", true, 0, "", ["Lax"]],
  SESSION_SAVE_EVERY_REQUEST: ["canary", 1, null],
  SESSION_EXPIRE_AT_BROWSER_CLOSE: ["canary", 1, null],
  SESSION_CACHE_ALIAS: ["", null, 5, ["canary"]],
  SESSION_FILE_PATH: [5, false, ["canary"]],
  CACHES: [
    null,
    "canary",
    ["canary"],
    { default: "canary" },
    { default: {} },
    { default: { BACKEND: "" } },
    { default: { BACKEND: "canary", LOCATION: 5 } },
    { default: { BACKEND: "canary", LOCATION: [5] } },
    { default: { BACKEND: "canary", TIMEOUT: "canary" } },
    { default: { BACKEND: "canary", KEY_PREFIX: 5 } },
    { default: { BACKEND: "canary", VERSION: "canary" } },
  ],
  USE_TZ: ["canary", 1, null],
  TIME_ZONE: ["canary", "Canary/Islands", "", "+05:00", null, 5, ["UTC"]],
  DATABASES: [
    null,
    "canary",
    ["canary"],
    { default: "canary" },
    { default: null },
    { default: { TIME_ZONE: "canary" } },
    { default: {}, other: { TIME_ZONE: 5 } },
  ],
  DEFAULT_HASHING_ALGORITHM: ["canary", "SHA1", null],
  AUTH_USER_MODEL: ["canary", "", null, "canary.accounts.User", 5],
  AUTHENTICATION_BACKENDS: ["canary", null, [5], [""], { 0: "canary" }],
  PASSWORD_HASHERS: ["canary", null, [5]],
  AUTH_PASSWORD_VALIDATORS: ["canary", null, ["canary"], [{}], [{ NAME: 5 }], [null]],
  LOGIN_URL: ["", null, 5],
  LOGIN_REDIRECT_URL: ["", null, 5],
  LOGOUT_REDIRECT_URL: ["", 5, false],
  CSRF_COOKIE_NAME: ["", null, "canary name", CANARY],
  CSRF_COOKIE_AGE: ["60", 1.5, NaN, true],
  CSRF_COOKIE_DOMAIN: [CANARY, 5, false],
  CSRF_COOKIE_PATH: [null, CANARY, 5],
  CSRF_COOKIE_SECURE: ["canary", 1, null],
  CSRF_COOKIE_HTTPONLY: ["canary", 1, null],
  CSRF_COOKIE_SAMESITE: ["canary", true, 0, ""],
  CSRF_COOKIE_MASKED: ["canary", 1, null],
  CSRF_HEADER_NAME: ["", null, 5],
  CSRF_TRUSTED_ORIGINS: ["canary", null, [5]],
  CSRF_USE_SESSIONS: ["canary", 1, null],
  ALLOWED_HOSTS: ["canary", null, [5]],
  DEBUG: ["canary", 1, null],
  USE_X_FORWARDED_HOST: ["canary", 1, null],
  USE_X_FORWARDED_PORT: ["canary", 1, null],
  SECURE_PROXY_SSL_HEADER: ["canary", ["canary"], ["canary", 5], {}],
  DJANGO_VERSION: ["canary", "", 5.2, null, [5, 2]],
};

describe("a setting that is ill-typed", () => {
  const cases = Object.entries(ILL_TYPED).flatMap(([name, values]) =>
    values.map((value) => ({ name, value })),
  );

  test("is one that is used, and none is left out", () => {
    const { DJANGO_VERSION, ...used } = siteSettings(SECRET_KEY);
    expect(DJANGO_VERSION).toEqual([5, 2, Infinity]);
    expect(Object.keys(ILL_TYPED).sort()).toEqual([...Object.keys(used), "DJANGO_VERSION"].sort());
  });

  test.each(cases)("is named, and its value is not told: $name $value", ({ name, value }) => {
    const { message } = refusal({ SECRET_KEY, [name]: value });
    expect(message).toMatch(new RegExp(`^The setting ${name} must be .+\\.$`));
    expect(message).not.toContain("canary");
  });

  test("is not one that Django takes", () => {
    const taken: Partial<Settings>[] = [
      { SECRET_KEY_FALLBACKS: [] },
      { SECRET_KEY_FALLBACKS: ["old", new Uint8Array([1])] },
      { SESSION_COOKIE_NAME: "__Host-a.b:c!#$%&'*+^`|~" },
      { SESSION_COOKIE_AGE: 0 },
      { SESSION_COOKIE_AGE: -1 },
      { SESSION_COOKIE_DOMAIN: "" },
      { SESSION_COOKIE_DOMAIN: ".example.com" },
      { SESSION_COOKIE_PATH: "" },
      { SESSION_COOKIE_SAMESITE: false },
      { SESSION_COOKIE_SAMESITE: null },
      { TIME_ZONE: "Etc/GMT+5" },
      { DATABASES: { default: { TIME_ZONE: null }, other: { TIME_ZONE: "Asia/Kolkata" } } },
    ];
    for (const settings of taken) {
      expect(siteSettings({ SECRET_KEY, ...settings })).toMatchObject(settings);
    }
  });

  test("is not SameSite in any case of letters, which is written properly", () => {
    for (const [given, proper] of [
      ["none", "None"],
      ["LAX", "Lax"],
      ["strict", "Strict"],
    ]) {
      const dump = { SECRET_KEY, SESSION_COOKIE_SAMESITE: given } as Settings;
      expect(siteSettings(dump).SESSION_COOKIE_SAMESITE).toBe(proper);
    }
  });
});

describe("a setting that is unknown", () => {
  test.each([
    ["SESSION_COOKIE_NAM", "SESSION_COOKIE_NAME"],
    ["SESION_COOKIE_AGE", "SESSION_COOKIE_AGE"],
    ["SECRETKEY", "SECRET_KEY"],
    ["secretKey", "SECRET_KEY"],
    ["sessionCookieName", "SESSION_COOKIE_NAME"],
    ["SECRET_KEY_FALLBACK", "SECRET_KEY_FALLBACKS"],
    ["USE_TIMEZONE", undefined],
    ["LOGIN_URLS", "LOGIN_URL"],
    ["DJANGO_VERSIONS", "DJANGO_VERSION"],
  ])("is named, with the setting that may be meant: %s", (name, meant) => {
    const { message, fix } = refusal({ SECRET_KEY, [name]: "canary" });
    expect(message).toContain(`${name} is not a setting of Django's.`);
    expect(fix).toBe(meant === undefined ? "Remove it." : `Did you mean ${meant}?`);
    expect(message).not.toContain("canary");
  });

  test("is not found among the members that every object has", () => {
    for (const name of ["constructor", "toString", "hasOwnProperty"]) {
      expect(refusal({ SECRET_KEY, [name]: 1 }).message).toContain(name);
    }
    const parsed = JSON.parse(`{"SECRET_KEY":"${SECRET_KEY}","__proto__":{"USE_TZ":false}}`);
    expect(refusal(parsed).message).toContain("__proto__");
  });
});

describe("the serializer", () => {
  test.each([
    "django.contrib.sessions.serializers.PickleSerializer",
    "django.core.signing.JSONSerializer",
  ])("must be Django's JSONSerializer: %s", (SESSION_SERIALIZER) => {
    const { message, fix } = refusal({ SECRET_KEY, SESSION_SERIALIZER });
    expect(message).toContain("SESSION_SERIALIZER");
    expect(fix).toContain("django.contrib.sessions.serializers.JSONSerializer");
  });
});

describe("what the version decides", () => {
  test("is USE_TZ, unless told", () => {
    const useTz = (DJANGO_VERSION: string): boolean =>
      siteSettings({ SECRET_KEY, DJANGO_VERSION }).USE_TZ;
    expect(["3.2", "4.2.30", "5.0", "5.2", "6.1"].map(useTz)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(siteSettings({ SECRET_KEY, DJANGO_VERSION: "5.2", USE_TZ: false }).USE_TZ).toBe(false);
  });

  test("follows from DEFAULT_HASHING_ALGORITHM, which Django 3.1 and 3.2 alone have", () => {
    const old = siteSettings({ SECRET_KEY, DEFAULT_HASHING_ALGORITHM: "sha1" });
    expect(old.DJANGO_VERSION).toEqual([3, 2, Infinity]);
    expect(old.DEFAULT_HASHING_ALGORITHM).toBe("sha1");
  });

  test("is that a newer Django does not look at DEFAULT_HASHING_ALGORITHM", () => {
    const left = { SECRET_KEY, DEFAULT_HASHING_ALGORITHM: "sha1", DJANGO_VERSION: "4.2" } as const;
    expect(siteSettings(left).DEFAULT_HASHING_ALGORITHM).toBe("sha256");
  });
});
