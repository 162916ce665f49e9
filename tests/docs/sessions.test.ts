/** docs/sessions.md does what it says: its code runs, and each `// → value` holds. */
import Sqlite from "better-sqlite3";
import ts from "typescript";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { Backend } from "../../src/backend.ts";
import { betterSqlite3Database } from "../../src/databases/better-sqlite3.ts";
import { sessionTable } from "../../src/testing/testing.ts";
import { blocksOf, readPage } from "./markdown.ts";

/** What the page's code finds there: a site on a database of its own, and a new session. */
let scope: Record<string, unknown>;
beforeEach(async () => {
  const client = new Sqlite(":memory:");
  for (const statement of sessionTable("sqlite", "django_session")) client.exec(statement);
  const database = betterSqlite3Database(client);
  const backend = new Backend(database, "secret");
  const session = await backend.getSession().load();
  const site = { Backend, SECRET_KEY: "secret", backend, database, key: null, session };
  scope = { ...site, console: { log: () => {} }, expect, z };
});

const blocks = blocksOf(readPage("docs/sessions.md"));
test.each(blocks)("the code at line $line", async ({ code }) => {
  const checked = code
    .replace(/^import .*;$/gm, "")
    .replace(/^(.*); \/\/ → (.*)$/gm, "expect($1).toStrictEqual($2);");
  const target = ts.ScriptTarget.ES2023;
  const { outputText } = ts.transpileModule(checked, { compilerOptions: { target } });
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  await new AsyncFunction(...Object.keys(scope), `{${outputText}}`)(...Object.values(scope));
});

test("most of it is checked", () => {
  const checks = blocks.flatMap(({ code }) => code.match(/\/\/ → /g) ?? []);
  expect(checks.length).toBeGreaterThan(30);
});
