/**
 * A program: whether memory stays where it is over many requests of many visitors, who read, write, sign in, sign out,
 * and come with keys that nobody knows. Forked with --expose-gc, it sends its samples to its parent.
 */
import { Backend } from "async-django-session";
import { middleware } from "async-django-session/hono";
import { pgDatabase } from "async-django-session/pg";
import { Hono } from "hono";
import { Pool } from "pg";
import { SECRET_KEY, SESSIONS, djangoCookie } from "./sessions.mjs";

const REQUESTS = Number(process.argv[2]);
const SAMPLES = 20;
const AT_ONCE = 20;

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = new Hono();
app.use(middleware(new Backend(pgDatabase(pool), SECRET_KEY)));

app.get("/untouched", (c) => c.json({ user: null }));

app.get("/read", async (c) => {
  const session = await c.var.getSession();
  return c.json({ user: session.get("_auth_user_id", null) });
});

app.get("/write", async (c) => {
  const session = await c.var.getSession();
  session.set("visits", session.get("visits", 0) + 1);
  return c.json({ visits: session.get("visits") });
});

app.get("/sign-out", async (c) => {
  const session = await c.var.getSession();
  await session.flush();
  return c.json({ user: null });
});

async function ask(path, cookie) {
  const response = await app.request(path, { headers: { cookie } });
  await response.text();
  if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}.`);
  return response.headers.get("Set-Cookie")?.split(";")[0] ?? "";
}

/** What the n-th visitor does: of twenty requests twelve read and four write, each in another session. */
async function visit(n) {
  const cookie = djangoCookie((n * 7919) % SESSIONS);
  const kind = n % 20;
  if (kind < 12) await ask("/read", cookie);
  else if (kind < 16) await ask("/write", cookie);
  else if (kind === 16) await ask("/untouched", cookie);
  else if (kind === 17) await ask("/read", `sessionid=nobody${n}`);
  // The last two are one visitor, who comes and goes.
  else if (kind === 18) await ask("/sign-out", await ask("/write", ""));
}

/** Bytes in use after everything that is free was freed. */
function sample(requests) {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, rss, external } = process.memoryUsage();
  return { requests, heapUsed, rss, external };
}

let next = 0;
async function work(end) {
  while (next < end) await visit(next++);
}

process.send(sample(0));
for (let part = 1; part <= SAMPLES; part++) {
  const end = Math.round((REQUESTS * part) / SAMPLES);
  await Promise.all(Array.from({ length: AT_ONCE }, () => work(end)));
  process.send(sample(end));
}
await pool.end();
process.disconnect();
