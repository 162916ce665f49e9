/** Share Django's sessions with any TypeScript service. */
export { Backend } from "./backend.ts";
export type { BackendOptions, Connections, Diagnostic, Limits } from "./backend.ts";
export type { DecodeCause, DecodeFailure } from "./codec/codec.ts";
export type { Clock } from "./datetime.ts";
export type {
  SqlDatabase,
  SqlResult,
  SqlValue,
  Statement,
  Vendor,
} from "./databases/sql/database.ts";
export { dbEngine } from "./engines/db.ts";
export type { DbEngineOptions } from "./engines/db.ts";
export type { ClearExpiredOptions, EngineFactory, SessionEngine } from "./engines/engine.ts";
export * from "./errors.ts";
export type { AnyData } from "./session/mapping.ts";
export { Session } from "./session/session.ts";
export type { ExpiryOptions } from "./session/lifetime.ts";
export type { Settings, SiteSettings } from "./settings.ts";
