/** The contracts of databases, engines and frameworks, as cases that any test runner can run. Needs Node's `node:assert`. */
export { cacheConformance } from "./cache-kit.ts";
export type { DatabaseSubject } from "./database-bench.ts";
export { databaseConformance } from "./database-kit.ts";
export { sessionTable, userTables } from "./database-tables.ts";
export type { TableOptions } from "./database-tables.ts";
export type { EngineSubject, EngineTraits, MakeEngine } from "./engine-bench.ts";
export { engineConformance } from "./engine-kit.ts";
export { frameworkConformance } from "./framework-kit.ts";
export type {
  FrameworkSubject,
  KitAnswer,
  KitGuard,
  KitHandler,
  KitRequest,
  KitRoute,
  KitServer,
} from "./framework-stage.ts";
export type { ConformanceCase } from "./kit.ts";
export { siteEngine } from "./site-engine.ts";
