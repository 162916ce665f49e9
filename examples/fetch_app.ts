/** A plain `Request → Response` handler on Django's session: `npx tsx examples/fetch_app.ts`. In Bun and Deno: `Bun.serve({ fetch })`, `Deno.serve(fetch)`. */
import { serve } from "@hono/node-server";
import { Backend } from "async-django-session";
import { withSession } from "async-django-session/fetch";
import { database, options, settings } from "./config.ts";

const backend = new Backend(database, settings, options);

const fetch = withSession(backend, async (_request, { getSession }) => {
  const session = await getSession<{ fetch: number }>();
  session.set("fetch", (session.get("fetch") ?? 0) + 1);
  return Response.json({ framework: "fetch", session });
});

const port = Number(process.env.PORT ?? 8006);
serve({ fetch, port }, () => console.log(`http://localhost:${port}/`));
