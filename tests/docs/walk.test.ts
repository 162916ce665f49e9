/** src/README.md opens every door: its links lead somewhere, and no file or folder that stands beside a linked one is passed by. */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../package/project.ts";
import { linksOf, readPage } from "./markdown.ts";

const links = linksOf(readPage("src/README.md"));

test.each(links)("%s is there", (link) => {
  expect(existsSync(join(root, "src", link))).toBe(true);
});

test("nothing on the way is left out", () => {
  const folders = new Set(links.map(dirname));
  const places = [...folders].flatMap((folder) =>
    readdirSync(join(root, "src", folder)).map((name) => join(folder, name)),
  );
  const isNamed = (place: string): boolean =>
    links.some((link) => link === place || link.startsWith(`${place}/`));
  expect(places.filter((place) => place !== "README.md" && !isNamed(place))).toEqual([]);
});
