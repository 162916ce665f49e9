/** A site with users on a database in memory, whose statements are watched. */
import Sqlite from "better-sqlite3";
import { Backend } from "../../../src/backend.ts";
import type { BackendOptions } from "../../../src/backend.ts";
import { betterSqlite3Database } from "../../../src/databases/better-sqlite3.ts";
import type { Session } from "../../../src/session/session.ts";
import type { Settings } from "../../../src/settings.ts";
import { sessionTable, userTables } from "../../../src/testing/database-tables.ts";
import { ObservedDatabase } from "../../../src/testing/observed-database.ts";

export const PASSWORD = "canary-password";

export class UserSiteOfTests {
  readonly sqlite = new Sqlite(":memory:");
  readonly database = new ObservedDatabase(betterSqlite3Database(this.sqlite));

  constructor() {
    const tables = [...sessionTable("sqlite", "django_session"), ...userTables()];
    for (const statement of tables) this.sqlite.exec(statement);
  }

  backend(settings: Partial<Settings> = {}, options: BackendOptions = {}): Backend {
    const all = {
      SECRET_KEY: "canary-secret",
      // Cheap on purpose.
      PASSWORD_HASHERS: ["django.contrib.auth.hashers.MD5PasswordHasher"],
      ...settings,
    };
    return new Backend(this.database, all, options);
  }

  /** A user of that name. */
  async user(username = "ann"): Promise<string> {
    await this.backend().createUser({ username, password: PASSWORD });
    return username;
  }

  /** A session of a visitor with a cart, nobody's yet; returns its key. */
  async cart(): Promise<string> {
    const session = await this.backend().getSession().load();
    await session.set("cart", [1]).save();
    return session.key!;
  }

  /** A session that a user signed in to. */
  async signedIn(username: string, backend: Backend = this.backend()): Promise<Session> {
    const session = await backend.getSession().load();
    const user = await backend.authenticate({ username, password: PASSWORD });
    await backend.login(session, user!);
    await session.save();
    return backend.getSession(session.key).load();
  }

  /** The keys of all stored sessions. */
  keys(): string[] {
    const rows = this.sqlite.prepare("SELECT session_key AS key FROM django_session").all();
    return (rows as { key: string }[]).map(({ key }) => key);
  }
}
