/** A db engine on a session table made for one test. */
import { randomBytes } from "node:crypto";
import { siteClock } from "../../src/datetime.ts";
import { dbEngine } from "../../src/engines/db.ts";
import type { DbEngineOptions } from "../../src/engines/db.ts";
import type { EngineSettings, SessionEngine } from "../../src/engines/engine.ts";
import { siteSettings } from "../../src/settings.ts";
import { sessionTable } from "../../src/testing/database-tables.ts";
import type { TableOptions } from "../../src/testing/database-tables.ts";
import type { EngineSubject } from "../../src/testing/engine-bench.ts";
import { plainCodec } from "../unit/engines/plain-codec.ts";
import type { OpenClient } from "./clients.ts";

/** A table on a client's database, made anew. */
export async function makeTable(client: OpenClient, options: TableOptions = {}): Promise<string> {
  const table = `sessions_${randomBytes(6).toString("hex")}`;
  const { vendor } = client.database;
  for (const statement of sessionTable(vendor, table, options)) await client.probe(statement);
  return table;
}

/** What a test may set. */
export interface SiteOptions extends DbEngineOptions {
  readonly settings?: Partial<EngineSettings>;
  readonly now?: () => number;
  readonly statementTimeout?: number;
}

/** The engine of a site that keeps its sessions there. */
export function siteEngine(
  { database }: Pick<OpenClient, "database">,
  { settings: given = {}, now, statementTimeout, ...options }: SiteOptions,
): EngineSubject & { readonly engine: SessionEngine } {
  const settings = { ...siteSettings({ SECRET_KEY: "kit", TIME_ZONE: "UTC" }), ...given };
  const clock = siteClock(settings, now);
  const engine = dbEngine(options)({
    databases: { default: database },
    settings,
    clock,
    cache: () => {
      throw new Error("This site has no cache.");
    },
    codec: () => plainCodec,
    diagnose: () => {},
    limits: statementTimeout === undefined ? {} : { statementTimeout },
  });
  return { engine, clock };
}
