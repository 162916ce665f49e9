/** Hono on Django's session: `npx tsx examples/hono_app.ts`. */
import { serve } from "@hono/node-server";
import { Backend } from "async-django-session";
import { middleware } from "async-django-session/hono";
import { Hono } from "hono";
import { accountPages } from "./account/hono.ts";
import { database, options, settings } from "./config.ts";

const backend = new Backend(database, settings, options);

const app = new Hono();
app.use(middleware(backend));
app.route("/account", accountPages(backend, options.userModel));
app.get("/", async (c) => {
  const session = await c.var.getSession<{ hono: number }>();
  session.set("hono", (session.get("hono") ?? 0) + 1);
  return c.json({ framework: "hono", session });
});

const port = Number(process.env.PORT ?? 8002);
serve({ fetch: app.fetch, port }, () => console.log(`http://localhost:${port}/`));
