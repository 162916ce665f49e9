/** `getSession()` and `getUser()` give what the request gives, of the site that was asked for. */
import { expect, test } from "vitest";
import type { Backend } from "../../src/backend.ts";
import { ImproperlyConfigured } from "../../src/errors.ts";
import { WebFacts } from "../../src/frameworks/shared/web-facts.ts";
import { RequestCycle } from "../../src/lifecycle.ts";
import type { RequestAccess } from "../../src/lifecycle.ts";
import { getSession, getUser } from "../../src/request.ts";
import { TestSite } from "./session/site.ts";

function requestOf(backend: Backend): RequestAccess {
  return new RequestCycle(backend, new WebFacts(new Request("http://example.com/"))).access;
}

test("they are the request's own", async () => {
  const { backend } = new TestSite();
  const request = requestOf(backend);
  expect(await getSession(backend, request)).toBe(await request.getSession());
  expect(await getUser(backend, request)).toBe(await request.getUser());
});

test("a request that is not handled, or is another site's, has none", async () => {
  const { backend } = new TestSite();
  for (const request of [{}, requestOf(new TestSite().backend)]) {
    await expect(getSession(backend, request)).rejects.toThrow(ImproperlyConfigured);
    await expect(getUser(backend, request)).rejects.toThrow("Mount middleware(backend)");
  }
});
