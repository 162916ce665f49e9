/** One session per request, whoever asks: pages, handlers within handlers, and the page after an action. */
import assert from "node:assert/strict";
import { describe, test } from "vitest";
import { SessionSealed } from "../../../../src/errors.ts";
import { PageFacts } from "../../../../src/frameworks/next/page-facts.ts";
import { Visits } from "../../../../src/frameworks/next/visits.ts";
import type { Visit } from "../../../../src/frameworks/next/visits.ts";
import { RequestCycle } from "../../../../src/lifecycle.ts";
import { memorySite } from "../../../frameworks/site.ts";

const { backend } = memorySite();
const makeCycle = (): RequestCycle =>
  new RequestCycle(backend, new PageFacts(new Headers(), { getAll: () => [] }, "GET"));
const makeVisit = (): Visit => ({ cycle: makeCycle(), place: "route", request: null });

describe("visits", () => {
  test("of one request: one, which is read only", async () => {
    const [visits, request] = [new Visits(), {}];
    const visit = visits.of(request, makeCycle);
    assert.equal(visits.of(request, assert.fail), visit);
    assert.equal(visits.around(request), null);
    const session = await visit.cycle.access.getSession();
    assert.throws(() => session.set("a", 1), SessionSealed);
  });

  test("of two requests: two", () => {
    const visits = new Visits();
    assert.notEqual(visits.of({}, makeCycle), visits.of({}, makeCycle));
  });

  test("within a handler: its own, and read only when it is done", async () => {
    const [visits, request, visit] = [new Visits(), {}, makeVisit()];
    const session = await visits.during(request, visit, async () => {
      assert.equal(visits.around(request), visit);
      assert.equal(visits.of(request, assert.fail), visit);
      return (await visit.cycle.access.getSession()).set("a", 1);
    });
    assert.equal(visits.around(request), null);
    assert.equal(visits.of(request, assert.fail), visit);
    assert.throws(() => session.set("a", 2), SessionSealed);
  });

  test("after a handler that failed: read only too", async () => {
    const [visits, request, visit] = [new Visits(), {}, makeVisit()];
    await assert.rejects(visits.during(request, visit, () => Promise.reject(new Error("a bug"))));
    assert.equal(visits.around(request), null);
    assert((await visit.cycle.access.getSession()).isSealed);
  });

  test("of a page that asked before a handler began: the handler's can be changed", async () => {
    const [visits, request, visit] = [new Visits(), {}, makeVisit()];
    assert.notEqual(visits.of(request, makeCycle), visit);
    await visits.during(request, visit, async () => {
      (await visit.cycle.access.getSession()).set("a", 1);
      assert.equal(visits.of(request, assert.fail), visit);
    });
  });
});
