/** What is known of a request whose headers and cookies alone are shown. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { PageFacts } from "../../../../src/frameworks/next/page-facts.ts";

function facts(headers: Record<string, string>, cookies: Record<string, string> = {}): PageFacts {
  const pairs = Object.entries(cookies).map(([name, value]) => ({ name, value }));
  return new PageFacts(new Headers(headers), { getAll: () => pairs }, "GET");
}

test("headers are those that were sent", () => {
  assert.equal(facts({ Host: "a.example" }).header("host"), "a.example");
  assert.equal(facts({ Accept: "" }).header("accept"), "");
  assert.equal(facts({}).header("host"), null);
});

test("cookies are those that the proxy file has left, and not the header's", () => {
  const sent = { Cookie: "sessionid=old" };
  assert.equal(facts(sent, { sessionid: "new", b: "2" }).header("cookie"), "sessionid=new; b=2");
  assert.equal(facts(sent).header("cookie"), null);
});

test("the connection is as Next.js notes it", () => {
  const safe = facts({ "X-Forwarded-Proto": "https" });
  assert.deepEqual([safe.encrypted, safe.serverPort], [true, 443]);
  const plain = facts({ "X-Forwarded-Proto": "http" });
  assert.deepEqual([plain.encrypted, plain.serverPort, plain.serverName], [false, 80, "localhost"]);
});
