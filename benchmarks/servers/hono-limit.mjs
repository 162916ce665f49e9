/** Hono on Node, making the bare statements without a session. */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { keyIn, select, selectUser, update } from "./bare-statements.mjs";
import { port } from "./pool.mjs";

const app = new Hono();

app.get("/untouched", (c) => c.json({ user: null }));

app.get("/read", async (c) => {
  const text = await select(keyIn(c.req.header("Cookie")));
  return c.json({ length: text.length });
});

app.get("/user", async (c) => {
  const key = keyIn(c.req.header("Cookie"));
  await select(key);
  const { username } = await selectUser(key);
  return c.json({ username });
});

app.get("/write", async (c) => {
  const key = keyIn(c.req.header("Cookie"));
  const text = await select(key);
  await update(key, text);
  return c.json({ length: text.length });
});

serve({ fetch: app.fetch, port, hostname: "127.0.0.1" });
