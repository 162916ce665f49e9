/** Express on Django's session: `npx tsx examples/express_app.ts`. */
import { Backend } from "async-django-session";
import { middleware } from "async-django-session/express";
import express from "express";
import { accountPages } from "./account/express.ts";
import { database, options, settings } from "./config.ts";

const backend = new Backend(database, settings, options);

const app = express();
app.use(middleware(backend));
app.use("/account", accountPages(backend, options.userModel));
app.get("/", async (req, res) => {
  const session = await req.getSession<{ express: number }>();
  session.set("express", (session.get("express") ?? 0) + 1);
  res.json({ framework: "express", session });
});

const port = Number(process.env.PORT ?? 8001);
app.listen(port, () => console.log(`http://localhost:${port}/`));
