/** The kit's handlers on Koa, each sent as users of Koa send it. */
import { basename, dirname } from "node:path";
import { Readable } from "node:stream";
import { bodyParser } from "@koa/bodyparser";
import Koa from "koa";
import type { Context, Middleware } from "koa";
import sendFile from "koa-send";
import {
  csrfProtect,
  loginRequired,
  middleware,
  permissionRequired,
  staffRequired,
} from "../../src/frameworks/koa.ts";
import type { FrameworkSubject, KitAnswer, KitGuard } from "../../src/testing/framework-stage.ts";
import { listening } from "./listening.ts";

/** Boots the kit's handlers. */
export const serveKoa: FrameworkSubject["serve"] = (backend, routes, mounts) => {
  const app = new Koa();
  // Koa prints errors unless somebody listens.
  app.on("error", () => {});
  for (let mount = 0; mount < mounts; mount++) app.use(middleware(backend));
  app.use(bodyParser());
  for (const { path, guards, handler } of routes) {
    app.use(
      on(path, [
        ...guards.map(guardOf),
        async (ctx) => {
          const sent = async (): Promise<unknown> => ctx.request.body;
          await send(await handler(Object.assign(ctx, { sent })), ctx);
        },
      ]),
    );
  }
  return listening((ready) => app.listen(0, "127.0.0.1", ready));
};

/** These for one path, the last of them to answer. */
function on(path: string, steps: readonly Middleware[]): Middleware {
  return (ctx, next) => {
    const step = (index: number): Promise<void> =>
      index < steps.length ? steps[index]!(ctx, () => step(index + 1)) : Promise.resolve();
    return ctx.path === path ? step(0) : next();
  };
}

const GUARDS = { csrfProtect, loginRequired, staffRequired };

function guardOf(guard: KitGuard): Middleware {
  if (typeof guard === "string") return GUARDS[guard];
  return permissionRequired(...guard.permissionRequired);
}

async function send(answer: KitAnswer, ctx: Context): Promise<void> {
  const { status = 200, headers = {}, redirect, file, stream, body = "" } = answer;
  ctx.status = status;
  ctx.set(headers as Record<string, string>);
  if (redirect !== undefined) ctx.redirect(redirect);
  else if (file !== undefined) await sendFile(ctx, basename(file), { root: dirname(file) });
  else if (stream !== undefined) sendStream(stream(), answer, ctx);
  else ctx.body = body;
}

function sendStream(pieces: AsyncIterable<string>, answer: KitAnswer, ctx: Context): void {
  if (answer.flushed === true) ctx.flushHeaders();
  ctx.body = Readable.from(pieces, { objectMode: false });
}
