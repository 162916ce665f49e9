/** The contract of a SQL database: what each adapter must do, on a real server. */
import assert from "node:assert/strict";
import type { SqlValue } from "../databases/sql/database.ts";
import { parameter, sql } from "../databases/sql/fragment.ts";
import type { Fragment } from "../databases/sql/fragment.ts";
import { onBench } from "./database-bench.ts";
import type { DatabaseBench, DatabaseCase, DatabaseSubject } from "./database-bench.ts";
import { failureCases } from "./database-failures.ts";
import { casesOf } from "./kit.ts";
import type { ConformanceCase } from "./kit.ts";

/** Texts that a careless adapter changes or takes for something else. */
const TEXTS: Readonly<Record<string, string>> = {
  empty: "",
  quotes: `it's "quoted" \`twice\` \\' -- ; /* */`,
  placeholders: "$1 ? ?? :key @key %s ${key}",
  controls: "a\tb\nc\rd\u007f\u001a",
  unicode: "é ü ж 日本 😀 \u2028 \ufeff",
  "a date": "2024-01-15 18:31:45.123456",
  digits: "00012345678901234567890",
  blanks: "  padded  ",
  long: "x".repeat(300_000),
};

/**
 * The cases that hold for every `SqlDatabase`. `make` is called once for each; it may give the same client.
 *
 * @example for (const { name, run } of databaseConformance(make)) test(name, run);
 */
export function databaseConformance(make: () => Promise<DatabaseSubject>): ConformanceCase[] {
  const cases = { ...resultCases, ...valueCases, ...connectionCases, ...failureCases };
  const bound = Object.entries(cases).map(([name, body]) => [name, () => onBench(make, body)]);
  return casesOf(Object.fromEntries(bound) as Record<string, () => Promise<void>>);
}

const key = parameter("key");
const body = parameter("body");
const amount = parameter("amount");
const row = ({ table }: DatabaseBench): Fragment =>
  sql`INSERT INTO ${table} VALUES (${key}, ${body}, ${amount})`;

const resultCases: Record<string, DatabaseCase> = {
  "gives rows by their columns' aliases, and counts them": async (bench) => {
    await bench.run(row(bench), { key: "k", body: "text", amount: 1 });
    const query = sql`SELECT body AS data, 1 AS found FROM ${bench.table} WHERE ${bench.dialect.equals("key_", key)}`;
    const { rows, changed } = await bench.run(query, { key: "k" });
    assert.deepEqual({ ...rows[0], found: Number(rows[0]?.found) }, { data: "text", found: 1 });
    assert.deepEqual([rows.length, changed], [1, 1]);
    assert.deepEqual((await bench.run(query, { key: "other" })).rows, []);
  },
  "counts the rows that a statement found, and gives no rows": async (bench) => {
    for (const name of ["a", "b", "c"]) {
      const inserted = await bench.run(row(bench), { key: name, body: "same" });
      assert.deepEqual([inserted.rows.length, inserted.changed], [0, 1]);
    }
    const update = sql`UPDATE ${bench.table} SET body = ${body} WHERE key_ <> ${key}`;
    assert.equal((await bench.run(update, { body: "other", key: "a" })).changed, 2);
    const remove = sql`DELETE FROM ${bench.table} WHERE key_ = ${key}`;
    assert.equal((await bench.run(remove, { key: "a" })).changed, 1);
    assert.equal((await bench.run(remove, { key: "a" })).changed, 0);
  },
  "runs one statement with one set of values after another": async (bench) => {
    const { statement, bind } = bench.dialect.compile(row(bench), "kit");
    for (let index = 0; index < 20; index++) {
      await bench.database.run(statement, bind({ key: `k${index}`, body: `${index}` }));
    }
    const rows = await bench.probe(`SELECT body FROM ${bench.table}`);
    const bodies = rows.map((found) => Number(found.body)).sort((a, b) => a - b);
    assert.deepEqual(bodies, [...Array(20).keys()]);
  },
};

const valueCases: Record<string, DatabaseCase> = {
  ...Object.fromEntries(
    Object.entries(TEXTS).map(([name, text]): [string, DatabaseCase] => [
      `binds texts to the letter: ${name}`,
      async (bench) => {
        await bench.run(row(bench), { key: "k", body: text });
        const [stored] = await bench.probe(`SELECT body FROM ${bench.table}`);
        assert.equal(stored?.body, text);
        const [read] = (await bench.run(sql`SELECT body AS data FROM ${bench.table}`)).rows;
        assert.equal(read?.data, text);
      },
    ]),
  ),
  "binds numbers, integers beyond 2^53, and NULL": async (bench) => {
    const amounts: SqlValue[] = [0, -7, 9_007_199_254_740_991, 9_223_372_036_854_775_807n, null];
    for (const [index, value] of amounts.entries()) {
      await bench.run(row(bench), { key: `k${index}`, body: "", amount: value });
    }
    const asText = bench.database.vendor === "mysql" ? "CHAR" : "text";
    const stored = await bench.probe(
      `SELECT CAST(amount AS ${asText}) AS amount FROM ${bench.table} ORDER BY key_`,
    );
    const texts = amounts.map((value) => (value === null ? null : String(value)));
    assert.deepEqual(
      stored.map((found) => found.amount),
      texts,
    );
  },
  "tells texts apart by case, accents and blanks at their end": async (bench) => {
    await bench.run(row(bench), { key: "abcdefgh", body: "" });
    const query = sql`SELECT 1 AS found FROM ${bench.table} WHERE ${bench.dialect.equals("key_", key)}`;
    for (const other of ["ABCDEFGH", "äbcdefgh", "abcdefgh ", " abcdefgh", "abcdefg%"]) {
      assert.equal((await bench.run(query, { key: other })).rows.length, 0, other);
    }
    assert.equal((await bench.run(query, { key: "abcdefgh" })).rows.length, 1);
  },
};

const connectionCases: Record<string, DatabaseCase> = {
  "runs fifty statements at once": async (bench) => {
    const insert = (index: number): Promise<unknown> =>
      bench.run(row(bench), { key: `k${index}`, body: "" });
    await Promise.all(Array.from({ length: 50 }, (_, index) => insert(index)));
    const [count] = await bench.probe(`SELECT COUNT(*) AS n FROM ${bench.table}`);
    assert.equal(Number(count?.n), 50);
  },
  "keeps what a statement wrote when the next one fails": async (bench) => {
    await bench.run(row(bench), { key: "k", body: "kept" });
    await assert.rejects(bench.run(sql`SELECT nothing FROM nowhere_at_all`));
    await bench.run(row(bench), { key: "l", body: "kept" });
    assert.equal((await bench.probe(`SELECT body FROM ${bench.table}`)).length, 2);
  },
};
