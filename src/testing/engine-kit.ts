/** The contract of a session engine: what a store must do for one key. */
import assert from "node:assert/strict";
import type { Micros } from "../datetime.ts";
import { InvalidSessionKey } from "../errors.ts";
import { EngineBench, MINUTE } from "./engine-bench.ts";
import type { EngineCase, EngineTraits, MakeEngine } from "./engine-bench.ts";
import { expiryCases, ownClockCases } from "./engine-expiry.ts";
import { writerCases } from "./engine-writers.ts";
import { casesOf } from "./kit.ts";
import type { ConformanceCase } from "./kit.ts";

/**
 * The cases that hold for every `SessionEngine`. Run them one after another: some count what a whole store holds.
 *
 * @example for (const { name, run } of engineConformance(make)) test(name, run);
 */
export function engineConformance(
  make: MakeEngine,
  { expiresByItself = false }: EngineTraits = {},
): ConformanceCase[] {
  const cases = { ...readCases, ...insertCases, ...updateCases, ...deleteCases, ...writerCases };
  const all = { ...cases, ...(expiresByItself ? ownClockCases : { ...keptCases, ...expiryCases }) };
  const bound = Object.entries(all).map(([name, body]) => [
    name,
    async () => body(await EngineBench.make(make)),
  ]);
  return casesOf(Object.fromEntries(bound) as Record<string, () => Promise<void>>);
}

/** Keys that a cookie can hold and that no row has, made from one that a row has. */
const strangers = (key: string): string[] => [
  key.toUpperCase(),
  `${key} `,
  ` ${key}`,
  key.slice(0, -1),
  `${key.slice(0, -1)}%`,
  `${key.slice(0, -1)}_`,
  `${key.slice(0, -2)}\0a`,
  `${key.slice(0, -1)}\ud83d`,
  `${key.slice(0, -1)}é`,
  `${key.slice(0, -1)}😀`,
  "ключ0123456789",
  "x".repeat(41),
  "x".repeat(100_000),
  `' OR 1=1 -- `,
  `\\' OR 1=1 -- `,
  `"; DROP TABLE django_session; --`,
  "$1$2?:key",
];

/** What an engine answers that has no such keys, or `otherwise` where it throws as Django's file engine does. */
async function unlessInvalid<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof InvalidSessionKey) return otherwise;
    throw error;
  }
}

const readCases: Record<string, EngineCase> = {
  "loads the stored text to the letter": async (bench) => {
    const { key, row } = await bench.stored("é\ud83d \0 ' \" \\ % 日本");
    assert.equal(await bench.load(key), row.text);
    assert.equal(await bench.engine.exists(key), true);
  },
  "loads a session of a megabyte": async (bench) => {
    const body = Array.from({ length: 100_000 }, (_, index) => `item ${index}`);
    const { key, row } = await bench.stored(body);
    assert.equal(await bench.load(key), row.text);
  },
  "knows nothing of a key that was never stored": async (bench) => {
    const unknown = bench.key();
    assert.equal(await bench.load(unknown), null);
    assert.equal(await bench.engine.exists(unknown), false);
  },
  "takes no key for another": async (bench) => {
    const { engine } = bench;
    const { key, row } = await bench.stored(1);
    for (const stranger of strangers(key)) {
      const label = JSON.stringify(stranger.slice(0, 50));
      assert.equal(await bench.load(stranger), null, label);
      assert.equal(await unlessInvalid(engine.exists(stranger), false), false, label);
      const end = bench.end(bench.in(-MINUTE));
      assert.equal(await unlessInvalid(engine.touch(stranger, end), "gone"), "gone", label);
      for (const outcome of [
        engine.update(stranger, row.text, bench.row(2)),
        engine.delete(stranger),
        engine.delete(stranger, row.text),
      ]) {
        assert.equal((await unlessInvalid(outcome, { kind: "gone" })).kind, "gone", label);
      }
    }
    assert.equal(await bench.load(key), row.text);
  },
};

const insertCases: Record<string, EngineCase> = {
  "inserts a new session": async (bench) => {
    assert.equal(await bench.engine.insert(bench.key(), bench.row(1)), "done");
  },
  "never inserts over another session": (bench) => insertOver(bench, bench.in(MINUTE)),
};

/** Of engines that keep what has expired until it is cleared. */
const keptCases: Record<string, EngineCase> = {
  "never inserts over an expired session": (bench) => insertOver(bench, bench.in(-MINUTE)),
};

async function insertOver(bench: EngineBench, expireDate: Micros): Promise<void> {
  const { key, row } = await bench.stored("first", expireDate);
  assert.equal(await bench.engine.insert(key, bench.row("second")), "taken");
  const outcome = await bench.engine.update(key, "neither", bench.row("third"));
  assert.deepEqual(outcome, { kind: "conflict", stored: row.text });
}

const updateCases: Record<string, EngineCase> = {
  "updates what still holds the previous text": async (bench) => {
    const { key, row } = await bench.stored("first");
    const second = bench.row("second");
    assert.deepEqual(await bench.engine.update(key, row.text, second), { kind: "done" });
    assert.equal(await bench.load(key), second.text);
  },
  "leaves a session that somebody else changed, and gives what it holds": async (bench) => {
    const { key, row } = await bench.stored("first");
    for (const previous of ["", row.text.toUpperCase(), `${row.text} `, row.text.slice(0, -1)]) {
      const outcome = await bench.engine.update(key, previous, bench.row("second"));
      assert.deepEqual(outcome, { kind: "conflict", stored: row.text });
    }
    assert.equal(await bench.load(key), row.text);
  },
  "never brings back a session that is gone": async (bench) => {
    const { key, row } = await bench.stored("first");
    await bench.engine.delete(key);
    assert.deepEqual(await bench.engine.update(key, row.text, bench.row(2)), { kind: "gone" });
    assert.equal(await bench.engine.touch(key, bench.end(bench.in(MINUTE))), "gone");
    assert.equal(await bench.engine.exists(key), false);
  },
  "tells of two writers of one same text, of whom only one was first": async (bench) => {
    const { key, row } = await bench.stored("first");
    const second = bench.row("second");
    assert.deepEqual(await bench.engine.update(key, row.text, second), { kind: "done" });
    const conflict = { kind: "conflict", stored: second.text };
    assert.deepEqual(await bench.engine.update(key, row.text, second), conflict);
  },
  "updates a session to the text that it has": async (bench) => {
    const { key, row } = await bench.stored("first");
    assert.deepEqual(await bench.engine.update(key, row.text, row), { kind: "done" });
    assert.equal(await bench.load(key), row.text);
  },
};

const deleteCases: Record<string, EngineCase> = {
  "deletes a session once": async (bench) => {
    const { key } = await bench.stored(1);
    assert.deepEqual(await bench.engine.delete(key), { kind: "done" });
    assert.deepEqual(await bench.engine.delete(key), { kind: "gone" });
    assert.equal(await bench.load(key), null);
  },
  "deletes only what still holds the previous text, when told": async (bench) => {
    const { key, row } = await bench.stored("first");
    const conflict = { kind: "conflict", stored: row.text };
    assert.deepEqual(await bench.engine.delete(key, `${row.text} `), conflict);
    assert.equal(await bench.load(key), row.text);
    assert.deepEqual(await bench.engine.delete(key, row.text), { kind: "done" });
    assert.deepEqual(await bench.engine.delete(key, row.text), { kind: "gone" });
  },
};
