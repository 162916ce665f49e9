/** What a site's own error handler is told of requests that are refused, and forms with files. */
import express from "express";
import type { ErrorRequestHandler } from "express";
import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import { DjangoSessionError } from "../../src/errors.ts";
import * as onExpress from "../../src/frameworks/express.ts";
import * as onHono from "../../src/frameworks/hono.ts";
import { listen as listenExpress } from "./express-app.ts";
import { listen as listenHono } from "./hono-app.ts";
import { memorySite } from "./site.ts";

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** An app with a token at /token, a protected /post, and /user for users; without the middleware where told. */
type Boot = (isMounted: boolean, act: (ask: Ask) => Promise<void>) => Promise<void>;

const told = (error: unknown): object => {
  if (!(error instanceof DjangoSessionError)) throw error;
  return { code: error.code, message: error.message };
};

const BOOTS: Readonly<Record<string, Boot>> = {
  Express: async (isMounted, act) => {
    const app = express();
    if (isMounted) app.use(onExpress.middleware(memorySite().backend));
    app.use(express.urlencoded({ extended: false }));
    app.get("/token", async (request, response) => void response.send(await request.csrfToken()));
    app.post("/post", onExpress.csrfProtect, (_request, response) => void response.send("in"));
    app.get("/user", onExpress.loginRequired, (_request, response) => void response.send("in"));
    const tell: ErrorRequestHandler = (error, _request, response, _next) =>
      void response.status(error.status ?? 500).json(told(error));
    const server = await listenExpress(app.use(tell));
    try {
      await act((path, init) => fetch(server.url + path, init));
    } finally {
      await server.close();
    }
  },
  Hono: async (isMounted, act) => {
    const app = new Hono();
    if (isMounted) app.use(onHono.middleware(memorySite().backend));
    app.get("/token", async (c) => c.text(await c.var.csrfToken()));
    app.post("/post", onHono.csrfProtect, (c) => c.text("in"));
    app.get("/user", onHono.loginRequired, (c) => c.text("in"));
    app.onError((error, c) => {
      const { status = 500 } = error as { status?: number };
      return c.json(told(error), status as 500);
    });
    const server = await listenHono(app);
    try {
      await act((path, init) => fetch(server.url + path, init));
    } finally {
      await server.close();
    }
  },
};

/** A visitor's cookie and token. */
async function arrive(ask: Ask): Promise<{ cookie: string; token: string }> {
  const response = await ask("/token");
  const cookie = response.headers.getSetCookie().join().replace(/;.*/, "");
  return { cookie, token: await response.text() };
}

describe.each(Object.entries(BOOTS))("%s", (_, boot) => {
  test("the reason why a request may be forged, in Django's words", () =>
    boot(true, async (ask) => {
      const { cookie, token } = await arrive(ask);
      const form = (value: string): RequestInit => ({
        method: "POST",
        body: new URLSearchParams({ csrfmiddlewaretoken: value }),
      });
      const other = { Origin: "https://evil.example" };
      const posts: [init: RequestInit, headers: Record<string, string>, message: string][] = [
        [form(token), {}, "CSRF cookie not set."],
        [form("short"), { Cookie: cookie }, "CSRF token from POST has incorrect length."],
        [form("w".repeat(64)), { Cookie: cookie }, "CSRF token from POST incorrect."],
        [{ method: "POST" }, { Cookie: cookie }, "CSRF token missing."],
        [
          { method: "POST" },
          { Cookie: cookie, "X-CSRFToken": "?".repeat(64) },
          "CSRF token from the 'X-Csrftoken' HTTP header has invalid characters.",
        ],
        [
          form(token),
          { Cookie: cookie, ...other },
          "Origin checking failed - https://evil.example does not match any trusted origins.",
        ],
      ];
      for (const [init, headers, message] of posts) {
        const response = await ask("/post", { ...init, headers });
        expect(response.status).toBe(403);
        const said = (await response.json()) as { code: string; message: string };
        expect(said.code).toBe("CSRF_FAILED");
        expect(said.message).toContain(message);
      }
      expect((await ask("/post", { ...form(token), headers: { Cookie: cookie } })).status).toBe(
        200,
      );
    }));

  test("without the middleware: an error that says where it goes", () =>
    boot(false, async (ask) => {
      for (const path of ["/post", "/user"]) {
        const response = await ask(path, { method: path === "/post" ? "POST" : "GET" });
        expect(response.status).toBe(500);
        expect(await response.json()).toEqual({
          code: "IMPROPERLY_CONFIGURED",
          message: expect.stringContaining("Mount middleware(backend) before"),
        });
      }
    }));
});

test("Hono, a form with a file: its token counts, and the handler reads the file", async () => {
  const app = new Hono();
  app.use(onHono.middleware(memorySite().backend));
  app.get("/token", async (c) => c.text(await c.var.csrfToken()));
  app.post("/post", onHono.csrfProtect, async (c) => {
    const { photo } = await c.req.parseBody();
    return c.text(photo instanceof File ? `${photo.name}: ${await photo.text()}` : "no file");
  });
  app.onError((error, c) => c.json(told(error), 403));
  const ask: Ask = async (path, init) => app.request(path, init);
  const { cookie, token } = await arrive(ask);
  const post = (csrfmiddlewaretoken: string): Promise<Response> => {
    const body = new FormData();
    body.set("photo", new File(["pixels"], "a.png"));
    body.set("csrfmiddlewaretoken", csrfmiddlewaretoken);
    return ask("/post", { method: "POST", body, headers: { Cookie: cookie } });
  };
  const sent = await post(token);
  expect([sent.status, await sent.text()]).toEqual([200, "a.png: pixels"]);
  const forged = await post("w".repeat(64));
  expect(await forged.json()).toMatchObject({ code: "CSRF_FAILED" });
});
