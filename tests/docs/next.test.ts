/** The files of docs/frameworks/next.md are one app, which compiles for a strict consumer of the packed package. */
import { dirname, join } from "node:path";
import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectWithPackage, root } from "../package/project.ts";
import type { Project } from "../package/project.ts";
import { blocksOf, readPage } from "./markdown.ts";

const LINKED = ["next", "react", "react-dom", "@types/react", "@types/node", "@types/pg", "pg"];

const CONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: "es2023",
    lib: ["es2023", "dom", "dom.iterable"],
    module: "esnext",
    moduleResolution: "bundler",
    jsx: "react-jsx",
    types: ["node", "react"],
    paths: { "@/*": ["./*"] },
  },
};

let project: Project;
beforeAll(async () => {
  project = await projectWithPackage();
  project.link(...LINKED);
});
afterAll(() => project.remove());

test("every file compiles beside the others", async () => {
  const files = blocksOf(readPage("docs/frameworks/next.md"));
  expect(files.map(({ language }) => language)).toEqual(files.map(() => "tsx"));
  expect(new Set(files.map(({ info }) => info)).size).toBe(files.length);
  expect(files.length).toBeGreaterThan(8);
  for (const { info, code } of files) {
    mkdirSync(join(project.folder, dirname(info)), { recursive: true });
    project.write(info, code);
  }
  project.write("tsconfig.json", JSON.stringify(CONFIG));
  await project.run(join(root, "node_modules/.bin/tsc"), "-p", "tsconfig.json");
});
