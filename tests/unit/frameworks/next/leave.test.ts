/** How guards end a handler: a page by what Next.js shows, a route handler and the proxy file by a response. */
import assert from "node:assert/strict";
import { afterEach, test, vi } from "vitest";
import { PermissionDenied } from "../../../../src/errors.ts";
import { forbid, leaveFor } from "../../../../src/frameworks/next/leave.ts";
import { thrownResponse } from "../../../../src/frameworks/next/thrown.ts";

afterEach(() => vi.unstubAllEnvs());

function thrownBy(leave: () => never): unknown {
  try {
    return leave();
  } catch (error) {
    return error;
  }
}

test("a page redirects as Next.js does, the others as Django does", () => {
  const statuses = (["page", "route", "proxy"] as const).map((place) => {
    const response = thrownResponse(thrownBy(() => leaveFor("/login/", place)));
    assert.equal(response.headers.get("Location"), "/login/");
    return response.status;
  });
  assert.deepEqual(statuses, [307, 302, 302]);
});

test("who may not see a page gets forbidden.tsx where the experiment is on, else the error", () => {
  const denied = new PermissionDenied("No.");
  assert.equal(
    thrownBy(() => forbid(denied)),
    denied,
  );
  vi.stubEnv("__NEXT_EXPERIMENTAL_AUTH_INTERRUPTS", "true");
  const shown = thrownBy(() => forbid(denied));
  assert.notEqual(shown, denied);
  assert.equal(thrownResponse(shown).status, 403);
});
