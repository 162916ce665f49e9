/** The caches of a site: the connections that it was given, opened with their entries of CACHES. */
import type { CodecLimits } from "../../codec/limits.ts";
import type { SqlDatabase } from "../../databases/sql/database.ts";
import type { Clock } from "../../datetime.ts";
import { ImproperlyConfigured } from "../../errors.ts";
import type { SiteSettings } from "../../settings.ts";
import type { CacheConnection, SiteCache } from "./cache.ts";

/** What caches are opened with. */
export interface SiteCachesOptions {
  readonly connections: Readonly<Record<string, CacheConnection>>;
  readonly databases: Readonly<Record<string, SqlDatabase>>;
  readonly settings: SiteSettings;
  readonly clock: Clock;
  readonly limits: CodecLimits & { readonly statementTimeout?: number };
}

/** Gives a cache by its name in CACHES, and the milliseconds that a command of it may take. */
export type OpenCache = (alias: string, statementTimeout?: number) => SiteCache;

/** @throws ImproperlyConfigured when CACHES has no such entry, or nothing was passed for it. */
export function siteCaches(options: SiteCachesOptions): OpenCache {
  const { connections, databases, settings: site, clock, limits } = options;
  return (alias, statementTimeout) => {
    const settings = Object.hasOwn(site.CACHES, alias) ? site.CACHES[alias] : undefined;
    if (settings === undefined) {
      throw new ImproperlyConfigured(`The setting CACHES has no cache "${alias}".`, {
        fix: "Pass CACHES as it is in Django, and SESSION_CACHE_ALIAS if it is set there.",
      });
    }
    const connection = Object.hasOwn(connections, alias) ? connections[alias] : undefined;
    if (connection === undefined) {
      throw new ImproperlyConfigured(
        `The cache "${alias}" is ${settings.BACKEND}, and no connection to it was passed.`,
        {
          fix: `Pass it to the Backend: new Backend({ databases, caches: { "${alias}": … } }, settings).`,
        },
      );
    }
    const patience = statementTimeout === undefined ? {} : { statementTimeout };
    return connection.open({
      alias,
      settings,
      databases,
      site,
      clock,
      limits: { ...limits, ...patience },
    });
  };
}
