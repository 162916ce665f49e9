/** The kit's handlers as plain `Request → Response`, on a server that takes those. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Server } from "node:http";
import { Readable } from "node:stream";
import { serve } from "@hono/node-server";
import { HttpError } from "../../src/errors.ts";
import {
  csrfProtect,
  loginRequired,
  permissionRequired,
  staffRequired,
  withSession,
} from "../../src/frameworks/fetch.ts";
import type { SessionHandler } from "../../src/frameworks/fetch.ts";
import type { RequestAccess } from "../../src/lifecycle.ts";
import type { FrameworkSubject, KitAnswer, KitGuard } from "../../src/testing/framework-stage.ts";
import { listening } from "./listening.ts";

type Handler = SessionHandler<[]>;

/** Boots the kit's handlers. */
export const serveFetch: FrameworkSubject["serve"] = (backend, routes, mounts) => {
  const handlers = new Map(
    routes.map(({ path, guards, handler }) => {
      const answering: Handler = async (request, access) =>
        send(await handler({ ...access, sent: () => sent(request) }));
      return [path, guards.reduceRight((inner, guard) => guardOf(guard)(inner), answering)];
    }),
  );
  const route: Handler = async (request, access) => {
    try {
      const handler = handlers.get(new URL(request.url).pathname);
      return (await handler?.(request, access)) ?? new Response("Not Found", { status: 404 });
    } catch (error) {
      if (error instanceof HttpError) throw error;
      return new Response("Internal Server Error", { status: 500 });
    }
  };
  const fetch = mounts > 0 ? withSession(backend, route) : unmounted(route);
  return listening((ready) => serve({ fetch, hostname: "127.0.0.1", port: 0 }, ready) as Server);
};

/** A handler that is given no session. */
function unmounted(route: Handler) {
  return (request: Request) => route(request, {} as RequestAccess);
}

function sent(request: Request): Promise<unknown> {
  if (request.headers.get("Content-Type") === "application/json") return request.json();
  return request.formData().then((form) => Object.fromEntries(form));
}

const GUARDS = { csrfProtect, loginRequired, staffRequired };

function guardOf(guard: KitGuard): (handler: Handler) => Handler {
  if (typeof guard === "string") return GUARDS[guard];
  return permissionRequired(...guard.permissionRequired);
}

async function send(answer: KitAnswer): Promise<Response> {
  const { status = 200, redirect, file, stream, body = null } = answer;
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headers ?? {})) {
    for (const value of [values].flat()) headers.append(name, value);
  }
  if (redirect !== undefined) headers.set("Location", redirect);
  if (redirect !== undefined) return new Response(null, { status: 302, headers });
  if (file !== undefined) return sendFile(file, headers);
  if (stream !== undefined) return new Response(streamOf(stream()), { status, headers });
  return new Response(body, { status, headers });
}

async function sendFile(path: string, headers: Headers): Promise<Response> {
  const { mtime, size } = await stat(path);
  headers.set("Last-Modified", mtime.toUTCString());
  headers.set("Content-Length", `${size}`);
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, { headers });
}

function streamOf(pieces: AsyncIterable<string>): ReadableStream {
  return Readable.toWeb(Readable.from(pieces, { objectMode: false })) as ReadableStream;
}
