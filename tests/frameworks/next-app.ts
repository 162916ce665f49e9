/** The kit's handlers as route handlers of Next.js, by its production server in this process. */
// First of all: Next.js' modules look for what this sets when they are loaded.
import "next/dist/server/node-environment-baseline.js";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createReadStream, mkdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { NextResponse } from "next/server.js";
import type { NextRequest } from "next/server.js";
import { djangoSession } from "../../src/frameworks/next.ts";
import type { DjangoSession } from "../../src/frameworks/next.ts";
import type { RequestAccess } from "../../src/lifecycle.ts";
import type {
  FrameworkSubject,
  KitAnswer,
  KitGuard,
  KitRoute,
} from "../../src/testing/framework-stage.ts";
import type { Otherwise } from "./frameworks.ts";
import { root } from "../package/project.ts";
import { listening } from "./listening.ts";

const folder = join(root, ".cache/next-kit");

/** An app of one route handler, which leaves every request to this process. */
const FILES = {
  "package.json": `{ "private": true }`,
  "next.config.mjs": `export default { compress: false };`,
  "app/[[...path]]/route.js": `
    const handle = (request) => globalThis.handleForKit(request);
    export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };`,
};

/** The servers that run, by the number that they add to a request: all of them are the same app. */
const servers = new Map<string, (request: NextRequest) => Response | Promise<Response>>();
const SERVER = "x-kit-server";

declare global {
  var handleForKit: (request: NextRequest) => Response | Promise<Response> | undefined;
}
globalThis.handleForKit = (request) => servers.get(request.headers.get(SERVER) ?? "")?.(request);

/** The function that Next.js is, whose types say otherwise to an ES module. */
const next = createRequire(import.meta.url)("next") as (options: {
  readonly dev: boolean;
  readonly dir: string;
}) => { prepare(): Promise<void>; getRequestHandler(): RequestListener };

/** Built once: what is tested is not in it. */
let booted: Promise<RequestListener> | null = null;

async function boot(): Promise<RequestListener> {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" as const };
  const bin = join(root, "node_modules/next/dist/bin/next");
  await promisify(execFile)(process.execPath, [bin, "build"], { cwd: folder, env });
  const app = next({ dev: false, dir: folder });
  await app.prepare();
  return app.getRequestHandler();
}

/** What Next.js does whatever its route handlers do. */
export const otherwiseInNext: Otherwise = {
  ownVary: [
    "rsc",
    "next-router-state-tree",
    "next-router-prefetch",
    "next-router-segment-prefetch",
  ],
  exceptions: {
    "error in the handler: 500, not saved, no cookie":
      "Next.js itself answers for a route handler that fails, and takes no header along, so not Vary",
    "file: saved before the first byte, and whole":
      "Next.js sends no Content-Length that a route handler sets; all else of the case holds",
    "guards and csrfProtect without the middleware: 500, and nobody comes in":
      "guards need no route() around them, and send whoever is nobody to sign in",
  },
};

/** Boots the kit's handlers. */
export const serveNext: FrameworkSubject["serve"] = async (backend, routes, mounts) => {
  booted ??= boot();
  const listener = await booted;
  const site = djangoSession(backend);
  const handlers = new Map(routes.map((route) => [route.path, handlerOf(site, route, mounts)]));
  const id = randomUUID();
  servers.set(id, (request) => {
    const handle = handlers.get(new URL(request.url).pathname);
    return handle === undefined ? new Response(null, { status: 404 }) : handle(request);
  });
  const { url, close } = await listening((ready) =>
    createServer((request, response) => {
      request.headers[SERVER] = id;
      listener(request, response);
    }).listen(0, "127.0.0.1", ready),
  );
  return { url, close: () => close().then(() => void servers.delete(id)) };
};

type Handle = (request: NextRequest) => Promise<Response>;

function handlerOf(site: DjangoSession, { guards, handler }: KitRoute, mounts: number): Handle {
  const run = async (visitor: RequestAccess, request: NextRequest): Promise<Response> => {
    for (const guard of guards) await guardOf(site, guard);
    const { getSession, getUser, csrfToken } = visitor;
    const access = { getSession, getUser, csrfToken };
    return send(await handler({ ...access, sent: () => sent(request) }), request);
  };
  const once = site.route(run);
  const twice = site.route((_, request) => once(request, null));
  const [bare, ...mounted] = [
    (request: NextRequest) => run(site as object as RequestAccess, request),
    (request: NextRequest) => once(request, null),
    (request: NextRequest) => twice(request, null),
  ];
  return mounts === 0 ? bare : (mounted[mounts - 1] ?? bare);
}

function guardOf(site: DjangoSession, guard: KitGuard): Promise<unknown> {
  return typeof guard === "string"
    ? site[guard]()
    : site.permissionRequired(guard.permissionRequired);
}

async function sent(request: NextRequest): Promise<unknown> {
  if (request.headers.get("Content-Type") === "application/json") return request.json();
  return Object.fromEntries(await request.formData());
}

function send(answer: KitAnswer, request: NextRequest): Response {
  const { status = 200, redirect, file, stream, body = null } = answer;
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headers ?? {})) {
    for (const value of [values].flat()) headers.append(name, value);
  }
  if (redirect !== undefined) {
    return NextResponse.redirect(new URL(redirect, request.url), { status: 302, headers });
  }
  if (file !== undefined) return sendFile(file, headers);
  if (stream !== undefined) return new Response(webStream(stream()), { headers });
  return new Response(body, { status, headers });
}

function sendFile(path: string, headers: Headers): Response {
  const { size, mtime } = statSync(path);
  headers.set("Content-Length", `${size}`);
  headers.set("Last-Modified", mtime.toUTCString());
  return new Response(webStream(createReadStream(path)), { headers });
}

/** As web streams are made by hand: `Readable.toWeb` fails where its reader has left. */
function webStream(pieces: AsyncIterable<string | Buffer>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(Buffer.from(value));
    },
    cancel: async () => void (await iterator.return?.()),
  });
}
