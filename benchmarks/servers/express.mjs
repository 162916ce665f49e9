/** Express with async-django-session. */
import { Backend } from "async-django-session";
import { middleware } from "async-django-session/express";
import { pgDatabase } from "async-django-session/pg";
import express from "express";
import { SECRET_KEY } from "../sessions.mjs";
import { pool, port } from "./pool.mjs";

const app = express();
app.use(middleware(new Backend(pgDatabase(pool), SECRET_KEY)));

app.get("/untouched", (req, res) => {
  res.json({ user: null });
});

app.get("/read", async (req, res) => {
  const session = await req.getSession();
  res.json({ user: session.get("_auth_user_id") });
});

app.get("/write", async (req, res) => {
  const session = await req.getSession();
  session.set("visits", session.get("visits") + 1);
  res.json({ visits: session.get("visits") });
});

app.listen(port, "127.0.0.1");
