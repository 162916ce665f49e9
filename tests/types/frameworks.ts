/** `getSession()` in each framework, with no `declare module` by the user. Nothing of this runs. */
import { createServer } from "node:http";
import express from "express";
import { fastify } from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { expectTypeOf } from "vitest";
import { middleware as expressMiddleware } from "../../src/frameworks/express.ts";
import { loginRequired, middleware as fastifyMiddleware } from "../../src/frameworks/fastify.ts";
import { withSession as fetchSession } from "../../src/frameworks/fetch.ts";
import { middleware as honoMiddleware } from "../../src/frameworks/hono.ts";
import { middleware as koaMiddleware } from "../../src/frameworks/koa.ts";
import { withSession as nodeSession } from "../../src/frameworks/node-http.ts";
import type { Backend, Session } from "../../src/index.ts";

declare const backend: Backend;

interface Shop {
  cart: string[];
}

/** Express, and its error handlers. */
export const shop = express()
  .use(expressMiddleware(backend))
  .get("/", async (req, res) => {
    const session = await req.getSession();
    expectTypeOf(session).toEqualTypeOf<Session>();
    session.set("express", (session.get("express") ?? 0) + 1);
    const typed = await req.getSession<Shop>();
    expectTypeOf(typed.get("cart")).toEqualTypeOf<string[] | undefined>();
    res.json({ framework: "express", session });
  })
  .use((async (error, req, res, next) => {
    expectTypeOf(await req.getSession()).toEqualTypeOf<Session>();
    next(error);
  }) satisfies express.ErrorRequestHandler);

/** Routers of their own. */
export const router = express.Router().get("/:id", async (req, res) => {
  const { id } = req.params;
  expectTypeOf(id).toEqualTypeOf<string>();
  await (await req.getSession()).update((session) => session.set("seen", id));
  res.end();
});

/** Hono, with variables of the site's own beside. */
export const app = new Hono<{ Variables: { own: number } }>();
app.use(honoMiddleware(backend));
app.get("/", async (c) => {
  const session = await c.var.getSession();
  expectTypeOf(session).toEqualTypeOf<Session>();
  expectTypeOf(await c.get("getSession")<Shop>()).toEqualTypeOf<Session<Shop>>();
  expectTypeOf(c.var.own).toEqualTypeOf<number>();
  return c.json({ framework: "hono", session: session.toJSON() });
});

/** Fastify, on routes with types of their own, and guards on them. */
export const fastifyApp = fastify()
  .register(fastifyMiddleware(backend))
  .get<{ Params: { id: string } }>("/:id", { preHandler: loginRequired }, async (request) => {
    const session = await request.getSession();
    expectTypeOf(session).toEqualTypeOf<Session>();
    expectTypeOf(await request.getSession<Shop>()).toEqualTypeOf<Session<Shop>>();
    expectTypeOf(request.params.id).toEqualTypeOf<string>();
    return { framework: "fastify", session };
  });

/** Koa, with a state of the site's own beside. */
export const koaApp = new Koa<{ own: number }>();
koaApp.use(koaMiddleware(backend)).use(async (ctx) => {
  expectTypeOf(await ctx.getSession()).toEqualTypeOf<Session>();
  expectTypeOf(await ctx.getSession<Shop>()).toEqualTypeOf<Session<Shop>>();
  expectTypeOf(ctx.state.own).toEqualTypeOf<number>();
});

/** Plain Node. */
export const server = createServer(
  nodeSession(backend, async (request, response) => {
    expectTypeOf(await request.getSession<Shop>()).toEqualTypeOf<Session<Shop>>();
    response.end();
  }),
);

/** Plain handlers, with what the runtime gives beside the request. */
export const handler = fetchSession(backend, async (_request, access, env: { KEY: string }) => {
  expectTypeOf(await access.getSession()).toEqualTypeOf<Session>();
  return new Response(env.KEY);
});
expectTypeOf(handler).toEqualTypeOf<
  (request: Request, env: { KEY: string }) => Promise<Response>
>();
