/** What is Fastify's own: forms with files, and replies that are taken out of its hands. */
import assert from "node:assert/strict";
import multipart from "@fastify/multipart";
import { fastify } from "fastify";
import { test } from "vitest";
import { csrfProtect, middleware } from "../../src/frameworks/fastify.ts";
import { memorySite } from "./site.ts";

test("a form with a file: its token is found", async () => {
  const app = fastify();
  await app.register(middleware(memorySite().backend));
  await app.register(multipart, { attachFieldsToBody: "keyValues" });
  app.get("/", async (request) => request.csrfToken());
  app.post("/", { preHandler: csrfProtect }, async () => "in");
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const page = await fetch(url);
  const cookie = page.headers.getSetCookie().join().split(";")[0]!;
  const post = async (token: string): Promise<number> => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token);
    body.set("photo", new Blob(["bytes"]), "photo.png");
    return (await fetch(url, { method: "POST", body, headers: { cookie } })).status;
  };
  assert.equal(await post(await page.text()), 200);
  assert.equal(await post("w".repeat(64)), 403);
  await app.close();
});

test("a hijacked reply whose save fails: 503 in place of the answer", async () => {
  const site = memorySite();
  const app = fastify();
  await app.register(middleware(site.backend));
  app.get("/", async (request, reply) => {
    (await request.getSession()).set("written", 1);
    site.database.down = true;
    reply.hijack();
    reply.raw.end("written");
  });
  const response = await fetch(await app.listen({ host: "127.0.0.1", port: 0 }));
  assert.deepEqual([response.status, response.headers.get("Retry-After")], [503, "1"]);
  assert.deepEqual(response.headers.getSetCookie(), []);
  assert.equal((await response.text()).includes("written"), false);
  await app.close();
});
