/** What the cases of the framework kit work with. */
import assert from "node:assert/strict";
import type { Backend } from "../backend.ts";
import { Backend as Site } from "../backend.ts";
import type { SqlDatabase } from "../databases/sql/database.ts";
import type { RequestAccess } from "../lifecycle.ts";
import type { Settings } from "../settings.ts";
import { ObservedDatabase } from "./observed-database.ts";

/** What a handler of the kit answers; each framework sends it in its own idiom. Without a body, it ends without one. */
export interface KitAnswer {
  /** 200 unless told. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** The Location of a redirect, sent by the framework's own redirect. */
  readonly redirect?: string;
  readonly body?: string;
  /** The path of a file, sent by the framework's own means. */
  readonly file?: string;
  /** Pieces of a body, sent as a stream. */
  readonly stream?: () => AsyncIterable<string>;
  /** With a stream: the head leaves before there is a piece, as for server-sent events. */
  readonly flushed?: boolean;
}

/** A request as the kit's handlers get it. */
export interface KitRequest extends RequestAccess {
  /** The form or the JSON that was sent, by the framework's own parser. */
  sent(): Promise<unknown>;
}

/** A request handler of the kit. */
export type KitHandler = (request: KitRequest) => Promise<KitAnswer>;

/** What stands before a handler, by the names that adapters have for it. */
export type KitGuard =
  | "csrfProtect"
  | "loginRequired"
  | "staffRequired"
  | { readonly permissionRequired: readonly string[] };

/** A route, for requests of all methods. */
export interface KitRoute {
  readonly path: string;
  /** The adapter's guards before the handler, in this order. */
  readonly guards: readonly KitGuard[];
  readonly handler: KitHandler;
}

/** Handlers by path, some of them behind guards. */
export type KitHandlers = Readonly<Record<string, KitHandler | Omit<KitRoute, "path">>>;

/** A server that was started for one case. */
export interface KitServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** Stops it, with whatever connections are open. */
  close(): Promise<void>;
}

/** What the kit needs to know of a framework. */
export interface FrameworkSubject {
  /** A SQLite database with the tables of `sessionTable()` and `userTables()`. */
  readonly database: SqlDatabase;
  /**
   * Boots the framework on a free port, with its parsers of forms and JSON, and with these routes.
   * The adapter's middleware is on the app when `mounts` is 1, with 2 on a router within it as well, with 0 nowhere.
   */
  serve(backend: Backend, routes: readonly KitRoute[], mounts: number): Promise<KitServer>;
  /** What the framework itself adds to the Vary of every response, whatever its handlers do: the cases do not look at it. */
  readonly ownVary?: readonly string[];
}

/** What one case has at hand. */
export interface Stage {
  readonly url: string;
  readonly backend: Backend;
  readonly database: ObservedDatabase;
  /** Requests a path, with this session key in the cookie unless null; follows no redirect. */
  get(path: string, key?: string | null, init?: RequestInit): Promise<Response>;
  /** A stored session with this data; its key. */
  stored(data?: Readonly<Record<string, unknown>>): Promise<string>;
  /** What the store holds for a key, null when nothing. */
  peek(key: string): Promise<Record<string, unknown> | null>;
}

/** What a case may ask of its server. */
export interface PlayOptions {
  readonly settings?: Partial<Settings>;
  /** How often the middleware is mounted; once unless told. */
  readonly mounts?: number;
}

/** Starts a server with these handlers, which may need the site to be made, plays, and stops it. */
export type Play = (
  handlers: KitHandlers | ((site: Backend) => KitHandlers),
  act: (stage: Stage) => Promise<void>,
  options?: PlayOptions,
) => Promise<void>;

/** Cases by name, before they are given a framework. */
export type KitCases = Readonly<Record<string, (play: Play) => Promise<void>>>;

/** Passwords that cost nothing. */
const SETTINGS: Settings = {
  SECRET_KEY: "kit",
  PASSWORD_HASHERS: ["django.contrib.auth.hashers.MD5PasswordHasher"],
};

/** How cases are played with this framework. */
export function playWith(subject: FrameworkSubject): Play {
  return async (handlers, act, { settings, mounts = 1 } = {}) => {
    const database = new ObservedDatabase(subject.database);
    const limits = { statementTimeout: 2000 };
    const backend = new Site(database, { ...SETTINGS, ...settings }, { limits });
    const made = typeof handlers === "function" ? handlers(backend) : handlers;
    const server = await subject.serve(backend, routesOf(made), mounts);
    const strays: unknown[] = [];
    const note = (error: unknown): void => void strays.push(error);
    process.on("unhandledRejection", note);
    try {
      await act(stageOf(backend, database, server.url, subject.ownVary));
    } finally {
      await server.close();
      process.off("unhandledRejection", note);
    }
    assert.deepEqual(strays, [], "a rejection that nobody handled");
  };
}

function routesOf(handlers: KitHandlers): KitRoute[] {
  return Object.entries(handlers).map(([path, route]) =>
    typeof route === "function" ? { path, guards: [], handler: route } : { path, ...route },
  );
}

function stageOf(
  backend: Backend,
  database: ObservedDatabase,
  url: string,
  ownVary: readonly string[] = [],
): Stage {
  const get: Stage["get"] = async (path, key = null, init = {}) => {
    const headers = new Headers(init.headers);
    if (key !== null) headers.set("Cookie", `other=1; sessionid=${key}`);
    return withoutVary(await fetch(url + path, { redirect: "manual", ...init, headers }), ownVary);
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
  return { url, backend, database, get, stored, peek };
}

/** A response without some members of its Vary. */
function withoutVary(response: Response, members: readonly string[]): Response {
  if (members.length === 0) return response;
  const sent = response.headers.get("Vary")?.split(", ") ?? [];
  const left = sent.filter((member) => !members.includes(member)).join(", ");
  const copy = new Response(response.body, response);
  copy.headers.delete("Vary");
  if (left !== "") copy.headers.set("Vary", left);
  return copy;
}

/** The session key that a response gives to the browser; null when it gives none. */
export function givenKey(response: Response): string | null {
  const cookie = response.headers.getSetCookie().find((text) => text.startsWith("sessionid="));
  const value = cookie?.split(/[=;]/)[1];
  return value === undefined || value === '""' ? null : value;
}

/** Asserts that a response says nothing of a session but this Vary. */
export function assertQuiet(response: Response, vary: string | null): void {
  assert.deepEqual(response.headers.getSetCookie(), []);
  assert.equal(response.headers.get("Vary"), vary);
}

/** Asserts which statements a request makes, by their first words. */
export async function assertStatements(
  stage: Stage,
  path: string,
  key: string | null,
  expected: string[],
): Promise<void> {
  const made = await stage.database.watch(async () => (await stage.get(path, key)).text());
  assert.deepEqual(made, expected);
}

/** A handler that counts up, and answers so. */
export function counting(answer: KitAnswer): KitHandler {
  return async ({ getSession }) => {
    const session = await getSession();
    session.set("count", session.get("count", 0) + 1);
    return answer;
  };
}
