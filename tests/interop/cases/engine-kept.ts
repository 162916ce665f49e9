/** What holds on every engine that keeps sessions: each side goes on with what the other did. */
import assert from "node:assert/strict";
import { SessionInterrupted } from "../../../src/errors.ts";
import type { EngineCase, EngineSite } from "../engine-site.ts";

const DATA = { text: "é😀\u007f", number: 1.5, list: [1, null, true], nested: { a: { b: [] } } };

async function isGone(site: EngineSite, key: string): Promise<void> {
  assert.equal((await site.here(key)).key, null, "here");
  assert.deepEqual(await site.there(key, ["data"], ["key"], ["exists", key]), [{}, null, false]);
  assert.equal(await (await site.here(null)).exists(key), false);
}

/** Run by both sides' clocks. */
export const keptCases: Record<string, EngineCase> = {
  "created by one, read by the other": async (site) => {
    for (const key of [await site.createHere(DATA), await site.createThere(DATA)]) {
      await site.assertBoth(key, DATA);
      assert.deepEqual(await site.there(key, ["exists", key]), [true]);
      assert.equal(await (await site.here(null)).exists(key), true);
    }
  },
  "Python's numbers survive a change made here": async (site) => {
    const text = '{"big": 36893488147419103232, "one": 1.0, "nan": NaN, "b": 1, "2": 2}';
    const [, , key, before] = await site.there(
      null,
      ["update_json", text],
      ["save"],
      ["key"],
      ["repr"],
    );
    await (await site.here(key)).set("z", 1).save();
    const [after] = await site.there(key, ["repr"]);
    assert.equal(after, before.replace(/\}$/, ", 'z': 1}"));
  },
  "changed in turns": async (site) => {
    const key = await site.createThere({ turns: [] });
    for (let turn = 0; turn < 3; turn++) {
      const session = await site.here(key);
      session.get("turns").push("here");
      await session.save();
      await site.there(key, ["append", "turns", "there"], ["modified", true], ["save"]);
    }
    const turns = ["here", "there", "here", "there", "here", "there"];
    await site.assertBoth(key, { turns });
  },
  "cleared by one is empty for the other, under its key": async (site) => {
    const key = await site.createThere({ a: 1 });
    const session = await site.here(key);
    session.clear();
    await session.save();
    await site.assertBoth(key, {});
  },
  "flushed by one is gone for the other": async (site) => {
    const ours = await site.createThere({ a: 1 });
    await (await site.here(ours)).flush();
    await isGone(site, ours);
    const theirs = await site.createHere({ a: 1 });
    await site.there(theirs, ["flush"]);
    await isGone(site, theirs);
  },
  "cycled by one has a new key for the other, and no old one": async (site) => {
    const old = await site.createThere({ a: 1 });
    const session = await site.here(old);
    await session.cycleKey();
    await isGone(site, old);
    await site.assertBoth(session.key!, { a: 1 });
    const [, next] = await site.there(session.key, ["cycle"], ["key"]);
    await isGone(site, session.key!);
    await site.assertBoth(next, { a: 1 });
  },
  "deleted by one while the other has it: never brought back": async (site) => {
    const key = await site.createHere({ a: 1 });
    const session = await site.here(key);
    await site.there(key, ["flush"]);
    await assert.rejects(session.set("a", 2).save(), SessionInterrupted);
    await isGone(site, key);
    const other = await site.createThere({ a: 1 });
    await site.there(other, ["get", "a"]);
    await (await site.here(other)).flush();
    const { results } = await site.peer.goOn([["set", "a", 2], ["save"]]);
    assert.equal(results.at(-1).error, "UpdateError");
    await isGone(site, other);
  },
};
