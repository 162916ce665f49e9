/** What the SQLite clients have in common. */
import Sqlite from "better-sqlite3";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { betterSqlite3Database } from "../../../../src/databases/better-sqlite3.ts";
import type { SqlDatabase } from "../../../../src/databases/sql/database.ts";

let sqlite: Sqlite.Database;
let database: SqlDatabase;
beforeEach(() => {
  sqlite = new Sqlite(":memory:");
  sqlite.exec("CREATE TABLE t (a, b)");
  database = betterSqlite3Database(sqlite);
});

const statement = (text: string): { name: string; text: string } => ({ name: text, text });

describe("a SQLite client", () => {
  test("prepares each statement once", async () => {
    const prepare = vi.spyOn(sqlite, "prepare");
    const insert = statement("INSERT INTO t VALUES (?, ?)");
    for (let index = 0; index < 3; index++) await database.run(insert, [index, null]);
    expect(prepare).toHaveBeenCalledTimes(1);
    await database.run(statement(insert.text), [3, null]);
    expect(prepare).toHaveBeenCalledTimes(2);
  });

  test.each(["SELECT a FROM t", " select a from t", "WITH x AS (SELECT 1) SELECT a FROM t"])(
    "gives the rows of a query: %j",
    async (text) => {
      await database.run(statement("INSERT INTO t VALUES (?, ?)"), ["x", 5n]);
      expect(await database.run(statement(text), [])).toEqual({ rows: [{ a: "x" }], changed: 1 });
    },
  );

  test("counts what a change found", async () => {
    const rows = "INSERT INTO t VALUES (1, 1), (1, 2), (2, 3)";
    expect(await database.run(statement(rows), [])).toEqual({ rows: [], changed: 3 });
    const update = statement("UPDATE t SET b = 0 WHERE a = ?");
    expect(await database.run(update, [1])).toEqual({ rows: [], changed: 2 });
    expect(await database.run(update, [7])).toEqual({ rows: [], changed: 0 });
  });

  test("counts alike where the client counts in big integers", async () => {
    sqlite.defaultSafeIntegers();
    const insert = statement("INSERT INTO t VALUES (1, 1)");
    expect((await database.run(insert, [])).changed).toBe(1);
  });

  test("rejects, and does not throw, when SQLite refuses", async () => {
    await expect(database.run(statement("SELECT a FROM missing"), [])).rejects.toThrow("missing");
    sqlite.close();
    await expect(database.run(statement("SELECT a FROM t"), [])).rejects.toThrow("not open");
  });
});
