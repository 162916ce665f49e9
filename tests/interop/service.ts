/** An Express service on the site's sessions, as a process of its own; service-process.ts starts it. */
import express from "express";
import type { ErrorRequestHandler, Request } from "express";
import type { AddressInfo } from "node:net";
import { Backend } from "../../src/backend.ts";
import { middleware } from "../../src/frameworks/express.ts";
import { clientCase } from "../databases/clients.ts";
import type { ServicePlan } from "./service-process.ts";

const plan = JSON.parse(process.env.SERVICE_PLAN ?? "") as ServicePlan;
const client = await clientCase(plan.vendor, plan.client).open(plan.url);
const backend = new Backend(client.database, plan.settings, { limits: plan.limits ?? {} });

const app = express();
app.use(middleware(backend));

/** Sets a key of this visit's own, and counts it. */
app.post("/visit/:number", async (request, response) => {
  const session = await request.getSession();
  session.set(`visit ${request.params.number}`, true);
  await session.update((own) => own.set("count", own.get("count", 0) + 1));
  response.json({ count: session.get("count") });
});

/** Counts and nothing else: of two who do so at once, both would store the same text. */
app.post("/count", async (request, response) => {
  const session = await request.getSession();
  await session.update((own) => own.set("count", own.get("count", 0) + 1));
  response.json({ count: session.get("count") });
});

/** Those who wait in /slow, and what lets them go. */
const waiting: (() => void)[] = [];

const CHANGES: Readonly<Record<string, (request: Request) => Promise<unknown>>> = {
  set: async (request) => (await request.getSession()).set("late", true),
  update: async (request) => (await request.getSession()).update((own) => own.set("late", true)),
  cycle: async (request) => (await request.getSession()).cycleKey(),
};

/** Loads the session, and changes it when /go is called. */
app.post("/slow/:change", async (request, response) => {
  const session = await request.getSession();
  await new Promise<void>((resolve) => waiting.push(resolve));
  await CHANGES[request.params.change]?.(request);
  response.json({ key: session.key });
});

app.get("/waiting", (_request, response) => void response.json(waiting.length));

app.post("/go", (_request, response) => {
  for (const goOn of waiting.splice(0)) goOn();
  response.sendStatus(204);
});

app.get("/untouched", (_request, response) => void response.send("untouched"));

/** Express answers by itself; only the error's code is added, for the tests to see. */
const tellCode: ErrorRequestHandler = (error, _request, response, next) => {
  response.set("X-Error-Code", String(error.code));
  next(error);
};
app.use(tellCode);

const server = app.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
process.stdin.on("end", () => process.exit()).resume();
