/** Every link within the repository's Markdown leads to a file, and every anchor to a heading. */
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { root } from "../package/project.ts";
import { anchorsOf, linksOf, markdownFiles, readPage } from "./markdown.ts";

test.each(markdownFiles())("%s", (page) => {
  const broken = linksOf(readPage(page)).filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(readPage(target)).includes(anchor);
  });
  expect(broken).toEqual([]);
});
