/** The engine of a site, made for the engine kit as a Backend makes it. */
import { Backend } from "../backend.ts";
import type { Connections } from "../backend.ts";
import type { SqlDatabase } from "../databases/sql/database.ts";
import type { EngineFactory } from "../engines/engine.ts";
import type { Settings } from "../settings.ts";
import type { EngineSubject, MakeEngine } from "./engine-bench.ts";

const NAME = "engine.under.test";

/**
 * What {@link engineConformance} asks for: the engine on these connections, with the codec and the clock of a site.
 *
 * @example engineConformance(siteEngine(dbEngine({ table: "account_sessions" }), database))
 */
export function siteEngine(
  makeEngine: EngineFactory,
  connections: SqlDatabase | Connections,
  settings: Partial<Settings> = {},
): MakeEngine {
  return (now) =>
    new Promise<EngineSubject>((resolve) => {
      const capture: EngineFactory = (context) => {
        const engine = makeEngine(context);
        resolve({ engine, clock: context.clock });
        return engine;
      };
      const site = { SECRET_KEY: "kit", ...settings, SESSION_ENGINE: NAME };
      void new Backend(connections, site, { now, engines: { [NAME]: capture } });
    });
}
