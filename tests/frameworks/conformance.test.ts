/** The contract of a framework adapter, for every framework booted for real. The grid is printed when all have run. */
import Sqlite from "better-sqlite3";
import { afterAll, describe, expect, test } from "vitest";
import { betterSqlite3Database } from "../../src/databases/better-sqlite3.ts";
import { sessionTable, userTables } from "../../src/testing/database-tables.ts";
import { frameworkConformance } from "../../src/testing/framework-kit.ts";
import { frameworks, otherwise } from "./frameworks.ts";

const sqlite = new Sqlite(":memory:");
const tables = [...sessionTable("sqlite", "django_session"), ...userTables()];
for (const statement of tables) sqlite.exec(statement);
const database = betterSqlite3Database(sqlite);
afterAll(() => void sqlite.close());

declare module "vitest" {
  interface TaskMeta {
    /** Why the case cannot hold in this framework. */
    exception?: string;
  }
}

describe.each(frameworks)("%s", (framework, serve) => {
  const { ownVary = [], exceptions = {} } = otherwise[framework] ?? {};
  const cases = frameworkConformance({ database, serve, ownVary });
  for (const { name, run } of cases) {
    const exception = exceptions[name];
    if (exception === undefined) test(name, run);
    else {
      test(name, async ({ task }) => {
        task.meta.exception = exception;
        await expect(run(), "is no exception any more").rejects.toThrow();
      });
    }
  }

  const names = cases.map(({ name }) => name);
  test("its exceptions are cases", () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(exceptions)));
  });
});
