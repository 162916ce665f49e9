/** The request cycle without a framework: what it does to headers and to the store, and when it lets a response go at once. */
import assert from "node:assert/strict";
import { describe, test } from "vitest";
import type { RequestFacts } from "../../src/auth/request-facts.ts";
import {
  ImproperlyConfigured,
  NotSerializable,
  SessionSealed,
  StoreError,
} from "../../src/errors.ts";
import { RequestCycle } from "../../src/lifecycle.ts";
import type { Settings } from "../../src/settings.ts";
import { memorySite } from "../frameworks/site.ts";
import type { MemorySite } from "../frameworks/site.ts";

const UNKNOWN = "nobodyknowsthiskey0000000000000a";

/** A request with this Cookie header, and nothing else of interest. */
function facts(cookie: string | null): RequestFacts {
  const header = (name: string): string | null => (name === "cookie" ? cookie : null);
  return { method: "GET", encrypted: false, serverName: "testserver", serverPort: 80, header };
}

function open(site: MemorySite, key: string | null, hold?: () => void): RequestCycle {
  return new RequestCycle(site.backend, facts(key === null ? null : `sessionid=${key}`), hold);
}

/** The names of the headers that closing adds. */
async function closed(cycle: RequestCycle, status = 200): Promise<string[]> {
  const headers = new Headers();
  await cycle.close(status, headers);
  return [...headers.keys()];
}

describe("a response waits only for the store", () => {
  test("nobody asked for the session: nothing is fetched, held or written", async () => {
    const site = memorySite();
    const key = await site.stored();
    const made = await site.database.watch(async () => {
      for (const brought of [null, key, UNKNOWN]) {
        const cycle = open(site, brought, () => assert.fail("held"));
        const headers = new Headers();
        assert.equal(cycle.isDue, false);
        assert.equal(cycle.close(200, headers), undefined);
        assert.deepEqual([...headers], []);
      }
    });
    assert.deepEqual(made, []);
  });

  test("the session was read: closed at once", async () => {
    const site = memorySite();
    const cycle = open(site, await site.stored());
    await cycle.access.getSession();
    const headers = new Headers();
    assert.equal(cycle.close(200, headers), undefined);
    assert.deepEqual([...headers], [["vary", "Cookie"]]);
  });

  test("a cookie that is no key: taken away at once", async () => {
    const site = memorySite();
    for (const key of ["", "short", '""']) {
      const cycle = open(site, key);
      assert(cycle.isDue);
      const headers = new Headers();
      assert.equal(cycle.close(200, headers), undefined);
      assert.match(headers.get("Set-Cookie") ?? "", /^sessionid="";/);
    }
  });

  test("the session was changed: a promise, and stored when it is fulfilled", async () => {
    const site = memorySite();
    const key = await site.stored();
    const cycle = open(site, key);
    (await cycle.access.getSession()).set("a", 1);
    const saved = cycle.close(200, new Headers());
    assert(saved instanceof Promise);
    await saved;
    assert.deepEqual(await site.peek(key), { kept: 1, a: 1 });
  });

  test("from when it is asked for: held once, before the session is given", async () => {
    const site = memorySite();
    let holds = 0;
    const cycle = open(site, await site.stored(), () => holds++);
    const asked = [cycle.access.getSession(), cycle.access.getSession()];
    assert.equal(holds, 1);
    assert.equal(await asked[0], await asked[1]);
    await cycle.access.getSession();
    assert.equal(holds, 1);
  });
});

describe("after the head", () => {
  test("a session that was read or saved: sealed", async () => {
    const site = memorySite();
    for (const change of [false, true]) {
      const cycle = open(site, await site.stored());
      const session = await cycle.access.getSession();
      if (change) session.set("a", 1);
      await cycle.close(200, new Headers());
      assert.throws(() => session.set("b", 1), SessionSealed);
      assert.equal(session.get("kept"), 1);
    }
  });

  test("a session that was not asked for before: read, and sealed", async () => {
    const site = memorySite();
    const cycle = open(site, await site.stored());
    await cycle.close(200, new Headers());
    const session = await cycle.access.getSession();
    assert.equal(session.get("kept"), 1);
    assert.throws(() => session.set("b", 1), SessionSealed);
  });
});

describe("a save that fails leaves the headers alone", () => {
  test("the store is down", async () => {
    const site = memorySite();
    const cycle = open(site, await site.stored());
    (await cycle.access.getSession()).set("a", 1);
    site.database.down = true;
    const headers = new Headers({ Vary: "Accept" });
    await assert.rejects(async () => cycle.close(200, headers), StoreError);
    assert.deepEqual([...headers], [["vary", "Accept"]]);
  });

  test("what was set cannot be stored", async () => {
    const site = memorySite();
    const cycle = open(site, null);
    (await cycle.access.getSession()).set("a", [() => 1]);
    const headers = new Headers();
    await assert.rejects(async () => cycle.close(200, headers), NotSerializable);
    assert.deepEqual([...headers], []);
  });
});

describe("releases of Django", () => {
  const written = async (settings: Partial<Settings>, status: number): Promise<string[]> => {
    const cycle = open(memorySite(settings), null);
    (await cycle.access.getSession()).set("a", 1);
    return closed(cycle, status);
  };

  test.each([
    ["3.2", 499, true],
    ["3.2", 500, false],
    ["3.2", 503, true],
    ["4.2", 500, false],
    ["4.2", 503, false],
    ["6.1", 599, false],
  ])("%s, status %d: saved? %s", async (DJANGO_VERSION, status, isSaved) => {
    const names = await written({ DJANGO_VERSION }, status);
    assert.deepEqual(names, isSaved ? ["set-cookie", "vary"] : ["vary"]);
  });

  test.each([
    ["4.2", false],
    ["5.2.13", false],
    ["5.2.14", true],
    ["5.2", true],
    ["6.0.4", false],
    ["6.0.5", true],
    ["6.1", true],
  ])("%s, renewed though nobody asked for it: Vary? %s", async (DJANGO_VERSION, varies) => {
    const site = memorySite({ DJANGO_VERSION, SESSION_SAVE_EVERY_REQUEST: true });
    const names = await closed(open(site, await site.stored()));
    assert.deepEqual(names, varies ? ["set-cookie", "vary"] : ["set-cookie"]);
  });
});

describe("the cycle that a request has", () => {
  test("is found by its getSession, for its own site alone", () => {
    const [site, other] = [memorySite(), memorySite()];
    const cycle = open(site, null);
    const { getSession } = cycle.access;
    assert.equal(RequestCycle.of(site.backend, getSession), cycle);
    assert.equal(RequestCycle.of(other.backend, getSession), null);
    assert.equal(RequestCycle.for(getSession), cycle);
  });

  test("is missing: an error that says what to mount", () => {
    const { backend } = memorySite();
    const foreign = (async () => null) as never;
    for (const getSession of [undefined, foreign]) {
      assert.equal(RequestCycle.of(backend, getSession), null);
      assert.throws(() => RequestCycle.for(getSession), ImproperlyConfigured);
    }
  });
});
