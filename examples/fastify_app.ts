/** Fastify on Django's session: `npx tsx examples/fastify_app.ts`. */
import { Backend } from "async-django-session";
import { middleware } from "async-django-session/fastify";
import { fastify } from "fastify";
import { database, options, settings } from "./config.ts";

const backend = new Backend(database, settings, options);

const app = fastify();
await app.register(middleware(backend));
app.get("/", async (request) => {
  const session = await request.getSession<{ fastify: number }>();
  session.set("fastify", (session.get("fastify") ?? 0) + 1);
  return { framework: "fastify", session };
});

const port = Number(process.env.PORT ?? 8003);
await app.listen({ port });
console.log(`http://localhost:${port}/`);
