/** Express with async-django-session. */
import { Backend } from "async-django-session";
import { middleware } from "async-django-session/express";
import { pgDatabase } from "async-django-session/pg";
import express from "express";
import { SECRET_KEY, SIGN_IN } from "../sessions.mjs";
import { pool, port } from "./pool.mjs";

const backend = new Backend(pgDatabase(pool), SECRET_KEY);

const app = express();
app.use(middleware(backend));

app.get("/untouched", (req, res) => {
  res.json({ user: null });
});

app.get("/read", async (req, res) => {
  const session = await req.getSession();
  res.json({ user: session.get("_auth_user_id") });
});

app.get("/user", async (req, res) => {
  const user = await req.getUser();
  res.json({ username: user.username });
});

app.post("/sign-in", async (req, res) => {
  const user = await backend.authenticate(SIGN_IN);
  await backend.login(await req.getSession(), user);
  res.json({ username: user.username });
});

app.get("/write", async (req, res) => {
  const session = await req.getSession();
  session.set("visits", session.get("visits") + 1);
  res.json({ visits: session.get("visits") });
});

app.listen(port, "127.0.0.1");
