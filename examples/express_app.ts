/** Express on Django's session: `npx tsx examples/express_app.ts`. */
import { Backend } from "async-django-session";
import { middleware } from "async-django-session/express";
import express from "express";
import { SECRET_KEY, database } from "./config.ts";

const backend = new Backend(database, SECRET_KEY);

const app = express();
app.use(middleware(backend));
app.get("/", async (req, res) => {
  const session = await req.getSession<{ express: number }>();
  session.set("express", (session.get("express") ?? 0) + 1);
  res.json({ framework: "express", session });
});

const port = Number(process.env.PORT ?? 8001);
app.listen(port, () => console.log(`http://localhost:${port}/`));
