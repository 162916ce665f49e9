/** Share Django's sessions with any TypeScript service. */
export type { AuthOptions } from "./auth/auth.ts";
export type {
  Account,
  AuthenticationBackend,
  BackendTools,
} from "./auth/authentication-backend.ts";
export type { NewUser } from "./auth/create-user.ts";
export type { AuthEvent } from "./auth/events.ts";
export { csrfInput } from "./auth/csrf/form.ts";
export type { Passwords } from "./auth/passwords.ts";
export { urlHasAllowedHostAndScheme } from "./auth/redirects.ts";
export type { Credentials, LoginOptions } from "./auth/sign-in.ts";
export type { AnyUser, User } from "./auth/user.ts";
export type { DescribedField, DescribedUserModel } from "./auth/users/description.ts";
export { describeUserModel } from "./auth/users/introspect.ts";
export type { UserTable } from "./auth/users/introspect.ts";
export type {
  AnyUserRow,
  AuthUserRow,
  FieldType,
  UserField,
  UserModel,
  UserParent,
  UserRelation,
} from "./auth/users/user-model.ts";
export { PasswordValidators } from "./auth/validators/password-validators.ts";
export type {
  PasswordValidator,
  UserAttributes,
  ValidatorFactory,
} from "./auth/validators/validator.ts";
export { Backend } from "./backend.ts";
export type {
  BackendOptions,
  Connections,
  Diagnostic,
  Limits,
  SessionValueMisfit,
} from "./backend.ts";
export type {
  CacheConnection,
  CacheContext,
  CacheOutcome,
  SiteCache,
  Timeout,
} from "./caches/shared/cache.ts";
export type { DecodeCause, DecodeFailure } from "./codec/codec.ts";
export type { Clock } from "./datetime.ts";
export type {
  SqlDatabase,
  SqlResult,
  SqlValue,
  Statement,
  Vendor,
} from "./databases/sql/database.ts";
export { cacheEngine } from "./engines/cache.ts";
export type { CacheEngineOptions } from "./engines/cache.ts";
export { cachedDbEngine } from "./engines/cached-db.ts";
export type { CachedDbEngineOptions } from "./engines/cached-db.ts";
export { dbEngine } from "./engines/db.ts";
export type { DbEngineOptions } from "./engines/db.ts";
export type {
  ClearExpiredOptions,
  EngineDiagnostic,
  EngineFactory,
  SessionEngine,
} from "./engines/engine.ts";
export { fileEngine } from "./engines/file.ts";
export type { FileEngineOptions } from "./engines/file.ts";
export { signedCookiesEngine } from "./engines/signed-cookies.ts";
export type { SignedCookiesEngineOptions } from "./engines/signed-cookies.ts";
export * from "./errors.ts";
export { PythonObject } from "./pickle/python-object.ts";
export { getSession, getUser } from "./request.ts";
export type { AnyData } from "./session/mapping.ts";
export type { SchemaResult, SessionSchema } from "./session/schema.ts";
export type { SchemaIssue } from "./session/schema-issue.ts";
export { Session } from "./session/session.ts";
export type { ExpiryOptions } from "./session/lifetime.ts";
export type { LoadOptions } from "./session/loading.ts";
export type { Settings, SiteSettings } from "./settings.ts";
