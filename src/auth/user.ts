/** Somebody, or nobody. Django: `AbstractBaseUser`, `PermissionsMixin` and `AnonymousUser`. */
import { LoginRequired, UserGone, UserNotLoaded } from "../errors.ts";
import { Permissions } from "./permissions.ts";
import { sessionAuthHash } from "./session-keys.ts";
import type { UserKey } from "./users/user-key.ts";
import type { AnyUserRow, AuthUserRow } from "./users/user-model.ts";
import { textOf } from "./users/user-row.ts";
import type { UserRow } from "./users/user-row.ts";
import type { UserSite } from "./user-site.ts";

/** A user as a backend found it: a row, and the dotted path of the backend. */
export interface FoundUser {
  readonly row: UserRow;
  readonly backend: string | null;
}

type Name<Row> = keyof Row & string;

/** A user of any model. */
export type AnyUser = User<AnyUserRow>;

/** A visitor: a user of the site, or anonymous. Made by `backend.getUser(session)`; nothing is fetched before `load()`. */
export class User<Row extends object = AuthUserRow, Permission extends string = string> {
  readonly #site: UserSite;
  readonly #find: () => Promise<FoundUser | null>;
  #loading: Promise<this> | null = null;
  #isLoaded = false;
  #row: Record<string, unknown> | null = null;
  readonly #changed = new Set<string>();
  #permissions: Permissions | null = null;
  /** The dotted path of the backend that knows the user. Django: `user.backend`. */
  backend: string | null = null;

  constructor(site: UserSite, find: () => Promise<FoundUser | null>) {
    this.#site = site;
    this.#find = find;
  }

  /** Fetches the user unless it is here: one statement, however many ask at once, and none for a session of nobody. */
  async load(): Promise<this> {
    if (this.#isLoaded) return this;
    this.#loading ??= this.#fetch().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #fetch(): Promise<this> {
    const found = await this.#find();
    this.#row = found === null ? null : { ...found.row };
    this.backend = found?.backend ?? null;
    this.#isLoaded = true;
    return this;
  }

  /** Whether this is a user of the site, verified. Never true for a session that nobody signed in to. Django: `is_authenticated`. */
  get isAuthenticated(): boolean {
    return this.#loaded() !== null;
  }

  /** Django: `is_anonymous`. */
  get isAnonymous(): boolean {
    return !this.isAuthenticated;
  }

  /** The primary key, null for nobody. Django: `user.pk`. */
  get pk(): UserKey | null {
    return (this.#loaded()?.[this.#site.rows.model.primaryKey] as UserKey | undefined) ?? null;
  }

  /** The value of the model's USERNAME_FIELD, empty for nobody. Django: `get_username()`. */
  get username(): string {
    return textOf(this.#loaded(), this.#site.rows.model.usernameField);
  }

  /** Whether the user may sign in; a model without the field lets everybody. Django: `is_active`. */
  get isActive(): boolean {
    const row = this.#loaded();
    return row !== null && (!Object.hasOwn(row, "is_active") || Boolean(row["is_active"]));
  }

  /** Whether the user may enter the admin. Django: `is_staff`. */
  get isStaff(): boolean {
    return Boolean(this.#loaded()?.["is_staff"]);
  }

  /** Whether the user may do everything. Django: `is_superuser`. */
  get isSuperuser(): boolean {
    return Boolean(this.#loaded()?.["is_superuser"]);
  }

  /** A field by Django's name; undefined for nobody. */
  get<K extends Name<Row>>(name: K): Row[K] | undefined {
    return this.#loaded()?.[name] as Row[K] | undefined;
  }

  /** Changes a field here; `save()` writes it. */
  set<K extends Name<Row>>(name: K, value: Row[K]): this {
    this.#own()[name] = value;
    this.#changed.add(name);
    return this;
  }

  /** Writes these fields, or those that were changed. Django: `save(update_fields=…)`. @throws UserGone when the row is not there. */
  async save(fields: Iterable<Name<Row>> = this.#changed as Iterable<Name<Row>>): Promise<void> {
    const row = this.#own();
    const names = [...fields];
    if (names.length === 0) return;
    const { rows } = this.#site;
    const key = row[rows.model.primaryKey] as UserKey;
    const written = Object.fromEntries(names.map((name) => [name, row[name]]));
    // Some clients of MySQL count the rows that differ then, and not those that were found.
    if (!(await rows.update(key, written)) && (await rows.byKey(key)) === null) {
      throw new UserGone("The user was deleted before it was saved.");
    }
    for (const name of names) this.#changed.delete(name);
  }

  /**
   * Whether this is the user's password. One that is stored by an outdated rule is stored anew. Django: `check_password()`.
   */
  async checkPassword(password: string): Promise<boolean> {
    const encoded = textOf(this.#own(), "password");
    return this.#site.passwords.checkPassword(password, encoded, async () => {
      await this.setPassword(password);
      await this.save(["password"] as Name<Row>[]);
    });
  }

  /** Changes the password here; `save()` writes it. Null makes it unusable. Django: `set_password()`, `set_unusable_password()`. */
  async setPassword(password: string | null): Promise<void> {
    const row = this.#own();
    row["password"] = await this.#site.passwords.makePassword(password);
    this.#changed.add("password");
  }

  /** Whether there is a password to sign in by. Django: `has_usable_password()`. */
  get hasUsablePassword(): boolean {
    return this.#site.passwords.isPasswordUsable(textOf(this.#own(), "password"));
  }

  /** What a session of this user holds beside the key: another password gives another. Django: `get_session_auth_hash()`. */
  get sessionAuthHash(): string {
    return sessionAuthHash(textOf(this.#own(), "password"), this.#site.settings);
  }

  /** Whether the user has a permission, `app_label.codename`; of a single object only if a backend of the site's says so. Django: `has_perm()`. */
  async hasPerm(permission: Permission, object?: unknown): Promise<boolean> {
    return this.#may().has(permission, object);
  }

  /** Whether the user has them all. Django: `has_perms()`. */
  async hasPerms(permissions: Iterable<Permission>, object?: unknown): Promise<boolean> {
    for (const permission of permissions) {
      if (!(await this.hasPerm(permission, object))) return false;
    }
    return true;
  }

  /** Whether the user has any permission of an app. Django: `has_module_perms()`. */
  async hasModulePerms(appLabel: string): Promise<boolean> {
    return this.#may().hasModule(appLabel);
  }

  /** Django: `get_all_permissions()`. */
  async getAllPermissions(): Promise<Set<string>> {
    return this.#may().all();
  }

  /** Those given to the user alone; for a superuser, all there are. Django: `get_user_permissions()`. */
  async getUserPermissions(): Promise<Set<string>> {
    return this.#may().own();
  }

  /** Those of the user's groups; for a superuser, all there are. Django: `get_group_permissions()`. */
  async getGroupPermissions(): Promise<Set<string>> {
    return this.#may().grouped();
  }

  /** The user's fields without the password, for `JSON.stringify`; null for nobody. */
  toJSON(): Omit<Row, "password"> | null {
    const row = this.#loaded();
    if (row === null) return null;
    const { password: _, ...shown } = row;
    return shown as Omit<Row, "password">;
  }

  #may(): Permissions {
    this.#permissions ??= new Permissions(this, this.#site);
    return this.#permissions;
  }

  #loaded(): Record<string, unknown> | null {
    if (this.#isLoaded) return this.#row;
    throw new UserNotLoaded("The user was touched before it was loaded.", {
      fix: "Write `const user = await backend.getUser(session).load()`.",
    });
  }

  #own(): Record<string, unknown> {
    const row = this.#loaded();
    if (row !== null) return row;
    throw new LoginRequired("The visitor is anonymous: there is no user to read or change.", {
      fix: "Ask user.isAuthenticated first.",
    });
  }
}
