/** Plain `node:http` on Django's session: `npx tsx examples/node_http_app.ts`. */
import { createServer } from "node:http";
import { Backend } from "async-django-session";
import { withSession } from "async-django-session/node-http";
import { database, options, settings } from "./config.ts";

const backend = new Backend(database, settings, options);

const listener = withSession(backend, async (request, response) => {
  const session = await request.getSession<{ "node-http": number }>();
  session.set("node-http", (session.get("node-http") ?? 0) + 1);
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ framework: "node-http", session }));
});

const port = Number(process.env.PORT ?? 8005);
createServer(listener).listen(port, () => console.log(`http://localhost:${port}/`));
