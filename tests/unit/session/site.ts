/** A site for one test: SQLite in memory, its statements watched, and a clock that stands still until it is moved. */
import { inflateSync } from "node:zlib";
import Sqlite from "better-sqlite3";
import { Backend } from "../../../src/backend.ts";
import type { BackendOptions } from "../../../src/backend.ts";
import { betterSqlite3Database } from "../../../src/databases/better-sqlite3.ts";
import type { AnyData } from "../../../src/session/mapping.ts";
import { newSessionKey } from "../../../src/session/key.ts";
import type { Session } from "../../../src/session/session.ts";
import type { Settings } from "../../../src/settings.ts";
import { TimestampSigner } from "../../../src/signing/timestamp-signer.ts";
import { sessionTable } from "../../../src/testing/database-tables.ts";
import { ObservedDatabase } from "../../../src/testing/observed-database.ts";

/** A row of django_session. */
export interface Row {
  readonly session_key: string;
  readonly session_data: string;
  readonly expire_date: string;
}

export type TestSettings = Omit<Partial<Settings>, "SECRET_KEY">;

export const SECRET_KEY = "django-insecure-for-tests-only";

/** A site, and what a test does to it from outside. */
export class TestSite {
  readonly sqlite: Sqlite.Database;
  readonly database: ObservedDatabase;
  readonly backend: Backend;
  /** Milliseconds since the epoch. */
  now = Date.parse("2024-07-01T12:00:00.000Z");
  readonly #settings: Settings;

  constructor(settings: Partial<Settings> = {}, options: BackendOptions = {}, path = ":memory:") {
    this.sqlite = new Sqlite(path);
    if (path === ":memory:") {
      for (const text of sessionTable("sqlite", "django_session")) this.sqlite.exec(text);
    }
    this.database = new ObservedDatabase(betterSqlite3Database(this.sqlite));
    this.#settings = { SECRET_KEY, ...settings };
    this.backend = this.sameSite({}, options);
  }

  /** Another backend on the same database, as another process has one. */
  sameSite(settings: Partial<Settings> = {}, options: BackendOptions = {}): Backend {
    const clock = { now: () => this.now };
    return new Backend(this.database, { ...this.#settings, ...settings }, { ...clock, ...options });
  }

  /** A loaded session. */
  load<Data extends object = AnyData>(key: string | null = null): Promise<Session<Data>> {
    return this.backend.getSession<Data>(key).load();
  }

  /** A loaded session, as another process has it. */
  loadElsewhere(key: string | null, settings: TestSettings = {}): Promise<Session> {
    return this.sameSite(settings).getSession(key).load();
  }

  /** A stored session with this data, loaded. */
  async stored(data: AnyData = { a: 1 }): Promise<Session & { readonly key: string }> {
    const session = this.backend.getSession();
    await session.load();
    await session.assign(data).create();
    return (await this.load(session.key)) as Session & { readonly key: string };
  }

  /** What a key holds for those who come later. */
  async dataOf(key: string | null): Promise<AnyData> {
    return (await this.loadElsewhere(key)).toJSON();
  }

  row(key: string | null): Row | undefined {
    const query = this.sqlite.prepare("SELECT * FROM django_session WHERE session_key = ?");
    return query.get(key) as Row | undefined;
  }

  rows(): Row[] {
    return this.sqlite.prepare("SELECT * FROM django_session").all() as Row[];
  }

  /** Deletes a row behind everybody's back. */
  deleteRow(key: string): void {
    this.sqlite.prepare("DELETE FROM django_session WHERE session_key = ?").run(key);
  }

  /** Stores a text as it is. */
  putRow(key: string, text: string, expireDate = "2030-01-01 00:00:00"): void {
    const insert = "INSERT OR REPLACE INTO django_session VALUES (?, ?, ?)";
    this.sqlite.prepare(insert).run(key, text, expireDate);
  }

  /** Stores JSON in these characters, signed as Django signs it, and returns its key. */
  putJson(json: string): string {
    const salt = "django.contrib.sessions.SessionStore";
    const payload = Buffer.from(json, "latin1").toString("base64url");
    const key = newSessionKey();
    this.putRow(key, new TimestampSigner({ key: SECRET_KEY, salt }).sign(payload));
    return key;
  }

  /** The stored JSON, in its own characters. */
  jsonOf(key: string | null): string {
    const [payload = ""] = (this.row(key)?.session_data ?? "").split(":");
    const bytes = Buffer.from(payload.replace(/^\./, ""), "base64url");
    return (payload.startsWith(".") ? inflateSync(bytes) : bytes).toString("latin1");
  }

  /** The statements that a task makes, by their first word. */
  watch(task: () => Promise<unknown>): Promise<string[]> {
    return this.database.watch(task);
  }
}
