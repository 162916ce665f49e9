/** What is Hono's own: responses that come from elsewhere, its error handlers, its helpers, no server at all. */
import assert from "node:assert/strict";
import { Hono } from "hono";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { streamSSE } from "hono/streaming";
import { describe, test, vi } from "vitest";
import { StoreError } from "../../src/errors.ts";
import { middleware } from "../../src/frameworks/hono.ts";
import { listen } from "./hono-app.ts";
import { memorySite } from "./site.ts";
import type { MemorySite } from "./site.ts";

/** An app with one route, which changes the session and then answers. */
function appOf(site: MemorySite, answer: (c: Context) => Response | Promise<Response>): Hono {
  const app = new Hono();
  app.use(middleware(site.backend));
  app.get("/", async (c) => {
    (await c.var.getSession()).set("written", 1);
    return answer(c);
  });
  return app;
}

/** As `appOf`, and the store goes down meanwhile. */
function failing(site: MemorySite, answer: (c: Context) => Response | Promise<Response>): Hono {
  return appOf(site, (c) => {
    site.database.down = true;
    return answer(c);
  });
}

async function assertSaved(site: MemorySite, response: Response): Promise<void> {
  const cookie = response.headers.getSetCookie().find((text) => text.startsWith("sessionid="));
  assert.deepEqual(await site.peek(cookie?.split(/[=;]/)[1] ?? ""), { written: 1 });
  assert.match(response.headers.get("Vary") ?? "", /Cookie$/);
}

describe("responses that the handler has from elsewhere", () => {
  test("from fetch(), whose headers are read-only", async () => {
    const site = memorySite();
    const origin = await listen(
      new Hono().get("/", (c) => c.text("proxied", 203, { Vary: "Accept", "Set-Cookie": "a=1" })),
    );
    const front = await listen(appOf(site, () => fetch(origin.url)));
    const response = await fetch(front.url);
    await assertSaved(site, response);
    assert.equal(response.status, 203);
    assert.equal(response.headers.get("Vary"), "Accept, Cookie");
    assert.equal(response.headers.getSetCookie()[0], "a=1");
    assert.equal(await response.text(), "proxied");
    await Promise.all([front.close(), origin.close()]);
  });

  test.each<[string, () => Response, number]>([
    ["Response.redirect()", () => Response.redirect("http://localhost/elsewhere", 302), 302],
    ["Response.json()", () => Response.json({ a: 1 }), 200],
    ["new Response()", () => new Response(null, { status: 204 }), 204],
  ])("%s", async (_, answer, status) => {
    const site = memorySite();
    const response = await appOf(site, answer).request("/");
    await assertSaved(site, response);
    assert.equal(response.status, status);
  });
});

describe("errors", () => {
  test("a save that failed: Hono's own error handler lets it answer", async () => {
    const log = vi.spyOn(console, "error");
    const response = await failing(memorySite(), (c) => c.text("ok")).request("/");
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("Retry-After"), "1");
    assert.equal(await response.text(), "Service Unavailable");
    assert.equal(log.mock.calls.length, 0);
    log.mockRestore();
  });

  test("a save that failed: the site's own error handler is told", async () => {
    const app = failing(memorySite(), (c) => c.text("ok", 201));
    app.onError((error, c) => {
      assert(error instanceof StoreError);
      return c.json({ code: error.code }, 500);
    });
    const response = await app.request("/");
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { code: "STORE_UNAVAILABLE" });
  });

  test("a save that failed: nothing is left of what described the body", async () => {
    let isCancelled = false;
    const body = new ReadableStream({ cancel: () => void (isCancelled = true) });
    const app = failing(memorySite(), (c) => {
      c.header("Content-Length", "1000");
      c.header("ETag", '"a"');
      c.header("Access-Control-Allow-Origin", "*");
      return c.body(body);
    });
    const { headers } = await app.request("/");
    assert.equal(headers.get("Content-Length"), null);
    assert.equal(headers.get("ETag"), null);
    assert.equal(headers.get("Access-Control-Allow-Origin"), "*");
    assert(isCancelled);
  });

  test("an HTTPException of the handler: its status decides, as in Django", async () => {
    for (const [status, isSaved] of [
      [401, true],
      [503, false],
    ] as const) {
      const site = memorySite();
      const app = appOf(site, () => {
        throw new HTTPException(status, { message: "no" });
      });
      const response = await app.request("/");
      assert.equal(response.status, status);
      assert.equal(response.headers.getSetCookie().length, isSaved ? 1 : 0);
    }
  });

  test("an error handler that answers with less than 500: saved, as in Django", async () => {
    const site = memorySite();
    const app = appOf(site, () => {
      throw new Error("a mistake of the visitor's");
    });
    app.onError((_, c) => c.text("no", 422));
    const response = await app.request("/");
    await assertSaved(site, response);
    assert.equal(response.status, 422);
  });
});

test("server-sent events by Hono's helper: saved before the first", async () => {
  const site = memorySite();
  site.database.delay = 20;
  const app = appOf(site, (c) =>
    streamSSE(c, async (stream) => {
      for (const data of ["one", "two"]) await stream.writeSSE({ data });
    }),
  );
  const server = await listen(app);
  const response = await fetch(server.url);
  site.database.delay = 0;
  await assertSaved(site, response);
  assert.equal(response.headers.get("Content-Type"), "text/event-stream");
  assert.equal(await response.text(), "data: one\n\ndata: two\n\n");
  await server.close();
});
