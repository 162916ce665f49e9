/** `getSession()` in each framework, with no `declare module` by the user. Nothing of this runs. */
import express from "express";
import { Hono } from "hono";
import { expectTypeOf } from "vitest";
import { middleware as expressMiddleware } from "../../src/frameworks/express.ts";
import { middleware as honoMiddleware } from "../../src/frameworks/hono.ts";
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
