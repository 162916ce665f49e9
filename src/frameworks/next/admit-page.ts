/** Who may see a page. Django: `login_required` and its like. */
import type { UserTest } from "../../auth/guards.ts";
import { loginRedirect } from "../../auth/redirects.ts";
import { PermissionDenied } from "../../errors.ts";
import type { RequestCycle } from "../../lifecycle.ts";

/**
 * Null for a user who passes, else where to sign in; `target` is where to come back to. Unlike a route handler, a page is only
 * ever asked for by somebody who browses, though Next.js' own requests do not say so.
 * @throws PermissionDenied for a user who does not pass.
 */
export async function admitToPage(
  cycle: RequestCycle,
  test: UserTest,
  target: string | undefined,
): Promise<string | null> {
  const { settings } = cycle.backend;
  const user = await cycle.access.getUser();
  if (!user.isAuthenticated) {
    const field = target === undefined ? { field: null } : {};
    return loginRedirect(cycle.facts, target ?? "/", settings, {
      url: settings.LOGIN_URL,
      ...field,
    });
  }
  if (await test(user)) return null;
  throw new PermissionDenied("The user may not do this.");
}
