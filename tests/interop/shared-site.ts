/** One Django site with two sides that take turns on its sessions: our Backend "here", Django's SessionStore "there". */
import assert from "node:assert/strict";
import { Backend } from "../../src/backend.ts";
import type { BackendOptions } from "../../src/backend.ts";
import type { Micros } from "../../src/datetime.ts";
import type { AnyData, Session, Settings } from "../../src/index.ts";
import type { OpenClient } from "../databases/clients.ts";
import { openPeer } from "../django/server.ts";
import type { DjangoPeer } from "../django/server.ts";

/** Given to both sides: Django's settings by Django's names. DATABASES goes to Django's `default`. */
export type SiteSettings = Partial<Settings>;

/** What both sides are told, unless a test tells them otherwise: the defaults differ by version. */
export const COMMON: Settings = {
  SECRET_KEY: "django-insecure-for-both-sides",
  USE_TZ: true,
  TIME_ZONE: "UTC",
};

/** A row as the database has it, to the character. */
export interface StoredRow {
  readonly data: string;
  readonly expires: string;
}

/** Django's side of a site. */
export async function openThere(
  version: string,
  databaseUrl: string,
  settings: SiteSettings = {},
): Promise<DjangoPeer> {
  const { DATABASES = {}, ...own } = settings;
  const given = { ...COMMON, ...own, DATABASE: DATABASES.default ?? {} };
  return openPeer({ version, databaseUrl, settings: given, migrate: false });
}

/** Options of our Backend, and what is this site's own. */
export interface SiteOptions extends BackendOptions {
  /** Where the rows are, as SQL; `django_session` unless told. */
  readonly table?: string;
  /** Where the clocks of both sides stand still. */
  readonly instant?: Micros;
}

export class SharedSite {
  readonly peer: DjangoPeer;
  readonly client: OpenClient;
  readonly #settings: SiteSettings;
  readonly #options: SiteOptions;

  constructor(
    peer: DjangoPeer,
    client: OpenClient,
    settings: SiteSettings = {},
    options: SiteOptions = {},
  ) {
    this.peer = peer;
    this.client = client;
    this.#settings = settings;
    this.#options = options;
  }

  /** The same site, the clocks of both sides standing still at this instant. */
  at(instant: Micros): SharedSite {
    return new SharedSite(this.peer, this.client, this.#settings, { ...this.#options, instant });
  }

  backend(settings: SiteSettings = {}, options: BackendOptions = {}): Backend {
    const { table: _, instant, ...own } = this.#options;
    const clock = instant === undefined ? {} : { now: () => instant / 1000 };
    const site = { ...COMMON, DJANGO_VERSION: this.peer.django, ...this.#settings, ...settings };
    return new Backend(this.client.database, site, { ...own, ...clock, ...options });
  }

  /** The session of a key as this side loads it. */
  here(key: string | null): Promise<Session> {
    return this.backend().getSession(key).load();
  }

  /** A new session, saved from here. */
  async createHere(data: AnyData): Promise<Session & { readonly key: string }> {
    const session = this.backend().getSession(null);
    await session.load();
    session.assign(data);
    await session.save();
    assert.ok(session.key !== null);
    return session as Session & { readonly key: string };
  }

  /** The results of Django's operations on `SessionStore(key)`; fails when one raises. */
  async there(key: string | null, ...ops: readonly Operation[]): Promise<any[]> {
    const { results } = await this.peer.run(key, ops, this.#now);
    return results.map(strict);
  }

  /** More of them on the same object. */
  async moreThere(...ops: readonly Operation[]): Promise<any[]> {
    const { results } = await this.peer.goOn(ops, this.#now);
    return results.map(strict);
  }

  /** The name of what Django raises at the last of these operations on the object of before. */
  async raisedThere(...ops: readonly Operation[]): Promise<string> {
    const { results } = await this.peer.goOn(ops, this.#now);
    const last = results.at(-1);
    assert.ok(isRaised(last), `Django did not raise, and answered ${JSON.stringify(last)}`);
    return last.error;
  }

  /** A new session, saved by Django; returns its key. */
  async createThere(...ops: readonly Operation[]): Promise<string> {
    const results = await this.there(null, ...ops, ["save"], ["key"]);
    return results.at(-1);
  }

  async row(key: string): Promise<StoredRow | null> {
    const date = { postgresql: "expire_date::text", mysql: "CAST(expire_date AS CHAR)" } as const;
    const { vendor } = this.client.database;
    const expires = vendor === "sqlite" ? "expire_date" : date[vendor];
    const [row] = await this.client.probe(
      `SELECT session_data AS data, ${expires} AS expires FROM ${this.#table} WHERE session_key = ${this.#place(1)}`,
      [key],
    );
    return row === undefined ? null : { data: String(row.data), expires: String(row.expires) };
  }

  /** How many rows there are. */
  async count(): Promise<number> {
    const [row] = await this.client.probe(`SELECT count(*) AS amount FROM ${this.#table}`);
    return Number(row?.amount);
  }

  /** Writes a row past both sides. */
  async writeRow(key: string, data: string, expires = "2999-01-01 00:00:00"): Promise<void> {
    const places = [1, 2, 3].map((index) => this.#place(index));
    if (this.client.database.vendor === "postgresql") places[2] += "::timestamptz";
    await this.client.probe(
      `INSERT INTO ${this.#table} (session_key, session_data, expire_date) VALUES (${places.join(", ")})`,
      [key, data, expires],
    );
  }

  #place(index: number): string {
    return this.client.database.vendor === "postgresql" ? `$${index}` : "?";
  }

  get #table(): string {
    return this.#options.table ?? "django_session";
  }

  get #now(): string | undefined {
    const { instant } = this.#options;
    return instant === undefined ? undefined : isoInstant(instant);
  }
}

/** A name of tests/django/project/ops.py and its arguments. */
export type Operation = readonly [name: string, ...args: unknown[]];

/** An instant as Python reads it, to the microsecond. */
export function isoInstant(micros: Micros): string {
  const milliseconds = new Date(Math.floor(micros / 1000)).toISOString().slice(0, 23);
  return `${milliseconds}${String(micros % 1000).padStart(3, "0")}+00:00`;
}

function isRaised(result: unknown): result is { error: string; message: string } {
  return typeof result === "object" && result !== null && "error" in result && "message" in result;
}

function strict(result: unknown): unknown {
  if (!isRaised(result)) return result;
  throw new Error(`Django raised ${result.error}: ${result.message}`);
}
