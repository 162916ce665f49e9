/** The part of the engine kit that lets time pass. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { MINUTE } from "./engine-bench.ts";
import type { EngineCase } from "./engine-bench.ts";

/** The cases of expiry. */
export const expiryCases: Record<string, EngineCase> = {
  "loads a session until it expires": async (bench) => {
    const { key, row } = await bench.stored(1, bench.in(MINUTE));
    bench.pass(MINUTE - bench.resolution);
    assert.equal(await bench.load(key), row.text);
    bench.pass(bench.resolution);
    assert.equal(await bench.load(key), null);
    assert.equal(await bench.engine.exists(key), true);
  },
  "compares dates that have a fraction of a second with dates that have none": async (bench) => {
    const whole = Math.ceil(bench.in(MINUTE) / 1_000_000) * 1_000_000;
    bench.pass(whole - bench.in(0));
    for (const [expiry, isThere] of [
      [-1, false],
      [0, false],
      [bench.resolution, true],
      [1_000_000, true],
    ] as const) {
      const { key } = await bench.stored(1, bench.in(expiry));
      assert.equal((await bench.load(key)) !== null, isThere, `${expiry} µs`);
    }
  },
  "updates a session that has expired, as Django does": async (bench) => {
    const { key, row } = await bench.stored("first", bench.in(-MINUTE));
    const second = bench.row("second", bench.in(MINUTE));
    assert.deepEqual(await bench.engine.update(key, row.text, second), { kind: "done" });
    assert.equal(await bench.load(key), second.text);
  },
  "moves the expiry with an update": async (bench) => {
    const { key, row } = await bench.stored("first", bench.in(MINUTE));
    await bench.engine.update(key, row.text, bench.row("second", bench.in(3 * MINUTE)));
    bench.pass(2 * MINUTE);
    assert.notEqual(await bench.load(key), null);
  },
  "moves the expiry alone, and to the same date twice": async (bench) => {
    const { key, row } = await bench.stored(1, bench.in(MINUTE));
    const later = bench.in(3 * MINUTE);
    assert.equal(await bench.engine.touch(key, bench.end(later)), "done");
    assert.equal(await bench.engine.touch(key, bench.end(later)), "done");
    bench.pass(2 * MINUTE);
    assert.equal(await bench.load(key), row.text);
    assert.equal(await bench.engine.touch(key, bench.end(bench.in(-1))), "done");
    assert.equal(await bench.load(key), null);
  },
  "clears what has expired, and not what expires now": async (bench) => {
    await bench.engine.clearExpired();
    const old = await bench.stored(1, bench.in(-1));
    const equal = await bench.stored(2, bench.in(0));
    const young = await bench.stored(3, bench.in(1));
    assert.equal(await bench.engine.clearExpired(), 1);
    assert.equal(await bench.engine.exists(old.key), false);
    assert.equal(await bench.engine.exists(equal.key), true);
    assert.equal(await bench.engine.exists(young.key), true);
    assert.equal(await bench.load(equal.key), null);
    assert.equal(await bench.engine.clearExpired(), 0);
  },
  "clears in batches, tells how far it is, and stops when told": async (bench) => {
    await bench.engine.clearExpired();
    for (let index = 0; index < 7; index++) await bench.stored(index, bench.in(-MINUTE - index));
    const stopping = new AbortController();
    const options = { batch: 3, signal: stopping.signal, onProgress: () => stopping.abort() };
    assert.equal(await bench.engine.clearExpired(options), 3);
    assert.equal(await bench.engine.clearExpired({ signal: AbortSignal.abort() }), 0);
    const progress: number[] = [];
    const onProgress = (deleted: number): void => void progress.push(deleted);
    assert.equal(await bench.engine.clearExpired({ batch: 3, onProgress }), 4);
    assert.deepEqual(progress, [3, 4]);
  },
};

const SECOND = 1_000_000;
/** Milliseconds after which a second has passed for every store that counts whole ones. */
const TWO_SECONDS = 2100;

/** The cases of expiry in a store that has a clock of its own. */
export const ownClockCases: Record<string, EngineCase> = {
  "forgets a session that has expired, and one that is touched or updated into the past": async (
    bench,
  ) => {
    const short = await bench.stored(1, bench.in(SECOND));
    const moved = await bench.stored(2, bench.in(SECOND));
    const touched = await bench.stored(3);
    await bench.engine.touch(moved.key, bench.end(bench.in(MINUTE)));
    await bench.engine.touch(touched.key, bench.end(bench.in(-MINUTE)));
    assert.equal(await bench.load(short.key), short.row.text);
    assert.equal(await bench.load(touched.key), null);
    await sleep(TWO_SECONDS);
    assert.equal(await bench.load(short.key), null);
    assert.equal(await bench.engine.exists(short.key), false);
    assert.equal(await bench.load(moved.key), moved.row.text);
    const late = await bench.engine.update(short.key, short.row.text, bench.row(4));
    assert.deepEqual(late, { kind: "gone" });
  },
  "moves the expiry with an update": async (bench) => {
    const { key, row } = await bench.stored("first", bench.in(SECOND));
    const second = bench.row("second", bench.in(MINUTE));
    assert.deepEqual(await bench.engine.update(key, row.text, second), { kind: "done" });
    await sleep(TWO_SECONDS);
    assert.equal(await bench.load(key), second.text);
  },
};
