/** The engine that keeps nothing: each side reads the cookies of the other. */
import assert from "node:assert/strict";
import type { EngineCase } from "../engine-site.ts";

const DATA = { text: "é😀", number: 1.5, list: [1, null, true], long: "x".repeat(500) };
const TWO_WEEKS = 1_209_600;

/** Run with one SECRET_KEY. */
export const cookieCases: Record<string, EngineCase> = {
  "created by one, read by the other": async (site) => {
    for (const key of [await site.createHere(DATA), await site.createThere(DATA)]) {
      await site.assertBoth(key, DATA);
      assert.deepEqual(await site.there(key, ["exists", key]), [false]);
      assert.equal(await (await site.here(null)).exists(key), false);
    }
  },
  "the same data is the same text, but for the second": async (site) => {
    const [ours, theirs] = [await site.createHere({ a: 1 }), await site.createThere({ a: 1 })];
    assert.equal(ours.split(":")[0], theirs.split(":")[0]);
    assert.equal(ours.length, theirs.length);
  },
  "changed in turns": async (site) => {
    let key = await site.createThere({ turns: [] });
    for (let turn = 0; turn < 2; turn++) {
      const session = await site.here(key);
      session.get("turns").push("here");
      await session.save();
      const there = [["append", "turns", "there"], ["save"], ["key"]] as const;
      key = (await site.there(session.key, ...there)).at(-1);
    }
    await site.assertBoth(key, { turns: ["here", "there", "here", "there"] });
  },
  "Python's numbers survive a change made here": async (site) => {
    const text = '{"big": 36893488147419103232, "one": 1.0, "nan": NaN}';
    const [, , key, before] = await site.there(
      null,
      ["update_json", text],
      ["save"],
      ["key"],
      ["repr"],
    );
    const session = await site.here(key);
    await session.set("z", 1).save();
    const [after] = await site.there(session.key, ["repr"]);
    assert.equal(after, before.replace(/\}$/, ", 'z': 1}"));
  },
  "cycled by either is another text with the same data": async (site) => {
    const session = await site.here(await site.createThere({ a: 1 }));
    await session.cycleKey();
    await site.assertBoth(session.key!, { a: 1 });
    const [, key] = await site.there(session.key, ["cycle"], ["key"]);
    await site.assertBoth(key, { a: 1 });
  },
  "flushed by either has no key": async (site) => {
    const session = await site.here(await site.createThere({ a: 1 }));
    await session.flush();
    assert.equal(session.key, null);
    const key = await site.createHere({ a: 1 });
    assert.deepEqual((await site.there(key, ["flush"], ["key"])).at(-1), null);
  },
  "forged or of another key: empty, and to be replaced": async (site) => {
    const [good] = [await site.createThere({ a: 1 })];
    for (const bad of [`${good}x`, good.replace(/^./, "f"), "nonsense", "e30:1r31eq:abc"]) {
      const session = await site.here(bad);
      assert.deepEqual([session.size, session.modified, session.isEmpty], [0, true, false]);
      assert.deepEqual(await site.there(bad, ["data"], ["modified"], ["is_empty"]), [
        {},
        true,
        false,
      ]);
    }
  },
  "too old after SESSION_COOKIE_AGE for both": async (site) => {
    for (const key of [await site.createHere({ a: 1 }), await site.createThere({ a: 1 })]) {
      const [young, old] = [TWO_WEEKS - 30, TWO_WEEKS + 2];
      assert.equal((await site.backendAt(young).getSession(key).load()).size, 1);
      assert.equal((await site.backendAt(old).getSession(key).load()).size, 0);
      const aged = (age: number): string =>
        `django.core.signing.loads(${JSON.stringify(key)}, max_age=${age}, salt="django.contrib.sessions.backends.signed_cookies")`;
      assert.deepEqual(await site.peer.eval(aged(TWO_WEEKS)), { a: 1 });
    }
  },
  "its own expiry ends it sooner here, where Django forgets it": async (site) => {
    const key = await site.createThere({ a: 1, _session_expiry: 60 });
    assert.equal((await site.backendAt(50).getSession(key).load()).size, 2);
    assert.equal((await site.backendAt(62).getSession(key).load()).size, 0);
  },
};
