/** Hono on Node with async-django-session. */
import { serve } from "@hono/node-server";
import { Backend } from "async-django-session";
import { middleware } from "async-django-session/hono";
import { pgDatabase } from "async-django-session/pg";
import { Hono } from "hono";
import { SECRET_KEY } from "../sessions.mjs";
import { pool, port } from "./pool.mjs";

const app = new Hono();
app.use(middleware(new Backend(pgDatabase(pool), SECRET_KEY)));

app.get("/untouched", (c) => c.json({ user: null }));

app.get("/read", async (c) => {
  const session = await c.var.getSession();
  return c.json({ user: session.get("_auth_user_id") });
});

app.get("/user", async (c) => {
  const user = await c.var.getUser();
  return c.json({ username: user.username });
});

app.get("/write", async (c) => {
  const session = await c.var.getSession();
  session.set("visits", session.get("visits") + 1);
  return c.json({ visits: session.get("visits") });
});

serve({ fetch: app.fetch, port, hostname: "127.0.0.1" });
