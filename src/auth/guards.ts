/** Who may come in. Django: `login_required`, `permission_required` and `staff_member_required`. */
import { LoginRequired, PermissionDenied } from "../errors.ts";
import type { HostSettings } from "./hosts.ts";
import { loginRedirect } from "./redirects.ts";
import type { RequestFacts } from "./request-facts.ts";
import type { User } from "./user.ts";

/** What a guard asks of a user of the site. */
export type UserTest = (user: User) => boolean | Promise<boolean>;

/** Lets every user in. */
export const isUser: UserTest = () => true;

/** Lets in who may enter the admin. */
export const isStaff: UserTest = (user) => user.isActive && user.isStaff;

/** Lets in who has all of these permissions, `app_label.codename`. */
export function mayAll(permissions: readonly string[]): UserTest {
  return (user) => user.hasPerms(permissions);
}

/** A request at a guard: its facts, and the path it asks for, with its query, as it was sent. */
export interface GuardedRequest {
  readonly facts: RequestFacts;
  readonly target: string;
  readonly settings: HostSettings & { readonly LOGIN_URL: string };
}

/**
 * Null for a user who passes; for a visitor who browses and is nobody, where to sign in and come back.
 * @throws LoginRequired for nobody who does not browse, PermissionDenied for a user who does not pass.
 */
export async function admit(
  user: User,
  test: UserTest,
  request: GuardedRequest,
): Promise<string | null> {
  if (user.isAuthenticated) {
    if (await test(user)) return null;
    throw new PermissionDenied("The user may not do this.");
  }
  const { facts, target, settings } = request;
  if (!browses(facts)) {
    throw new LoginRequired("Nobody is signed in.", { fix: "Sign in first." });
  }
  return loginRedirect(facts, target, settings, { url: settings.LOGIN_URL });
}

/** Whether a page is asked for, by somebody who follows a redirect to another page. */
function browses(facts: RequestFacts): boolean {
  const isRead = facts.method === "GET" || facts.method === "HEAD";
  return isRead && (facts.header("accept") ?? "").includes("text/html");
}
