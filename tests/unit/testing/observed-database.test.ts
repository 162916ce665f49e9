/** The database that tests watch. */
import Sqlite from "better-sqlite3";
import { beforeEach, expect, test } from "vitest";
import { betterSqlite3Database } from "../../../src/databases/better-sqlite3.ts";
import { storeFailure } from "../../../src/databases/sql/failure.ts";
import { StoreUnavailable } from "../../../src/errors.ts";
import { ObservedDatabase } from "../../../src/testing/observed-database.ts";

const SELECT = { name: "select", text: " SELECT 1 AS found" };

let database: ObservedDatabase;
beforeEach(() => {
  database = new ObservedDatabase(betterSqlite3Database(new Sqlite(":memory:")));
});

test("passes statements on, and keeps their texts", async () => {
  expect(database.vendor).toBe("sqlite");
  expect((await database.run(SELECT, [])).rows).toEqual([{ found: 1 }]);
  expect(database.statements).toEqual([SELECT.text]);
});

test("tells the statements of a task by their first word", async () => {
  await database.run(SELECT, []);
  const create = { name: "create", text: "CREATE TABLE t (a)" };
  const task = async (): Promise<void> => {
    await database.run(create, []);
    await database.run(SELECT, []);
  };
  expect(await database.watch(task)).toEqual(["CREATE", "SELECT"]);
});

test("is slow when told", async () => {
  database.delay = 30;
  const start = performance.now();
  await database.run(SELECT, []);
  expect(performance.now() - start).toBeGreaterThan(25);
});

test("is down when told, as a server is that is not there", async () => {
  database.down = true;
  const error = await database.run(SELECT, []).catch((thrown: unknown) => thrown);
  expect(storeFailure(error, [])).toBeInstanceOf(StoreUnavailable);
  database.down = false;
  expect((await database.run(SELECT, [])).changed).toBe(1);
});
