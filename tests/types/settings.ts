/** The type of Settings takes a dump of Django's. Nothing of this runs. */
import { expectTypeOf } from "vitest";
import { Backend } from "../../src/index.ts";
import type { Settings, SiteSettings, SqlDatabase } from "../../src/index.ts";

declare const database: SqlDatabase;
declare const text: string;

/** As JSON.parse gives it. */
export const parsed = new Backend(database, JSON.parse(text));

/** As a file of the site's own has it, with settings that are not used here. */
const dump = {
  SECRET_KEY: "secret",
  SECRET_KEY_FALLBACKS: ["old"],
  DEBUG: false,
  ALLOWED_HOSTS: ["example.com"],
  DATABASES: {
    default: { ENGINE: "django.db.backends.postgresql", NAME: "x", PORT: 5432, TIME_ZONE: null },
  },
  INSTALLED_APPS: ["django.contrib.sessions"],
  SESSION_COOKIE_AGE: 1_209_600,
  SESSION_COOKIE_DOMAIN: null,
  SESSION_COOKIE_SAMESITE: "Lax",
  TEMPLATES: [{ OPTIONS: {} }],
  USE_TZ: true,
} as const satisfies Settings;
export const dumped = new Backend(database, dump);

/** What comes of it has no holes. */
export function complete(settings: SiteSettings): void {
  expectTypeOf(dumped.settings).toEqualTypeOf<SiteSettings>();
  expectTypeOf(settings.SESSION_COOKIE_NAME).toEqualTypeOf<string>();
  expectTypeOf(settings.SESSION_COOKIE_AGE).toEqualTypeOf<number>();
  expectTypeOf(settings.DJANGO_VERSION).toExtend<readonly number[]>();
  expectTypeOf(settings).not.toHaveProperty("SESSION_COOKIE_NAM");
}
