/** CONTRIBUTING.md's recipe, followed to the letter in a copy of the repository, for a client that is not there yet. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../package/project.ts";
import { blocksOf, readPage, sectionOf } from "./markdown.ts";

mkdirSync(join(root, ".cache"), { recursive: true });
/** Within the repository, so that its packages are found from there. */
const copy = mkdtempSync(join(root, ".cache", "recipe-"));
const recipe = sectionOf(readPage("CONTRIBUTING.md"), "Add a database in one file");
const blocks = blocksOf(recipe);

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
  const parts = ["src", "scripts", "tests/databases", "tests/unit/engines", "package.json"];
  for (const part of [...parts, "package-lock.json", ...configs()]) copyOver(part);
  installPackages();
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test("its steps give a client that passes the contracts of databases and engines", async () => {
  write("src/databases/mariadb.ts", codeOf("src/databases/mariadb.ts"));
  const table = read("tests/databases/clients.ts");
  const extended = table
    .replace("import ", `${codeOf("tests/databases/clients.ts imports")}import `)
    .replace("ClientCase[] = [\n", `$&${codeOf("tests/databases/clients.ts line")}`);
  write("tests/databases/clients.ts", extended);
  for (const command of commands().filter((line) => !/^npm (install|test)\b/.test(line))) {
    await run("sh", "-c", command);
  }
  const manifest = JSON.parse(read("package.json"));
  expect(manifest.exports["./mariadb"].default).toBe("./dist/databases/mariadb.js");
  expect(manifest.peerDependencies.mariadb).toBe("^3.0.0");
  expect(manifest.peerDependenciesMeta.mariadb).toEqual({ optional: true });
  await run("node_modules/.bin/tsc", "-p", "tsconfig.json");
  const kits = ["run", "tests/databases", "-t", "mariadb", "--reporter=default"];
  const output = await run("node_modules/.bin/vitest", ...kits);
  expect(output).toMatch(/Test Files +2 passed/);
}, 180_000);

test("its commands are the repository's", () => {
  const { scripts } = JSON.parse(read("package.json"));
  const named = [...readPage("CONTRIBUTING.md").matchAll(/npm (?:run )?(\w+)/g)].map(
    ([, name]) => name,
  );
  const known = ["install", "pkg", ...Object.keys(scripts)];
  expect(known).toEqual(expect.arrayContaining(named));
});

function codeOf(info: string): string {
  const found = blocks.find((block) => block.info === info);
  if (found === undefined) throw new Error(`CONTRIBUTING.md has no block "${info}".`);
  return found.code;
}

function commands(): string[] {
  const shell = blocks.filter(({ language }) => language === "sh");
  return shell.flatMap(({ code }) => code.trim().split("\n"));
}

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
