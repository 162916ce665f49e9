/** Express, making the bare statements without a session. */
import express from "express";
import { keyIn, select, selectUser, update } from "./bare-statements.mjs";
import { port } from "./pool.mjs";

const app = express();

app.get("/untouched", (req, res) => {
  res.json({ user: null });
});

app.get("/read", async (req, res) => {
  const text = await select(keyIn(req.headers.cookie));
  res.json({ length: text.length });
});

app.get("/user", async (req, res) => {
  const key = keyIn(req.headers.cookie);
  await select(key);
  const { username } = await selectUser(key);
  res.json({ username });
});

app.get("/write", async (req, res) => {
  const key = keyIn(req.headers.cookie);
  const text = await select(key);
  await update(key, text);
  res.json({ length: text.length });
});

app.listen(port, "127.0.0.1");
