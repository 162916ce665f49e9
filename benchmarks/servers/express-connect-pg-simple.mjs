/** Express with express-session and connect-pg-simple, set up as their documentation recommends. */
import connectPgSimple from "connect-pg-simple";
import express from "express";
import session from "express-session";
import { SECRET_KEY } from "../sessions.mjs";
import { pool, port } from "./pool.mjs";

const Store = connectPgSimple(session);

const app = express();
app.use(
  session({
    store: new Store({ pool }),
    secret: SECRET_KEY,
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: 14 * 24 * 3600 * 1000 },
  }),
);

app.get("/untouched", (req, res) => {
  res.json({ user: null });
});

app.get("/read", (req, res) => {
  const { _auth_user_id: user } = req.session;
  res.json({ user });
});

app.get("/write", (req, res) => {
  req.session.visits++;
  res.json({ visits: req.session.visits });
});

app.listen(port, "127.0.0.1");
