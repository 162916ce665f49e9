/** CONTRIBUTING.md's recipes, followed to the letter in copies of the repository, for a client and a framework that are not there yet. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../package/project.ts";
import { blocksOf, readPage, sectionOf } from "./markdown.ts";
import type { Block } from "./markdown.ts";

mkdirSync(join(root, ".cache"), { recursive: true });
/** Within the repository, so that its packages are found from there. */
const copy = mkdtempSync(join(root, ".cache", "recipe-"));
const page = readPage("CONTRIBUTING.md");

/** In the place of the connector, which is not installed: its shape over mysql2, its longer messages included. */
const DRIVER = `
import mysql from "mysql2/promise";
export function createPool(url) {
  const pool = mysql.createPool(url.replace("mariadb:", "mysql:"));
  const fail = (error) => {
    error.message = \`(conn:1, no: \${error.errno}) \${error.message}\\nsql: … - parameters:[…]\`;
    throw error;
  };
  return {
    query: (options, values) => pool.query(options, values).then(([result]) => result, fail),
    end: () => pool.end(),
  };
}
export default { createPool };`;
const DRIVER_TYPES = `
export interface Pool { query<T = any>(sql: string | object, values?: any): Promise<T>; end(): Promise<void> }
export function createPool(url: string): Pool;
declare const _default: { createPool: typeof createPool };
export default _default;`;

beforeAll(() => {
  const parts = ["src", "scripts", "tests", "package.json", "package-lock.json"];
  for (const part of [...parts, ...configs()]) copyOver(part);
  installPackages();
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test("a database: a client that passes the contracts of databases and engines", async () => {
  const recipe = new Recipe("Add a database in one file");
  recipe.writeFile("src/databases/mariadb.ts");
  recipe.extend("tests/databases/clients.ts", "ClientCase[] = [\n");
  await recipe.runCommands("mariadb", "^3.0.0");
  const kits = ["database", "engine"].map((kit) => `tests/databases/${kit}.test.ts`);
  expect(
    await run("node_modules/.bin/vitest", "run", ...kits, "-t", "mariadb", "--reporter=default"),
  ).toMatch(/Test Files +2 passed/);
}, 300_000);

test("a framework: an adapter that passes the contract of frameworks", async () => {
  const recipe = new Recipe("Add a framework in one file");
  recipe.writeFile("src/frameworks/restana.ts");
  recipe.writeFile("tests/frameworks/restana-app.ts");
  recipe.extend("tests/frameworks/frameworks.ts", '["serve"]])[] = [\n');
  await recipe.runCommands("restana", "^6.0.0");
  const kit = ["tests/frameworks/conformance", "-t", "restana", "--reporter=default"];
  const output = await run("node_modules/.bin/vitest", "run", ...kit);
  expect(output).toMatch(/Tests +9\d passed/);
}, 300_000);

test("all of it compiles, tests included", async () => {
  await run("node_modules/.bin/tsc", "-p", "tsconfig.json");
}, 300_000);

/** One recipe of the page, by its heading. */
class Recipe {
  readonly #blocks: readonly Block[];

  constructor(title: string) {
    this.#blocks = blocksOf(sectionOf(page, title));
  }

  writeFile(path: string): void {
    write(path, this.#codeOf(path));
  }

  /** Adds the recipe's imports and its line to a table, which begins with this text. */
  extend(path: string, start: string): void {
    const table = read(path);
    expect(table).toContain(start);
    const extended = table
      .replace("import ", `${this.#codeOf(`${path} imports`)}import `)
      .replace(start, `$&${this.#codeOf(`${path} line`)}`);
    write(path, extended);
  }

  /** Runs what is to be run, but for what would install or test everything: the package knows the name then. */
  async runCommands(name: string, range: string): Promise<void> {
    const shell = this.#blocks.filter(({ language }) => language === "sh");
    const commands = shell.flatMap(({ code }) => code.trim().split("\n"));
    for (const command of commands.filter((line) => !/^npm (install|test)\b/.test(line))) {
      await run("sh", "-c", command);
    }
    const manifest = JSON.parse(read("package.json"));
    expect(manifest.exports[`./${name}`].default).toMatch(new RegExp(`/${name}\\.js$`));
    expect(manifest.peerDependencies[name]).toBe(range);
    expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
  }

  #codeOf(info: string): string {
    const found = this.#blocks.find((block) => block.info === info);
    if (found === undefined) throw new Error(`CONTRIBUTING.md has no block "${info}".`);
    return found.code;
  }
}

test("its commands are the repository's", () => {
  const { scripts } = JSON.parse(read("package.json"));
  const named = [...page.matchAll(/npm (?:run )?(\w+)/g)].map(([, name]) => name);
  const known = ["install", "pkg", ...Object.keys(scripts)];
  expect(known).toEqual(expect.arrayContaining(named));
});

function configs(): string[] {
  return readdirSync(root).filter((name) => /^(tsconfig.*\.json|vitest\.config\.ts)$/.test(name));
}

function copyOver(part: string): void {
  mkdirSync(dirname(join(copy, part)), { recursive: true });
  cpSync(join(root, part), join(copy, part), { recursive: true });
}

/** The driver, and what tells the scripts that all else is installed. */
function installPackages(): void {
  mkdirSync(join(copy, "node_modules/mariadb"), { recursive: true });
  symlinkSync(join(root, "node_modules/.bin"), join(copy, "node_modules/.bin"));
  write("node_modules/.package-lock.json", "{}");
  write(
    "node_modules/mariadb/package.json",
    '{"name":"mariadb","type":"module","main":"index.js"}',
  );
  write("node_modules/mariadb/index.js", DRIVER);
  write("node_modules/mariadb/index.d.ts", DRIVER_TYPES);
}

function read(path: string): string {
  return readFileSync(join(copy, path), "utf8");
}

function write(path: string, text: string): void {
  writeFileSync(join(copy, path), text);
}

async function run(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, {
    cwd: copy,
    env: { ...process.env, NO_COLOR: "1" },
  }).catch((error) => {
    throw new Error(`${command} ${args.join(" ")}:\n${error.stdout}${error.stderr}`);
  });
  return stdout;
}
