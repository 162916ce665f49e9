/** Birth, move and end of a session, begun on one side and seen on the other. */
import assert from "node:assert/strict";
import { CreateError, SessionInterrupted } from "../../../src/errors.ts";
import type { Session } from "../../../src/session/session.ts";
import type { InteropCase } from "../grid.ts";

/** What a session may be about to do when somebody deletes it. */
const SAVES: Readonly<Record<string, (session: Session) => Promise<unknown>>> = {
  save: (session) => session.set("a", 2).save(),
  "save of a renewed expiry": (session) => Object.assign(session, { modified: true }).save(),
  update: (session) => session.update((own) => own.set("a", 2)),
  cycleKey: (session) => session.set("a", 2).cycleKey(),
};

export const lifeCases: Record<string, InteropCase> = {
  "flushed here, gone there": async (site) => {
    const key = await site.createThere(["set", "a", 1]);
    const session = await site.here(key);
    await session.flush();
    assert.equal(session.key, null);
    assert.equal(await site.row(key), null);
    assert.deepEqual(await site.there(key, ["exists", key], ["data"], ["key"]), [false, {}, null]);
  },
  "flushed there, gone here": async (site) => {
    const { key } = await site.createHere({ a: 1 });
    await site.there(key, ["flush"]);
    const session = await site.here(key);
    assert.deepEqual([session.key, session.size, session.isEmpty], [null, 0, true]);
    assert.equal(await session.exists(key), false);
  },
  "key cycled here, the data is there under the new one alone": async (site) => {
    const key = await site.createThere(["set", "a", 1]);
    const session = await site.here(key);
    session.set("b", 2);
    await session.cycleKey();
    assert.notEqual(session.key, key);
    assert.deepEqual(await site.there(session.key, ["data"]), [{ a: 1, b: 2 }]);
    assert.deepEqual(await site.there(key, ["exists", key]), [false]);
  },
  "key cycled there, the data is here under the new one alone": async (site) => {
    const { key } = await site.createHere({ a: 1 });
    const [, , cycled] = await site.there(key, ["cycle"], ["save"], ["key"]);
    assert.deepEqual((await site.here(cycled)).toJSON(), { a: 1 });
    assert.equal((await site.here(key)).key, null);
  },
  "a key cycled here carries what Django saved meanwhile": async (site) => {
    const { key } = await site.createHere({ a: 1 });
    const session = await site.here(key);
    await site.there(key, ["set", "b", 2], ["save"]);
    await session.cycleKey();
    assert.deepEqual(await site.there(session.key, ["data"]), [{ a: 1, b: 2 }]);
  },
  "created empty on either side, it is there and stays": async (site) => {
    const session = await site.backend().getSession(null).create();
    assert.deepEqual(await site.there(session.key, ["repr"], ["key"]), ["{}", session.key]);
    const [, key] = await site.there(null, ["create"], ["key"]);
    assert.equal((await site.here(key)).key, key);
  },
  "exists means the same, expired or not": async (site) => {
    const { key } = await site.createHere({ _session_expiry: -10 });
    const session = site.backend().getSession(null);
    assert.equal(await session.exists(key), true);
    assert.equal(await session.exists("nobodyhasthiskey"), false);
    const there = await site.there(null, ["exists", key], ["exists", "nobodyhasthiskey"]);
    assert.deepEqual(there, [true, false]);
  },
  "a key in use cannot be created again": async (site) => {
    const key = await site.createThere(["set", "a", 1]);
    const session = await site.here(key);
    await assert.rejects(session.save({ mustCreate: true }), CreateError);
    await site.there(key, ["data"]);
    assert.equal(await site.raisedThere(["save", true]), "CreateError");
    assert.deepEqual((await site.here(key)).toJSON(), { a: 1 });
  },
  "an unknown key is not adopted": async (site) => {
    for (const key of ["nobodyhasthiskey", "short", "", "x".repeat(41), "é".repeat(40)]) {
      const session = await site.here(key);
      assert.equal(session.key, null, key);
      assert.deepEqual(await site.there(key, ["data"], ["key"]), [{}, null], key);
    }
  },
  "is_empty means the same": async (site) => {
    const fresh = await site.here(null);
    const { key } = await site.createHere({ a: 1 });
    const stored = await site.here(key);
    assert.deepEqual(
      [fresh.isEmpty, fresh.set("a", 1).isEmpty, stored.isEmpty],
      [true, false, false],
    );
    const there = [
      ...(await site.there(null, ["is_empty"], ["set", "a", 1], ["is_empty"])),
      ...(await site.there(key, ["is_empty"], ["flush"], ["is_empty"])),
    ];
    assert.deepEqual(there, [true, null, false, false, null, true]);
    await stored.reload();
    assert.equal(stored.isEmpty, true);
  },
  "an unchanged session is not written": async (site) => {
    const key = await site.createThere(["update", { a: { b: 1 } }]);
    const before = await site.row(key);
    const session = await site.here(key);
    session.set("a", { b: 1 });
    assert.equal(await session.save(), false);
    assert.deepEqual(await site.row(key), before);
  },
  "the test cookie goes both ways": async (site) => {
    const key = await site.createThere(["set_test_cookie"]);
    const session = await site.here(key);
    assert.equal(session.testCookieWorked(), true);
    session.deleteTestCookie();
    await session.save();
    assert.deepEqual(await site.there(key, ["test_cookie_worked"]), [false]);
    session.setTestCookie();
    await session.save();
    const ops = [["test_cookie_worked"], ["delete_test_cookie"], ["save"]] as const;
    assert.equal((await site.there(key, ...ops))[0], true);
    assert.equal((await site.here(key)).testCookieWorked(), false);
  },
  "deleted there during a change here: interrupted, and not brought back": async (site) => {
    for (const [name, save] of Object.entries(SAVES)) {
      const { key } = await site.createHere({ a: 1 });
      const session = await site.here(key);
      await site.there(key, ["flush"]);
      const rows = await site.count();
      await assert.rejects(save(session), SessionInterrupted, name);
      assert.equal(await site.count(), rows, name);
    }
  },
  "deleted here during a change there: Django raises, and does not bring it back": async (site) => {
    const key = await site.createThere(["set", "a", 1]);
    await site.there(key, ["set", "a", 2]);
    await (await site.here(key)).flush();
    assert.equal(await site.raisedThere(["save"]), "UpdateError");
    assert.equal(await site.row(key), null);
  },
  "a key of other case or with blanks is another key": async (site) => {
    const { key } = await site.createHere({ a: 1 });
    for (const other of [key.toUpperCase(), `${key} `, ` ${key}`, `${key}\u0000`]) {
      const session = await site.here(other);
      assert.deepEqual([session.key, session.size], [null, 0], JSON.stringify(other));
      assert.equal(await session.exists(other), false, JSON.stringify(other));
      await session.destroy(other);
    }
    assert.deepEqual(await site.there(key, ["data"]), [{ a: 1 }]);
  },
};
