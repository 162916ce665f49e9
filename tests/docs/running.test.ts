/** The first code that a reader copies works as it stands: that of README.md and of docs/databases.md, on real servers. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Vendor } from "../../src/databases/sql/database.ts";
import { makeDatabase } from "../interop/own-database.ts";
import type { OwnDatabase } from "../interop/own-database.ts";
import { projectWithPackage, root } from "../package/project.ts";
import type { Project } from "../package/project.ts";
import { blocksOf, readPage, sectionOf } from "./markdown.ts";

const PACKAGES = ["pg", "postgres", "mysql2", "better-sqlite3", "kysely", "express", "hono"];

let project: Project;
const databases = new Map<Vendor, OwnDatabase>();
beforeAll(async () => {
  project = await projectWithPackage();
  project.link(...PACKAGES);
  for (const vendor of ["postgresql", "mysql", "sqlite"] as const) {
    databases.set(vendor, await makeDatabase(vendor));
  }
  const file = databases.get("sqlite")!.url.replace("sqlite:///", "");
  symlinkSync(file, join(project.folder, "db.sqlite3"));
});
afterAll(async () => {
  for (const database of databases.values()) await database.drop();
  project.remove();
});

/** A session is written through the page's backend, and read again. */
const WRITE_AND_READ = `
  const session = await backend.getSession().load();
  session.set("color", "green");
  await session.save();
  const again = await backend.getSession(session.key).load();
  console.log(again.get("color"));`;

const CLIENTS: readonly (readonly [title: string, vendor: Vendor])[] = [
  ["pg", "postgresql"],
  ["postgres", "postgresql"],
  ["mysql2", "mysql"],
  ["better-sqlite3", "sqlite"],
  ["kysely", "postgresql"],
];

test.each(CLIENTS)("docs/databases.md, %s", async (title, vendor) => {
  const [block] = blocksOf(sectionOf(readPage("docs/databases.md"), title));
  expect(await run(title, vendor, block!.code + WRITE_AND_READ)).toBe("green\n");
});

/** An app is visited twice by one browser. */
const VISITS: Readonly<Record<string, string>> = {
  express: `
    const server = app.listen(0);
    const { port } = server.address() as { port: number };
    const visit = (headers: Record<string, string> = {}) => fetch(\`http://localhost:\${port}/\`, { headers });`,
  hono: `
    const visit = async (headers: Record<string, string> = {}) => app.request("/", { headers });`,
};
const TWICE = `
  const first = await visit();
  const [cookie = ""] = first.headers.getSetCookie();
  const second = await visit({ cookie: cookie.split(";")[0]! });
  console.log(JSON.stringify(await second.json()));`;

test.each(Object.entries(VISITS))("README.md, %s", async (framework, visit) => {
  const block = blocksOf(readPage("README.md")).find(({ code }) =>
    code.includes(`from "async-django-session/${framework}"`),
  );
  const output = await run(framework, "postgresql", block!.code + visit + TWICE);
  expect(JSON.parse(output)).toEqual({ framework, session: { [framework]: 2 } });
});

/** The output of a program that knows what the page leaves to the reader. */
async function run(name: string, vendor: Vendor, code: string): Promise<string> {
  const { url } = databases.get(vendor)!;
  const readers = `const DB_URI = ${JSON.stringify(url)};\nconst SECRET_KEY = "secret";\n`;
  project.write(`${name}.ts`, `${readers}${code}\nprocess.exit(0);\n`);
  const tsx = join(root, "node_modules/tsx/dist/esm/index.mjs");
  return project.run(process.execPath, "--import", tsx, `${name}.ts`);
}
