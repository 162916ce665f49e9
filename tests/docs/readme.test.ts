/** What README.md and the pages promise to work with is what the package holds, and what the tests run against. */
import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../package/project.ts";
import { blocksOf, headingsOf, readPage, rowsOf, sectionOf } from "./markdown.ts";

const readme = readPage("README.md");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const table = Object.fromEntries(rowsOf(sectionOf(readme, "What it works with")));

function filesIn(folder: string): string[] {
  const names = readdirSync(join(root, "src", folder)).filter((name) => name.endsWith(".ts"));
  return names.map((name) => basename(name, ".ts"));
}

test("the commands are there", () => {
  const commands = blocksOf(readme).filter(({ language }) => language === "sh");
  const scripts = commands.map(({ code }) => /^npm (?:run )?(\w+)\n$/.exec(code)?.[1] ?? code);
  expect(scripts).toEqual(["demo", "test"]);
  expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(scripts));
});

test("the versions of Django are those that the tests run", async () => {
  const python = join(root, "scripts/lib/python.mjs");
  const { supported } = await import(python);
  expect(table.Django?.startsWith(`${supported.join(", ")};`)).toBe(true);
});

test("the version of Node is that of package.json", () => {
  const node = manifest.engines.node.replace(">=", "Node ≥ ");
  expect(table.Runtimes).toContain(node);
  expect(sectionOf(readme, "See it")).toContain(node);
  expect(manifest.dependencies).toBeUndefined();
});

test.each(["express", "fastify", "hono", "koa", "next"])(
  "the majors of %s are those of the peers",
  (name) => {
    const majors = [...manifest.peerDependencies[name].matchAll(/\^(\d+)/g)].map(
      ([, major]) => major,
    );
    expect(table.Frameworks).toMatch(
      new RegExp(`\\(docs/frameworks[^)]*${name}[^)]*\\) ${majors.join(" and ")}(,|$)`),
    );
  },
);

test.each(filesIn("databases"))(
  "%s has its part of docs/databases.md, and is named here",
  (name) => {
    const page = readPage("docs/databases.md");
    expect(headingsOf(page).map(({ title }) => title)).toContain(name);
    expect(sectionOf(page, name)).toContain(`from "async-django-session/${name}"`);
    expect(page).toContain(`| [\`${name}\`](#${name}) |`);
    expect(table.Clients).toContain(`(docs/databases.md#${name})`);
  },
);

test.each(filesIn("frameworks"))("%s has its page, and is named here", (name) => {
  const link = new RegExp(`\\((docs/frameworks/${name}\\.md|docs/frameworks\\.md#${name})\\)`);
  expect(table.Frameworks).toMatch(link);
  expect(readPage("docs/frameworks.md")).toContain(`| \`async-django-session/${name}\` | [`);
});
