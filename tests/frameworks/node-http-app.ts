/** The kit's handlers on plain `node:http`, each sent as one does without a framework. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import {
  csrfProtect,
  loginRequired,
  permissionRequired,
  staffRequired,
  withSession,
} from "../../src/frameworks/node-http.ts";
import type { SessionHandler, SessionRequest } from "../../src/frameworks/node-http.ts";
import type { FrameworkSubject, KitAnswer, KitGuard } from "../../src/testing/framework-stage.ts";
import { listening } from "./listening.ts";

/** Boots the kit's handlers. */
export const serveNodeHttp: FrameworkSubject["serve"] = (backend, routes, mounts) => {
  const handlers = new Map(
    routes.map(({ path, guards, handler }) => {
      const answering: SessionHandler = async (request, response) => {
        const sent = async (): Promise<unknown> => request.body;
        await send(await handler(Object.assign(request, { sent })), response);
      };
      return [path, guards.reduceRight((inner, guard) => guardOf(guard)(inner), answering)];
    }),
  );
  const route: SessionHandler = async (request, response) => {
    request.body = await bodyOf(request);
    const { pathname } = new URL(request.url ?? "/", "http://site");
    const handler = handlers.get(pathname);
    if (handler === undefined) response.writeHead(404).end();
    else await handler(request, response);
  };
  let mounted: (request: IncomingMessage, response: ServerResponse) => void =
    mounts > 0 ? withSession(backend, route) : unmounted(route);
  if (mounts > 1) mounted = withSession(backend, mounted);
  return listening((ready) => createServer(mounted).listen(0, "127.0.0.1", ready));
};

/** Without the session, an error of the handler is the server's own business. */
function unmounted(route: SessionHandler) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    Promise.resolve(route(request as SessionRequest, response)).catch(() => {
      response.writeHead(500).end();
    });
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  if (request.headers["content-type"] === undefined) return null;
  const body = await text(request);
  if (request.headers["content-type"] === "application/json") return JSON.parse(body);
  return Object.fromEntries(new URLSearchParams(body));
}

const GUARDS = { csrfProtect, loginRequired, staffRequired };

function guardOf(guard: KitGuard): (handler: SessionHandler) => SessionHandler {
  if (typeof guard === "string") return GUARDS[guard];
  return permissionRequired(...guard.permissionRequired);
}

async function send(answer: KitAnswer, response: ServerResponse): Promise<void> {
  const { status = 200, headers = {}, redirect, file, stream, body = "" } = answer;
  if (redirect !== undefined) response.writeHead(302, { ...headers, Location: redirect }).end();
  else if (file !== undefined) await sendFile(file, response);
  else if (stream !== undefined) {
    response.writeHead(status, headers);
    if (answer.flushed === true) response.flushHeaders();
    // What goes wrong in mid-stream cuts the connection: there is no other way to say it.
    pipeline(Readable.from(stream()), response).catch(() => {});
  } else {
    const length = { "Content-Length": Buffer.byteLength(body) };
    response.writeHead(status, { ...length, ...headers }).end(body);
  }
}

async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const { mtime, size } = await stat(path);
  response.setHeader("Last-Modified", mtime.toUTCString());
  response.setHeader("Content-Length", size);
  pipeline(createReadStream(path), response).catch(() => {});
}
