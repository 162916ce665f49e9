/** The part of the engine kit in which many write at once. */
import assert from "node:assert/strict";
import type { EngineCase } from "./engine-bench.ts";

const WRITERS = 50;
const ROUNDS = 10;

const everyWriter = <T>(write: (writer: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));

/** The cases of concurrency. */
export const writerCases: Record<string, EngineCase> = {
  "of fifty that insert one key, one is the first": async (bench) => {
    const key = bench.key();
    const rows = Array.from({ length: WRITERS }, (_, writer) => bench.row(writer));
    const outcomes = await everyWriter((writer) => {
      return bench.engine.insert(key, rows[writer] ?? bench.row(writer));
    });
    assert.equal(outcomes.filter((outcome) => outcome === "done").length, 1);
    assert.equal(await bench.load(key), rows[outcomes.indexOf("done")]?.text);
  },
  "of fifty that update one text, one is the first, and the others are told what it wrote": async (
    bench,
  ) => {
    const { key, row } = await bench.stored("start");
    let previous = row.text;
    for (let round = 0; round < ROUNDS; round++) {
      const rows = Array.from({ length: WRITERS }, (_, writer) => bench.row([round, writer]));
      const outcomes = await everyWriter((writer) => {
        return bench.engine.update(key, previous, rows[writer] ?? row);
      });
      const winners = outcomes.flatMap(({ kind }, writer) => (kind === "done" ? [writer] : []));
      assert.equal(winners.length, 1);
      const written = rows[winners[0] ?? -1]?.text ?? "";
      for (const outcome of outcomes) {
        if (outcome.kind !== "done")
          assert.deepEqual(outcome, { kind: "conflict", stored: written });
      }
      previous = written;
    }
    assert.equal(await bench.load(key), previous);
  },
  "a session deleted among fifty writers stays deleted": async (bench) => {
    for (let round = 0; round < ROUNDS; round++) {
      const { key, row } = await bench.stored("start");
      const outcomes = await everyWriter((writer) => {
        if (writer === 25) return bench.engine.delete(key);
        return bench.engine.update(key, row.text, bench.row([round, writer]));
      });
      assert.equal(outcomes[25]?.kind, "done");
      assert.equal(await bench.engine.exists(key), false);
    }
  },
  "of fifty that delete one text, one has done it": async (bench) => {
    const { key, row } = await bench.stored("start");
    const outcomes = await everyWriter(() => bench.engine.delete(key, row.text));
    const kinds = outcomes.map(({ kind }) => kind).sort();
    assert.deepEqual(kinds, ["done", ...Array.from({ length: WRITERS - 1 }, () => "gone")]);
  },
};
