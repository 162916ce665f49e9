/** The part of the database kit that breaks things: errors are typed, and tell nothing of what was bound. */
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { storeFailure } from "../databases/sql/failure.ts";
import { parameter, sql } from "../databases/sql/fragment.ts";
import type { Fragment } from "../databases/sql/fragment.ts";
import { StoreRefused } from "../errors.ts";
import type { DatabaseBench, DatabaseCase } from "./database-bench.ts";

/** A key and data that must never be seen in an error, in whole or in part. */
const CANARY = { key: "canary0key0of0thirty0two0letters", body: "canary:data:of-a-session " };
const NAMES = ["canary0", "0key0", "thirty", "letters", "canary:", "of-a-session"];

const key = parameter("key");
const body = parameter("body");
const amount = parameter("amount");

/** The cases of failing statements. */
export const failureCases: Record<string, DatabaseCase> = {
  "a missing table is a refusal that says to migrate": async (bench) => {
    const missing = sql`UPDATE no_such_table SET body = ${body} WHERE key_ = ${key}`;
    assert.match((await failureOf(bench, missing)).message, /manage\.py migrate/);
  },
  "a missing column is a refusal that says so": async (bench) => {
    const missing = sql`UPDATE ${bench.table} SET missing = ${body} WHERE key_ = ${key}`;
    assert.match((await failureOf(bench, missing)).message, /does not have these columns/);
  },
  "a duplicate key is a refusal that does not tell the key": async (bench) => {
    const insert = sql`INSERT INTO ${bench.table} VALUES (${key}, ${body}, 1)`;
    await bench.run(insert, CANARY);
    await failureOf(bench, insert);
  },
  "a value that is missing is a refusal that does not tell the others": async (bench) => {
    await failureOf(bench, sql`INSERT INTO ${bench.table} (key_, body) VALUES (${key}, NULL)`);
  },
  "bad syntax is a refusal that does not tell the values": async (bench) => {
    await failureOf(bench, sql`UPDATE ${bench.table} SET SET body = ${body} WHERE key_ = ${key}`);
  },
  "a text where a number belongs, if refused, is not told": async (bench) => {
    const insert = sql`INSERT INTO ${bench.table} VALUES (${key}, ${body}, ${amount})`;
    const values = { ...CANARY, amount: CANARY.key };
    const { statement, bind } = bench.dialect.compile(insert, "kit");
    await bench.database.run(statement, bind(values)).catch((error: unknown) => {
      assertSilent(storeFailure(error, bind(values)));
    });
  },
};

/** The error of a statement that is given the canary and must be refused. */
async function failureOf(bench: DatabaseBench, fragment: Fragment): Promise<StoreRefused> {
  const { statement, bind } = bench.dialect.compile(fragment, "kit");
  const values = bind(CANARY);
  const failure = await bench.database.run(statement, values).then(
    () => assert.fail("The statement was not refused."),
    (error: unknown) => storeFailure(error, values),
  );
  assert.ok(failure instanceof StoreRefused, failure.message);
  assertSilent(failure);
  return failure;
}

/** Everything that a logger could print of an error. */
function assertSilent(error: Error): void {
  const seen = [
    inspect(error, { depth: 20, showHidden: true }),
    error.stack,
    JSON.stringify(error),
    (error.cause as Error | undefined)?.stack,
  ].join("\n");
  for (const name of NAMES) assert.ok(!seen.includes(name), `An error shows "${name}": ${seen}`);
}
