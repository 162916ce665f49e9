/** One site in three: Django, Express and Hono answer the same request under the same settings at the same instant. */
import Sqlite from "better-sqlite3";
import express from "express";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { Backend } from "../../src/backend.ts";
import { betterSqlite3Database } from "../../src/databases/better-sqlite3.ts";
import type { SqlDatabase } from "../../src/databases/sql/database.ts";
import { middleware as expressMiddleware } from "../../src/frameworks/express.ts";
import { middleware as honoMiddleware } from "../../src/frameworks/hono.ts";
import type { Session } from "../../src/index.ts";
import type { GetSession } from "../../src/lifecycle.ts";
import { openPeer, startDjango } from "../django/server.ts";
import { listen as listenExpress } from "../frameworks/express-app.ts";
import { listen as listenHono } from "../frameworks/hono-app.ts";
import type { Plan, Situation } from "./middleware-situations.ts";
import { makeDatabase } from "./own-database.ts";
import { COMMON } from "./shared-site.ts";
import type { SiteSettings } from "./shared-site.ts";

/** What a session middleware decides. */
export interface Decision {
  readonly status: number;
  /** With the key told as `KNOWN` where it is the request's, `NEW` where it is not. */
  readonly cookies: readonly string[];
  readonly vary: string | null;
}

/** The instant at which everything happens. */
const NOW = new Date();

type BackendOf = (header: (name: string) => string | undefined) => Backend;

export class MiddlewareSites {
  /** Addresses by name; Django's is the first. */
  readonly urls: Readonly<Record<string, string>>;
  readonly #version: string;
  readonly #database: SqlDatabase;
  readonly #closers: readonly (() => unknown)[];

  private constructor(
    version: string,
    database: SqlDatabase,
    urls: Readonly<Record<string, string>>,
    closers: readonly (() => unknown)[],
  ) {
    this.#version = version;
    this.#database = database;
    this.urls = urls;
    this.#closers = closers;
  }

  static async start(series: string): Promise<MiddlewareSites> {
    const own = await makeDatabase("sqlite");
    const { url: databaseUrl } = own;
    const sqlite = new Sqlite(databaseUrl.replace("sqlite:///", ""));
    sqlite.pragma("synchronous = OFF");
    const database = betterSqlite3Database(sqlite);
    const peer = await openPeer({ version: series, databaseUrl, migrate: false });
    await peer.stop();
    const MIDDLEWARE = [
      "project.steering.steering",
      "django.contrib.sessions.middleware.SessionMiddleware",
    ];
    const settings = { ...COMMON, MIDDLEWARE };
    const django = await startDjango({ version: series, databaseUrl, settings, migrate: false });
    const backendOf: BackendOf = (header) =>
      backendWith(database, peer.django, JSON.parse(header("X-Settings") ?? "{}"));
    const ours = await Promise.all([expressSite(backendOf), honoSite(backendOf)]);
    const urls = { Django: django.url, Express: ours[0].url, Hono: ours[1].url };
    const closers = [
      ...ours.map((site) => site.close),
      django.stop,
      () => sqlite.close(),
      own.drop,
    ];
    return new MiddlewareSites(peer.django, database, urls, closers);
  }

  /** What one of the sites decides, on a stored session of its own. */
  async decide(site: string, situation: Situation, settings: SiteSettings): Promise<Decision> {
    const key = await this.#stored(settings);
    const name = settings.SESSION_COOKIE_NAME ?? "sessionid";
    const cookie = situation.cookie?.(name, key);
    const response = await fetch(`${this.urls[site]}/ops`, {
      method: "POST",
      redirect: "manual",
      headers: {
        "X-Settings": JSON.stringify(settings),
        "X-Now": NOW.toISOString().replace("Z", "+00:00"),
        ...(cookie === undefined ? {} : { Cookie: cookie }),
      },
      body: JSON.stringify(situation.plan),
    });
    await response.text();
    return {
      status: response.status,
      cookies: response.headers.getSetCookie().map((text) => withoutKey(text, key)),
      vary: response.headers.get("Vary"),
    };
  }

  async close(): Promise<void> {
    for (const close of this.#closers) await close();
  }

  async #stored(settings: SiteSettings): Promise<string> {
    const backend = backendWith(this.#database, this.#version, settings);
    const session = await backend.getSession().load();
    session.set("a", 1).setExpiry(1000);
    await session.create();
    return session.key!;
  }
}

function withoutKey(text: string, key: string): string {
  return text.replace(key, "KNOWN").replace(/=[a-z0-9]{32};/, "=NEW;");
}

function backendWith(database: SqlDatabase, version: string, settings: SiteSettings): Backend {
  const given = { ...COMMON, DJANGO_VERSION: version, ...settings };
  return new Backend(database, given, { now: () => NOW });
}

/** The operations of tests/django/project/ops.py that the situations use. */
const OPS: Readonly<Record<string, (session: Session, ...args: any[]) => unknown>> = {
  get: (session, key) => session.get(key),
  set: (session, key, value) => session.set(key, value),
  delete: (session, key) => session.delete(key),
  clear: (session) => session.clear(),
  flush: (session) => session.flush(),
  cycle: (session) => session.cycleKey(),
  create: (session) => session.create(),
  save: (session) => session.save(),
  destroy: (session) => session.destroy(),
  modified: (session, ...value) => {
    if (value.length > 0) session.modified = value[0];
  },
  set_expiry: (session, value) => session.setExpiry(expiryOf(value)),
  set_test_cookie: (session) => session.setTestCookie(),
};

function expiryOf(value: number | null | { seconds: number } | { date: string }): any {
  if (typeof value !== "object" || value === null) return value;
  return "date" in value ? new Date(value.date) : new Date(NOW.getTime() + value.seconds * 1000);
}

async function act({ ops = [], raise }: Plan, getSession: GetSession): Promise<void> {
  // Without an operation the session stays untouched, as Django's view leaves it.
  for (const [name, ...args] of ops) await OPS[name]!(await getSession(), ...args);
  if (raise !== undefined) throw new HTTPException(500, { message: raise });
}

function expressSite(backendOf: BackendOf): ReturnType<typeof listenExpress> {
  const app = express();
  app.use((request, response, next) => {
    expressMiddleware(backendOf((name) => request.get(name)))(request, response, next);
  });
  app.post("/ops", express.json({ type: () => true }), async (request, response) => {
    const plan = request.body as Plan;
    await act(plan, request.getSession);
    response
      .status(plan.status ?? 200)
      .set(plan.headers ?? {})
      .json({});
  });
  return listenExpress(app);
}

function honoSite(backendOf: BackendOf): ReturnType<typeof listenHono> {
  const app = new Hono();
  app.use((c, next) => honoMiddleware(backendOf((name) => c.req.header(name)))(c, next));
  app.post("/ops", async (c) => {
    const plan = await c.req.json<Plan>();
    await act(plan, c.var.getSession);
    return c.json({}, (plan.status ?? 200) as 200, { ...plan.headers });
  });
  return listenHono(app);
}
