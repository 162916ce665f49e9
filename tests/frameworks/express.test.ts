/** What is Express's own: its error handlers, its sub-apps, many sites in one app. In both of its versions. */
import assert from "node:assert/strict";
import express from "express";
import type { ErrorRequestHandler, Express, RequestHandler } from "express";
import express4 from "express4";
import { afterAll, beforeAll, describe, test, vi } from "vitest";
import { middleware } from "../../src/frameworks/express.ts";
import type { StoreError } from "../../src/errors.ts";
import { listen } from "./express-app.ts";
import { memorySite } from "./site.ts";
import type { MemorySite } from "./site.ts";

/** Asks an app, with a session key unless null. */
async function ask(app: Express, path: string, key: string | null = null): Promise<Response> {
  const server = await listen(app);
  const headers = key === null ? undefined : { Cookie: `sessionid=${key}` };
  try {
    const response = await fetch(server.url + path, { ...(headers && { headers }) });
    // The whole of it, before the server is closed.
    return new Response(await response.text(), response);
  } finally {
    await server.close();
  }
}

const write: RequestHandler = async (request, response) => {
  (await request.getSession()).set("written", 1);
  response.status(201).send("written");
};

/** Sets a key, and passes on. */
const visit =
  (key: string): RequestHandler =>
  async (request, _response, next) => {
    (await request.getSession()).set(key, 1);
    next();
  };

/** Writes while the store goes down. */
const writeInVain =
  (site: MemorySite): RequestHandler =>
  async (request, response, next) => {
    await request.getSession();
    site.database.down = true;
    write(request, response, next);
  };

// Express prints the errors that nobody else answers.
beforeAll(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

describe.each([
  ["Express 5", express],
  ["Express 4", express4],
])("%s", (version, make) => {
  const appOf = (site: MemorySite): Express => {
    const app = make();
    app.use(middleware(site.backend));
    return app;
  };

  test.each(["production", "development"])(
    "answers a save that failed by itself: %s",
    async (env) => {
      const site = memorySite();
      const key = await site.stored();
      const app = appOf(site).set("env", env).get("/", writeInVain(site));
      const response = await ask(app, "/", key);
      const text = await response.text();
      assert.equal(response.status, 503);
      assert.equal(response.headers.get("Retry-After"), "1");
      assert.deepEqual(response.headers.getSetCookie(), []);
      assert.equal(text.includes("Service Unavailable"), env === "production");
      assert(!text.includes(key) && !text.includes("in memory"), text);
    },
  );

  test("gives the site's own error handler a head that is still open", async () => {
    const site = memorySite();
    const tell: ErrorRequestHandler = (error: StoreError, _request, response, _next) => {
      assert.equal(response.headersSent, false);
      response.status(error.status).set(error.headers).json({ code: error.code });
    };
    const response = await ask(appOf(site).get("/", writeInVain(site)).use(tell), "/");
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("Retry-After"), "1");
    assert.deepEqual(await response.json(), { code: "STORE_UNAVAILABLE" });
  });

  test("an error handler that sets no status: no success", async () => {
    const site = memorySite();
    const apologize: ErrorRequestHandler = (_error, _request, response, _next) => {
      response.send("sorry");
    };
    const response = await ask(appOf(site).get("/", writeInVain(site)).use(apologize), "/");
    assert.deepEqual([response.status, await response.text()], [503, "sorry"]);
  });

  test("writeHead with a reason and a list of headers: saved, and merged", async () => {
    const site = memorySite();
    const app = appOf(site).get("/", async (request, response) => {
      (await request.getSession()).set("written", 1);
      response.setHeader("Vary", "Accept");
      response.writeHead(202, "Noted", ["Set-Cookie", "a=1", "Set-Cookie", "b=2", "X-Own", "1"]);
      response.end("ok");
    });
    const response = await ask(app, "/");
    assert.deepEqual([response.status, response.statusText], [202, "Noted"]);
    assert.deepEqual(response.headers.getSetCookie().slice(0, 2), ["a=1", "b=2"]);
    assert.match(response.headers.getSetCookie()[2] ?? "", /^sessionid=/);
    assert.equal(response.headers.get("Vary"), "Accept, Cookie");
    assert.equal(response.headers.get("X-Own"), "1");
  });

  test.each(["in the app", "in the sub-app"])(
    "a sub-app that passes on, middleware %s",
    async (where) => {
      const site = memorySite();
      const [app, inner] = [make(), make()];
      (where === "in the app" ? app : inner).use(middleware(site.backend));
      inner.use(visit("inner"));
      app.use(inner).get("/", write);
      const key = await site.stored();
      const response = await ask(app, "/", key);
      assert.equal(response.status, 201);
      assert.equal(response.headers.getSetCookie().length, 1);
      assert.deepEqual(await site.peek(key), { kept: 1, inner: 1, written: 1 });
    },
  );

  test("mounted twice, and used between: one session", async () => {
    const site = memorySite();
    const app = appOf(site).use(visit("between"), middleware(site.backend)).get("/", write);
    const key = await site.stored();
    assert.equal((await ask(app, "/", key)).headers.getSetCookie().length, 1);
    assert.deepEqual(await site.peek(key), { kept: 1, between: 1, written: 1 });
  });

  test("two sites in one app: each saves its session, and sets its cookie", async () => {
    const [shop, admin] = [memorySite(), memorySite({ SESSION_COOKIE_NAME: "admin" })];
    const app = appOf(shop).use(visit("visited"), middleware(admin.backend)).get("/", write);
    const cookies = (await ask(app, "/")).headers.getSetCookie();
    const keys = cookies
      .map((text) => text.split(/[=;]/))
      .map(([name, key]) => [name, key] as const);
    const { admin: adminKey, sessionid: shopKey } = Object.fromEntries(keys);
    assert.equal(cookies.length, 2);
    assert.deepEqual(await admin.peek(adminKey ?? ""), { written: 1 });
    assert.deepEqual(await shop.peek(shopKey ?? ""), { visited: 1 });
  });

  test("a handler's own error about the store: its error handlers are told", async () => {
    const site = memorySite();
    site.database.down = true;
    const rejecting: RequestHandler = async (request) => void (await request.getSession());
    // Express 4 does not await handlers: its users catch in them.
    const catching: RequestHandler = async (request, _response, next) => {
      try {
        await request.getSession();
      } catch (error) {
        next(error);
      }
    };
    const app = appOf(site).get("/", version === "Express 5" ? rejecting : catching);
    const response = await ask(app, "/", "k".repeat(32));
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("Retry-After"), "1");
    assert.deepEqual(response.headers.getSetCookie(), []);
  });
});
