/** The package as users get it: the packed tarball, in a project of its own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectWithPackage, root } from "./project.ts";
import type { Project } from "./project.ts";

const NAME = "async-django-session";
const TSC = join(root, "node_modules/.bin/tsc");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const paths = Object.keys(manifest.exports).filter((path) => path !== "./package.json");
const specifiers = paths.map((path) => NAME + path.slice(1));

let project: Project;
beforeAll(async () => {
  project = await projectWithPackage();
});
afterAll(() => project.remove());

/** Next.js hands nothing over that could be asked: its entry points import it. */
const isOfNext = (specifier: string): boolean => specifier.startsWith(`${NAME}/next`);

test("every entry point loads with no peer installed, and exports what it did", async () => {
  expect(await namesOf(specifiers.filter((path) => !isOfNext(path)))).toMatchSnapshot();
});

test("those for Next.js load with it alone", async () => {
  project.link("next", "react", "react-dom");
  expect(await namesOf(specifiers.filter(isOfNext))).toMatchSnapshot();
  project.unlink("next", "react", "react-dom");
});

async function namesOf(paths: readonly string[]): Promise<unknown> {
  const script = `
    const names = {};
    for (const path of ${JSON.stringify(paths)}) names[path] = Object.keys(await import(path)).sort();
    console.log(JSON.stringify(names));`;
  return JSON.parse(await project.run(process.execPath, "--input-type=module", "--eval", script));
}

test("nothing comes along but the package", async () => {
  expect(manifest.dependencies).toBeUndefined();
  const installed = await project.run("npm", "ls", "--all", "--parseable");
  expect(installed.trim().split("\n")).toHaveLength(2);
  const files = await project.run("find", join("node_modules", NAME), "-type", "f");
  expect(files).toContain("LICENSE");
  expect(files).toContain("dist/index.d.ts");
  expect(files).toContain("docs/names.md");
  expect(files).not.toMatch(/\.test\.|\/tests\/|\/scripts\//);
});

test("its types stand alone: without peers, without skipLibCheck", async () => {
  project.link("@types/node", "undici-types");
  const free = specifiers.filter((path) => !/\/(fastify|hono|koa|kysely|next.*)$/.test(path));
  const lines = free.map((path, index) => `export * as part${index} from "${path}";`);
  project.write("alone.ts", lines.join("\n"));
  await project.run(TSC, ...flags("alone.ts"), "--skipLibCheck", "false");
});

function flags(...files: string[]): string[] {
  const module = ["--module", "nodenext", "--target", "es2022", "--types", "node"];
  return ["--noEmit", "--strict", "--noUncheckedIndexedAccess", ...module, ...files];
}
