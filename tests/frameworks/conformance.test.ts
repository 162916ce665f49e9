/** The contract of a framework adapter, for every framework booted for real. The grid is printed when all have run. */
import Sqlite from "better-sqlite3";
import { afterAll, describe, test } from "vitest";
import { betterSqlite3Database } from "../../src/databases/better-sqlite3.ts";
import { sessionTable, userTables } from "../../src/testing/database-tables.ts";
import { frameworkConformance } from "../../src/testing/framework-kit.ts";
import { frameworks } from "./frameworks.ts";

const sqlite = new Sqlite(":memory:");
const tables = [...sessionTable("sqlite", "django_session"), ...userTables()];
for (const statement of tables) sqlite.exec(statement);
const database = betterSqlite3Database(sqlite);
afterAll(() => void sqlite.close());

describe.each(frameworks)("%s", (_, serve) => {
  for (const { name, run } of frameworkConformance({ database, serve })) test(name, run);
});
