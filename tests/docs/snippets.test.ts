/** Every TypeScript block of the documentation compiles for a strict consumer of the packed package, and so does every name of ours. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectWithPackage, root } from "../package/project.ts";
import type { Project } from "../package/project.ts";
import { blocksOf, readPage, rowsOf, sectionOf, sectionsOf, spansOf } from "./markdown.ts";

const PAGES = [
  "README.md",
  "docs/sessions.md",
  "docs/users.md",
  "docs/settings.md",
  "docs/engines.md",
  "docs/databases.md",
  "docs/frameworks.md",
  ...readdirSync("docs/frameworks").map((name) => `docs/frameworks/${name}`),
  "docs/errors.md",
  "docs/testing.md",
];

/** What the blocks leave to the reader, and modules that exist in other runtimes. */
const READERS = `
  import type { Backend, Session, SqlDatabase, User } from "async-django-session";
  declare global {
    const DB_URI: string;
    const SECRET_KEY: string;
    const backend: Backend;
    const database: SqlDatabase;
    const session: Session;
    const user: User;
    const key: string | null;
  }`;
const RUNTIMES = `
  declare module "node:sqlite" {
    export class DatabaseSync {
      constructor(path: string);
      exec(text: string): void;
      prepare(text: string): import("async-django-session/node-sqlite").NodeSqliteClient extends { prepare(text: string): infer S } ? S : never;
    }
  }
  declare module "bun:sqlite" {
    export class Database {
      constructor(path: string);
      exec(text: string): void;
      prepare(text: string): import("async-django-session/bun-sqlite").BunSqliteClient extends { prepare(text: string): infer S } ? S : never;
    }
  }`;

/** What the names of docs/names.md stand for. */
const NAMED = `
  import type { Settings, SqlValue } from "async-django-session";
  import { Backend, CreateError, CsrfFailure, InvalidSessionKey, csrfInput, dbEngine, describeUserModel, SessionInterrupted } from "async-django-session";
  import { csrfProtect, loginRequired, middleware, permissionRequired, staffRequired } from "async-django-session/express";
  import type { SessionRequest } from "async-django-session/express";
  import * as signing from "async-django-session/signing";
  declare const [key, text, salt, sep, table, schema, keySalt]: string[] & [string, string, string, string, string, string, string];
  declare const [age, maxAge, cookieAge, value]: number[] & [number, number, number, number];
  declare const [username, password, encoded, token]: [string, string, string, string], onAuthEvent: () => void;
  declare const data: Record<string, unknown>, values: Record<string, unknown>, fallback: unknown;
  declare const columns: () => Record<string, SqlValue>, bytes: Uint8Array, fallbackKeys: string[];
  declare const mustCreate: boolean, modification: Date, expiry: number, algorithm: "sha256";
  declare const request: SessionRequest, settings: Settings, serializer: signing.Serializer;
  declare const signer: signing.Signer, timestampSigner: signing.TimestampSigner;`;

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const TYPES = ["better-sqlite3", "express", "koa", "node", "pg"].map((name) => `@types/${name}`);

let project: Project;
beforeAll(async () => {
  project = await projectWithPackage();
  project.link(...Object.keys(manifest.peerDependencies), ...TYPES, "@fastify/formbody", "zod");
  project.write("readers.d.ts", READERS);
  project.write("runtimes.d.ts", RUNTIMES);
});
afterAll(() => project.remove());

test("every block compiles", async () => {
  const files = PAGES.flatMap((page) =>
    blocksOf(readPage(page))
      .filter(({ language }) => language === "ts")
      .map(({ code, line }) => {
        const file = `${page.replaceAll("/", "-")}-line-${line}.ts`;
        project.write(file, `${code}\nexport {};\n`);
        return file;
      }),
  );
  expect(files.length).toBeGreaterThan(30);
  await compile(...files);
});

test("every name of ours in docs/names.md compiles", async () => {
  const ours = sectionsOf(readPage("docs/names.md")).flatMap(({ text }) =>
    rowsOf(text).flatMap(([, here = ""]) => spansOf(here)),
  );
  expect(ours.length).toBeGreaterThan(80);
  project.write("names.ts", `${NAMED}\n${ours.map((name) => `void (${name});`).join("\n")}\n`);
  await compile("names.ts");
});

const kits = blocksOf(readPage("docs/testing.md"));
test.each(kits)("the kit at line $line of docs/testing.md passes", async ({ code, line }) => {
  const file = `kit-line-${line}.test.ts`;
  project.write(file, code);
  const tsx = join(root, "node_modules/tsx/dist/esm/index.mjs");
  const output = await project.run(process.execPath, "--import", tsx, "--test", file);
  expect(output).toMatch(/^# pass \d\d+$/m);
  expect(output).toMatch(/^# fail 0$/m);
});

test("docs/settings.md has every option, and no other", async () => {
  const options = sectionOf(readPage("docs/settings.md"), "Options");
  const parts = options.split(/^### /m).slice(1);
  const titles = parts.map((part) => part.slice(0, part.indexOf("\n")));
  const namesOf = (title: string): string[] => {
    const [, ...rest] = parts[titles.indexOf(title)]!.split("\n");
    return rowsOf(rest.join("\n")).map(([name = ""]) => spansOf(name)[0] ?? name);
  };
  const isExactly = (type: string, names: readonly string[]): string =>
    `void ({ ${names.map((name) => `${name}: 1`).join(", ")} } satisfies Record<keyof ${type}, 1>);`;
  const imports = `import type { BackendOptions, DbEngineOptions, Limits } from "async-django-session";`;
  const lines = [
    isExactly("BackendOptions", titles),
    isExactly("Limits", namesOf("limits")),
    isExactly("DbEngineOptions", namesOf("engines")),
  ];
  project.write("options.ts", [imports, ...lines].join("\n"));
  await compile("options.ts");
});

async function compile(...files: string[]): Promise<void> {
  const strict = ["--noEmit", "--strict", "--noUncheckedIndexedAccess", "--skipLibCheck"];
  const modules = ["--module", "nodenext", "--target", "es2023", "--types", "node"];
  const tsc = join(root, "node_modules/.bin/tsc");
  await project.run(tsc, ...strict, ...modules, "readers.d.ts", "runtimes.d.ts", ...files);
}
