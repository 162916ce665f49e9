/** The kit's handlers on Hono, each sent as users of Hono send it. */
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { serve } from "@hono/node-server";
import type { ServerType } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";
import {
  csrfProtect,
  loginRequired,
  middleware,
  permissionRequired,
  staffRequired,
} from "../../src/frameworks/hono.ts";
import type {
  FrameworkSubject,
  KitAnswer,
  KitGuard,
  KitServer,
} from "../../src/testing/framework-stage.ts";

/** Boots the kit's handlers. */
export const serveHono: FrameworkSubject["serve"] = async (backend, routes, mounts) => {
  const app = new Hono();
  const router = new Hono();
  if (mounts > 0) app.use(middleware(backend));
  if (mounts > 1) router.use(middleware(backend));
  for (const { path, guards, handler } of routes) {
    for (const guard of guards) router.use(path, guardOf(guard));
    router.all(path, (c) =>
      handler({ ...c.var, sent: () => sent(c) }).then((answer) => send(answer, c)),
    );
  }
  app.route("/", router);
  return listen(app);
};

const GUARDS = { csrfProtect, loginRequired, staffRequired };

function guardOf(guard: KitGuard): MiddlewareHandler {
  if (typeof guard === "string") return GUARDS[guard];
  return permissionRequired(...guard.permissionRequired);
}

function sent(c: Context): Promise<unknown> {
  return c.req.header("Content-Type") === "application/json" ? c.req.json() : c.req.parseBody();
}

/** Starts an app on a free port. */
export async function listen(app: Hono): Promise<KitServer> {
  const server = await new Promise<ServerType>((resolve) => {
    const starting = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () =>
      resolve(starting),
    );
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

async function send(answer: KitAnswer, c: Context): Promise<Response> {
  const { redirect, file, stream, body } = answer;
  for (const [name, values] of Object.entries(answer.headers ?? {})) {
    for (const value of [values].flat()) c.header(name, value, { append: true });
  }
  if (redirect !== undefined) return c.redirect(redirect);
  if (file !== undefined) return sendFile(file, c);
  if (stream !== undefined) return c.body(streamOf(stream()));
  c.status((answer.status ?? 200) as 200);
  return body === undefined ? c.body(null) : c.body(body);
}

async function sendFile(path: string, c: Context): Promise<Response> {
  return (await serveStatic({ path })(c, async () => {})) as Response;
}

function streamOf(pieces: AsyncIterable<string>): ReadableStream {
  return Readable.toWeb(Readable.from(pieces, { objectMode: false })) as ReadableStream;
}
