/** How the sessions of handlers are saved, however these end. */
import assert from "node:assert/strict";
import { notFound, redirect } from "next/dist/client/components/navigation.react-server.js";
import { describe, test } from "vitest";
import { PermissionDenied, StoreError } from "../../../../src/errors.ts";
import { closeAfter, closeWith } from "../../../../src/frameworks/next/close.ts";
import { PageFacts } from "../../../../src/frameworks/next/page-facts.ts";
import { RequestCycle } from "../../../../src/lifecycle.ts";
import { memorySite } from "../../../frameworks/site.ts";

async function setUp(): Promise<{
  site: ReturnType<typeof memorySite>;
  key: string;
  cycle: RequestCycle;
}> {
  const site = memorySite();
  const key = await site.stored();
  const jar = { getAll: () => [{ name: "sessionid", value: key }] };
  const cycle = new RequestCycle(site.backend, new PageFacts(new Headers(), jar, "POST"));
  return { site, key, cycle };
}

async function change(cycle: RequestCycle): Promise<void> {
  (await cycle.access.getSession()).set("changed", 1);
}

describe("after an action", () => {
  const fail = (): never => {
    throw new Error("a bug");
  };
  const deny = (): never => {
    throw new PermissionDenied("No.");
  };
  test.each([
    ["returns", () => "result", true],
    ["redirects", () => redirect("/"), true],
    ["finds nothing", () => notFound(), true],
    ["refuses", deny, true],
    ["fails", fail, false],
  ])("that %s", async (_, end, isSaved) => {
    const { site, key, cycle } = await setUp();
    const cookies: string[] = [];
    let ended: unknown;
    const run = async (): Promise<unknown> => {
      await change(cycle);
      try {
        return (ended = end());
      } catch (error) {
        ended = error;
        throw error;
      }
    };
    const closing = closeAfter(cycle, run, (head) => cookies.push(...head.getSetCookie()));
    assert.equal(await closing.catch((error: unknown) => error), ended);
    assert.deepEqual(await site.peek(key), isSaved ? { kept: 1, changed: 1 } : { kept: 1 });
    assert.equal(cookies.length, isSaved ? 1 : 0);
  });

  test("that redirects, with a store that is down: the error, and no cookie", async () => {
    const { site, cycle } = await setUp();
    const run = async (): Promise<never> => {
      await change(cycle);
      site.database.down = true;
      return redirect("/");
    };
    await assert.rejects(
      closeAfter(cycle, run, () => assert.fail()),
      StoreError,
    );
  });
});

describe("after a route handler", () => {
  test("whose headers are read-only: a response of the same body and status, with the cookie", async () => {
    const { cycle } = await setUp();
    await change(cycle);
    const response = await closeWith(cycle, Response.json({ a: 1 }, { status: 201 }));
    assert.equal(response.headers.getSetCookie().length, 1);
    const { cycle: another } = await setUp();
    await change(another);
    const redirected = await closeWith(another, Response.redirect("https://a.example/", 303));
    assert.equal(redirected.headers.getSetCookie().length, 1);
    assert.equal(redirected.status, 303);
    assert.equal(redirected.headers.get("Location"), "https://a.example/");
  });

  test("that left the session alone: the very response", async () => {
    const { cycle } = await setUp();
    const response = new Response("ok");
    assert.equal(await closeWith(cycle, response), response);
    assert.deepEqual([...response.headers.keys()], ["content-type"]);
  });

  test("that cannot be saved: 503, and its body is read no further", async () => {
    const { site, cycle } = await setUp();
    await change(cycle);
    site.database.down = true;
    let isCancelled = false;
    const body = new ReadableStream({ cancel: () => void (isCancelled = true) });
    const response = await closeWith(cycle, new Response(body));
    assert.equal(response.status, 503);
    assert.equal(isCancelled, true);
  });
});
