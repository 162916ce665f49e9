/** The kit's handlers on Express 5 and 4, each sent as users of Express send it. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type express from "express";
import type { Express, NextFunction, Request, Response, Router } from "express";
import {
  csrfProtect,
  loginRequired,
  middleware,
  permissionRequired,
  staffRequired,
} from "../../src/frameworks/express.ts";
import type { SessionMiddleware } from "../../src/frameworks/express.ts";
import type {
  FrameworkSubject,
  KitAnswer,
  KitGuard,
  KitServer,
} from "../../src/testing/framework-stage.ts";

/** Express 5, or 4. */
export type ExpressModule = typeof express;

/** Boots the kit's handlers. */
export function serveExpress(make: ExpressModule): FrameworkSubject["serve"] {
  return async (backend, routes, mounts) => {
    const app = make();
    const router: Router = make.Router();
    if (mounts > 0) app.use(middleware(backend));
    if (mounts > 1) router.use(middleware(backend));
    app.use(make.urlencoded({ extended: false }), make.json());
    for (const { path, guards, handler } of routes) {
      // Express 4 does not await handlers, so they are wrapped as its users wrap them. A handler that throws, throws here.
      router.all(path, ...guards.map(guardOf), (request, response, next) => {
        const sent = async (): Promise<unknown> => request.body;
        handler(Object.assign(request, { sent })).then(
          (answer) => send(answer, request, response, next),
          next,
        );
      });
    }
    app.use(router);
    return listen(app);
  };
}

const GUARDS = { csrfProtect, loginRequired, staffRequired };

function guardOf(guard: KitGuard): SessionMiddleware {
  if (typeof guard === "string") return GUARDS[guard];
  return permissionRequired(...guard.permissionRequired);
}

/** Starts an app on a free port. */
export async function listen(app: Express): Promise<KitServer> {
  const server = await new Promise<Server>((resolve) => {
    const starting = app.listen(0, "127.0.0.1", () => resolve(starting));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(answer: KitAnswer, request: Request, response: Response, next: NextFunction): void {
  response.status(answer.status ?? 200).set(answer.headers ?? {});
  if (answer.redirect !== undefined) response.redirect(answer.redirect);
  else if (answer.file !== undefined)
    response.sendFile(answer.file, (error) => error && next(error));
  else if (answer.stream !== undefined) sendStream(answer.stream(), answer, response);
  else if (answer.body !== undefined) response.send(answer.body);
  else response.end();
}

function sendStream(pieces: AsyncIterable<string>, answer: KitAnswer, response: Response): void {
  if (answer.flushed === true) response.flushHeaders();
  // What goes wrong in mid-stream cuts the connection: there is no other way to say it.
  pipeline(Readable.from(pieces), response).catch(() => {});
}
