/** The engines that Django has, by the names that SESSION_ENGINE gives them, and those of the site's own. */
import type { CacheConnection } from "../caches/shared/cache.ts";
import { siteCaches } from "../caches/shared/open-cache.ts";
import type { CodecLimits } from "../codec/limits.ts";
import { siteCodecs } from "../codec/site-codec.ts";
import { ImproperlyConfigured } from "../errors.ts";
import type { SiteSettings } from "../settings.ts";
import { cacheEngine } from "./cache.ts";
import { cachedDbEngine } from "./cached-db.ts";
import { dbEngine } from "./db.ts";
import type { EngineContext, EngineFactory, SessionEngine } from "./engine.ts";
import { fileEngine } from "./file.ts";
import { signedCookiesEngine } from "./signed-cookies.ts";

/** Engines by the names that a site gives to SESSION_ENGINE. */
export type Engines = Readonly<Record<string, EngineFactory>>;

const DJANGO_ENGINES: Engines = {
  "django.contrib.sessions.backends.db": dbEngine(),
  "django.contrib.sessions.backends.cache": cacheEngine(),
  "django.contrib.sessions.backends.cached_db": cachedDbEngine(),
  "django.contrib.sessions.backends.file": fileEngine(),
  "django.contrib.sessions.backends.signed_cookies": signedCookiesEngine(),
};

/** What a Backend has that its engine needs. */
export interface SiteParts extends Pick<EngineContext, "databases" | "clock" | "diagnose"> {
  readonly caches?: Readonly<Record<string, CacheConnection>>;
  readonly limits: CodecLimits & { readonly statementTimeout?: number };
}

/** Makes the engine that SESSION_ENGINE names. @throws ImproperlyConfigured when there is none, or it lacks something. */
export function makeEngine(
  settings: SiteSettings,
  own: Engines | undefined,
  { caches: connections = {}, ...parts }: SiteParts,
): SessionEngine {
  return engineOf(
    settings.SESSION_ENGINE,
    own,
  )({
    ...parts,
    settings,
    cache: siteCaches({ ...parts, settings, connections }),
    codec: siteCodecs({ ...parts, settings }),
  });
}

function engineOf(name: string, own: Engines = {}): EngineFactory {
  const engines = { ...DJANGO_ENGINES, ...own };
  const found = Object.hasOwn(engines, name) ? engines[name] : undefined;
  if (found !== undefined) return found;
  throw new ImproperlyConfigured(`The SESSION_ENGINE ${name} is not known here.`, {
    fix: `Known are ${Object.keys(engines).join(", ")}. Describe an engine of your own by the option engines: { "${name}": dbEngine({ table, columns, … }) }.`,
  });
}
