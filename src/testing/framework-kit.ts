/** The whole contract of a framework adapter, stated once. The framework is booted for real and spoken to over TCP. */
import assert from "node:assert/strict";
import type { Backend, BackendOptions } from "../backend.ts";
import { Backend as Site } from "../backend.ts";
import type { SqlDatabase } from "../databases/sql/database.ts";
import type { RequestCycle } from "../lifecycle.ts";
import type { Settings } from "../settings.ts";
import { bodyCases } from "./framework-bodies.ts";
import { cookieCases } from "./framework-cookies.ts";
import { failureCases } from "./framework-failures.ts";
import { casesOf } from "./kit.ts";
import type { ConformanceCase } from "./kit.ts";
import { ObservedDatabase } from "./observed-database.ts";

/** What a handler of the kit answers; each framework sends it in its own idiom. */
export interface KitAnswer {
  /** 200 unless told. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The Location of a redirect, sent by the framework's own redirect. */
  readonly redirect?: string;
  readonly body?: string;
  /** Pieces of a body, sent as a stream. */
  readonly stream?: () => AsyncIterable<string>;
}

/** A request handler of the kit. */
export type KitHandler = (request: Pick<RequestCycle, "getSession">) => Promise<KitAnswer>;

/** A server that was started for one case. */
export interface KitServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  close(): Promise<void>;
}

/** What the kit needs to know of a framework. */
export interface FrameworkSubject {
  /** A database with Django's `django_session` table. */
  readonly database: SqlDatabase;
  /** Boots the framework with the adapter's middleware, one GET (and so HEAD) route per handler, on a free port. */
  serve(backend: Backend, handlers: Readonly<Record<string, KitHandler>>): Promise<KitServer>;
}

/** What one case has at hand. */
export interface Stage {
  readonly backend: Backend;
  readonly database: ObservedDatabase;
  /** Requests a path, with this session key in the cookie unless null; follows no redirect. */
  get(path: string, key?: string | null, init?: RequestInit): Promise<Response>;
  /** A stored session with this data; its key. */
  stored(data?: Readonly<Record<string, unknown>>): Promise<string>;
  /** What the store holds for a key, null when nothing. */
  peek(key: string): Promise<Record<string, unknown> | null>;
}

/** Starts a server with these handlers, plays, and stops it. */
export type Play = (
  handlers: Readonly<Record<string, KitHandler>>,
  play: (stage: Stage) => Promise<void>,
  settings?: Partial<Settings>,
) => Promise<void>;

/** The cases of a framework adapter. */
export function frameworkConformance(subject: FrameworkSubject): ConformanceCase[] {
  const play: Play = async (handlers, act, settings = {}) => {
    const database = new ObservedDatabase(subject.database);
    const options: BackendOptions = { limits: { statementTimeout: 2000 } };
    const backend = new Site(database, { SECRET_KEY: "kit", ...settings }, options);
    const server = await subject.serve(backend, handlers);
    try {
      await act(stageOf(backend, database, server.url));
    } finally {
      await server.close();
    }
  };
  return casesOf({ ...cookieCases(play), ...bodyCases(play), ...failureCases(play) });
}

function stageOf(backend: Backend, database: ObservedDatabase, url: string): Stage {
  const get: Stage["get"] = (path, key = null, init = {}) => {
    const headers = new Headers(init.headers);
    if (key !== null) headers.set("Cookie", `other=1; sessionid=${key}`);
    return fetch(url + path, { redirect: "manual", ...init, headers });
  };
  const stored: Stage["stored"] = async (data = { kept: 1 }) => {
    const session = await backend.getSession().load();
    await session.assign(data).create();
    assert(session.key !== null);
    return session.key;
  };
  const peek: Stage["peek"] = async (key) => {
    const session = await backend.getSession(key).load();
    return session.key === null ? null : session.toJSON();
  };
  return { backend, database, get, stored, peek };
}

/** The session key that a response gives to the browser; null when it gives none. */
export function givenKey(response: Response): string | null {
  const cookie = response.headers.getSetCookie().find((text) => text.startsWith("sessionid="));
  const value = cookie?.split(/[=;]/)[1];
  return value === undefined || value === '""' ? null : value;
}

/** Whether a response takes the session key away. */
export function takesKey(response: Response): boolean {
  return response.headers.getSetCookie().some((text) => text.startsWith('sessionid="";'));
}
