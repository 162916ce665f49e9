/**
 * The demo's front server: one page that shows every app's counter live, and lets a person visit each app.
 * It is itself one more TypeScript service that reads Django's session.
 *
 * APPS is JSON: [{ name, title, language, file, port, account }]. `npm run demo` sets it and starts the apps.
 */
import { readFileSync } from "node:fs";
import { serve } from "@hono/node-server";
import { Backend } from "async-django-session";
import { middleware } from "async-django-session/hono";
import { Hono } from "hono";
import type { Context } from "hono";
import { database, options, settings } from "../config.ts";
import { renderPage } from "./render.ts";
import type { App, Shown } from "./render.ts";

const apps = JSON.parse(process.env.APPS ?? "[]") as App[];

const front = new Hono();

const files = {
  "/page.css": ["page.css", "text/css"],
  "/page.js": ["page.js", "text/javascript"],
} as const;
for (const [path, [file, type]] of Object.entries(files)) {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  front.get(path, (c) => c.body(text, 200, { "Content-Type": `${type}; charset=utf-8` }));
}

const shared = middleware(new Backend(database, settings, options));
front.use("/", shared);
front.use("/session", shared);
front.use("/user", shared);

front.get("/", async (c) => {
  const session = (await c.var.getSession()).toJSON();
  const host = new URL(c.req.url).hostname;
  return c.html(renderPage(apps, host, { session, user: await userOf(c) }));
});

/** The session as it is now: what the page asks for again and again. One SELECT; nothing is written. */
front.get("/session", async (c) => c.json(await c.var.getSession()));

/** Whose session it is, verified as Django does: null for nobody. */
front.get("/user", async (c) => c.json(await userOf(c)));

async function userOf(c: Context): Promise<Shown> {
  const user = await c.var.getUser();
  return user.isAuthenticated ? { username: user.username, isStaff: user.isStaff } : null;
}

/** Visits an app on the visitor's behalf: their cookie goes there, and the app's Set-Cookie comes back. */
front.post("/visit/:name", async (c) => {
  const app = apps.find(({ name }) => name === c.req.param("name"));
  if (app === undefined) return c.notFound();
  const answer = await fetch(`http://127.0.0.1:${app.port}/`, {
    headers: { cookie: c.req.header("Cookie") ?? "" },
  });
  for (const cookie of answer.headers.getSetCookie()) {
    c.header("Set-Cookie", cookie, { append: true });
  }
  // Who has no JavaScript comes by a form, and goes back to the page.
  if (c.req.header("Accept")?.includes("text/html")) return c.redirect("/", 303);
  return c.body(await answer.text(), answer.ok ? 200 : 502, { "Content-Type": "application/json" });
});

const port = Number(process.env.PORT ?? 8080);
serve({ fetch: front.fetch, port }, () => console.log(`http://localhost:${port}/`));
