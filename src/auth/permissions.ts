/** What a user may do, over all backends of the site. Django: `PermissionsMixin` and its `_user_has_perm`. */
import { PermissionDenied } from "../errors.ts";
import type { Account } from "./authentication-backend.ts";
import type { PermissionSets } from "./users/user-rows.ts";
import type { UserSite } from "./user-site.ts";

/** The permissions of one user: asked for once, and kept. */
export class Permissions {
  readonly #account: Account;
  readonly #site: UserSite;
  #sets: Promise<PermissionSets[]> | null = null;

  constructor(account: Account, site: UserSite) {
    this.#account = account;
    this.#site = site;
  }

  /** Django: `has_perm(perm, obj)`. An active superuser may do everything, and nothing is asked. */
  async has(permission: string, object?: unknown): Promise<boolean> {
    if (this.#isAlmighty) return true;
    const sets = await this.#of(object);
    return sets.some(({ user, group }) => user.has(permission) || group.has(permission));
  }

  /** Django: `has_module_perms(app_label)`. */
  async hasModule(appLabel: string): Promise<boolean> {
    if (this.#isAlmighty) return true;
    for (const permission of await this.all()) {
      if (permission.slice(0, permission.indexOf(".")) === appLabel) return true;
    }
    return false;
  }

  async all(): Promise<Set<string>> {
    return new Set((await this.#of()).flatMap(({ user, group }) => [...user, ...group]));
  }

  async own(): Promise<Set<string>> {
    return new Set((await this.#of()).flatMap(({ user }) => [...user]));
  }

  async grouped(): Promise<Set<string>> {
    return new Set((await this.#of()).flatMap(({ group }) => [...group]));
  }

  get #isAlmighty(): boolean {
    return this.#account.isActive && this.#account.isSuperuser;
  }

  #of(object?: unknown): Promise<PermissionSets[]> {
    if ((object ?? null) !== null) return this.#ask(object);
    this.#sets ??= this.#ask(undefined).catch((error: unknown) => {
      this.#sets = null;
      throw error;
    });
    return this.#sets;
  }

  /** Backends that ask in the same way are asked once. One that throws PermissionDenied has the last word. */
  async #ask(object: unknown): Promise<PermissionSets[]> {
    const { backends, tools } = this.#site;
    const asked = new Map(
      Array.from(backends.values(), (backend) => [backend.permissions, backend]),
    );
    const sets: PermissionSets[] = [];
    try {
      for (const backend of asked.values()) {
        const answer = await backend.permissions?.(this.#account, tools, object);
        if (answer !== undefined) sets.push(answer);
      }
    } catch (error) {
      if (!(error instanceof PermissionDenied)) throw error;
    }
    return sets;
  }
}
