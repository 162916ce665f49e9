/** The files of this folder compile by plain tsc; and what is wrong does not, or the others would prove nothing. */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";

const folder = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(folder).filter((name) => /^\w+\.ts$/.test(name));

const PRELUDE = `
import { expectTypeOf } from "vitest";
import { Backend, dbEngine, getSession } from "../../src/index.ts";
import { z } from "zod";
import type { Settings, SqlDatabase } from "../../src/index.ts";
import { middleware } from "../../src/frameworks/express.ts";
import { pgDatabase } from "../../src/databases/pg.ts";
import { betterSqlite3Database } from "../../src/databases/better-sqlite3.ts";
import { djangoSession } from "../../src/frameworks/next.ts";
import express from "express";
interface Shop { cart: string[]; name: string | null }
declare const database: SqlDatabase;
declare const backend: Backend;
const session = await backend.getSession<Shop>("key").load();
const shop = new Backend(database, "secret", { sessionSchema: z.object({ theme: z.enum(["dark"]) }) });
const checked = await getSession(shop, {});
const next = djangoSession(backend);
const inPage = await next.getSession<Shop>();
export { checked, expectTypeOf, dbEngine, middleware, next, inPage, pgDatabase, betterSqlite3Database, express, database, session };
export type { Settings };
`;

/** Lines that tsc must refuse, by the number of its error. */
const WRONG: Readonly<Record<string, number>> = {
  // A type that is claimed and is another's: the canary of all that these files claim.
  "expectTypeOf(1).toEqualTypeOf<string>();": 2344,
  "expectTypeOf(session.get('cart')).toEqualTypeOf<string[]>();": 2344,
  // A key or a value that is not of the session.
  "session.get('basket');": 2345,
  "session.set('basket', []);": 2345,
  "session.set('cart', 'not a list');": 2345,
  "session.set('cart', [1]);": 2322,
  "session.has('basket');": 2345,
  "session.delete('basket');": 2345,
  "session.assign({ cart: 'not a list' });": 2322,
  "session.setDefault('name', 5);": 2345,
  "session.get('cart').length;": 2532,
  "session.key.length;": 18047,
  "session.key = 'x';": 2540,
  "session.setExpiry('60');": 2345,
  "backend.getSession<string>('key');": 2344,
  "await session.update((s) => s.set('basket', 1));": 2345,
  // The same, by a schema.
  "checked.get('basket');": 2345,
  "checked.set('theme', 'blue');": 2345,
  "new Backend(database, 'secret', { sessionSchema: z.string() });": 2322,
  "new Backend(database, 'secret', { sessionSchema: { cart: [] } });": 2353,
  // Settings and connections.
  "new Backend(database, {});": 2345,
  "new Backend(database, { SECRET_KEY: 5 });": 2322,
  "new Backend(database, { SECRET_KEY: 'x', SESSION_COOKIE_AGE: '60' });": 2322,
  "new Backend(database);": 2554,
  "new Backend('postgres://localhost', 'secret');": 2345,
  "new Backend(database, 'secret', { unknown: true });": 2353,
  "pgDatabase('postgres://localhost');": 2345,
  "betterSqlite3Database({});": 2345,
  "dbEngine({ tabel: 'sessions' });": 2561,
  "dbEngine({ columns: async () => ({ a: 1 }) });": 2322,
  "dbEngine({ columns: () => ({ a: ['no column'] }) });": 2322,
  // A request has what the middleware adds, and no more.
  "express().get('/', (req) => void req.getSesion());": 2551,
  // A server component reads: neither the session can be changed nor what it holds, nor handed to who would.
  "inPage.set('name', 'x');": 2339,
  "inPage.delete('name');": 2339,
  "await inPage.flush();": 2339,
  "inPage.get('cart')?.push('x');": 2339,
  "inPage.key = 'x';": 2540,
  "inPage.get('basket');": 2345,
  "await backend.logout(inPage);": 2345,
  "await next.getSession<string>();": 2344,
  "next.action((visitor) => visitor);": 2739,
  "next.route(() => 'no response');": 2322,
};

describe("the types", () => {
  let errorsOf: (name: string) => { code: number; text: string }[];
  beforeAll(() => {
    const snippets = new Map(
      ["", ...Object.keys(WRONG)].map((line, index) => [
        join(folder, `snippet-${index}.ts`),
        `${PRELUDE}\n${line}\n`,
      ]),
    );
    const program = compile(
      files.map((name) => join(folder, name)),
      snippets,
    );
    errorsOf = (name) => {
      const file = program.getSourceFile(join(folder, name));
      if (file === undefined) throw new Error(`${name} was not compiled.`);
      return [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ].map(({ code, messageText }) => ({
        code,
        text: ts.flattenDiagnosticMessageText(messageText, "\n"),
      }));
    };
  });

  test("are claimed in some files", () => {
    expect(files).toEqual([
      "frameworks.ts",
      "next.ts",
      "schemas.ts",
      "sessions.ts",
      "settings.ts",
      "users.ts",
    ]);
  });

  test.each(files)("claimed in %s hold", (name) => {
    expect(errorsOf(name)).toEqual([]);
  });

  test("let what is right pass", () => {
    expect(errorsOf("snippet-0.ts")).toEqual([]);
  });

  test.each(Object.entries(WRONG).map(([line, code], index) => ({ line, code, index })))(
    "refuse $line",
    ({ code, index }) => {
      expect(errorsOf(`snippet-${index + 1}.ts`).map((error) => error.code)).toEqual([code]);
    },
  );
});

/** A program of these files and of texts that are in no file, under the project's own options. */
function compile(paths: string[], texts: ReadonlyMap<string, string>): ts.Program {
  const root = join(folder, "../..");
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.getSourceFile = (path, ...rest) => {
    const text = texts.get(path);
    if (text === undefined) return getSourceFile(path, ...rest);
    return ts.createSourceFile(path, text, rest[0]);
  };
  return ts.createProgram([...paths, ...texts.keys()], options, host);
}
