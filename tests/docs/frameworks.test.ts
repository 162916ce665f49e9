/** The pages of the frameworks are of one shape, so that who knows one finds everything in another. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../package/project.ts";
import { blocksOf, headingsOf, readPage, sectionOf } from "./markdown.ts";

/** The headings of every page, in this order. */
const SHAPE = ["Install", "Ten lines", "Read", "Write", "Sign in", "Guards and CSRF", "Pitfalls"];

/** Entry points that belong to the page of another. */
const PART_OF: Readonly<Record<string, string>> = { "next-proxy": "next" };

const files = readdirSync(join(root, "src/frameworks")).filter((name) => name.endsWith(".ts"));
const names = files.map((name) => basename(name, ".ts"));
const pages = names.filter((name) => !(name in PART_OF));

test.each(pages)("%s has a page of the common shape", (name) => {
  const page = readPage(`docs/frameworks/${name}.md`);
  const [title, ...headings] = headingsOf(page).filter(({ level }) => level < 3);
  expect(title?.level).toBe(1);
  expect(headings.map((heading) => heading.title)).toEqual(SHAPE);
  expect(sectionOf(page, "Install")).toContain("npm install async-django-session");
  const [tenLines] = blocksOf(sectionOf(page, "Ten lines"));
  expect(tenLines?.code).toContain(`from "async-django-session/${name}"`);
  for (const title of ["Read", "Write", "Sign in", "Guards and CSRF"]) {
    expect(blocksOf(sectionOf(page, title)).length, title).toBeGreaterThan(0);
  }
  expect(sectionOf(page, "Pitfalls")).toMatch(/^- /m);
});

test("there is no page of what is not here", () => {
  const written = readdirSync(join(root, "docs/frameworks")).map((name) => basename(name, ".md"));
  expect(written.sort()).toEqual(pages.sort());
});
