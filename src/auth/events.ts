/** What happened to users, for whoever listens. Django: the signals of `django.contrib.auth`. */
import type { AnyUser } from "./user.ts";

/** A sign-in, a sign-out, or an attempt that failed. */
export type AuthEvent =
  | { readonly event: "user-logged-in"; readonly user: AnyUser }
  /** `user` is null when nobody was signed in. */
  | { readonly event: "user-logged-out"; readonly user: AnyUser | null }
  /** What looks like a secret is starred out. */
  | {
      readonly event: "user-login-failed";
      readonly credentials: Readonly<Record<string, unknown>>;
    };

const SENSITIVE = /api|token|key|secret|password|signature/i;

/** Credentials without their secrets. Django: `_clean_credentials`. */
export function cleanCredentials(
  credentials: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const cleaned = Object.entries(credentials).map(([name, value]) => {
    return [name, SENSITIVE.test(name) ? "********************" : value];
  });
  return Object.fromEntries(cleaned) as Record<string, unknown>;
}
