/** Koa on Django's session: `npx tsx examples/koa_app.ts`. */
import { Backend } from "async-django-session";
import { middleware } from "async-django-session/koa";
import Koa from "koa";
import { database, options, settings } from "./config.ts";

const backend = new Backend(database, settings, options);

const app = new Koa();
app.use(middleware(backend));
app.use(async (ctx) => {
  const session = await ctx.getSession<{ koa: number }>();
  session.set("koa", (session.get("koa") ?? 0) + 1);
  ctx.body = { framework: "koa", session };
});

const port = Number(process.env.PORT ?? 8004);
app.listen(port, () => console.log(`http://localhost:${port}/`));
