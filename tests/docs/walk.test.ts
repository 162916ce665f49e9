/** src/README.md opens every door: its links lead somewhere, and no file or folder that stands beside a linked one is passed by. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
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

/** The folder at the top of src/ in which a file is, or the file itself. */
const placeOf = (path: string): string => path.split("/")[0]!;
/** A folder whose files are linked in two parts stands where it is linked last. */
const order = new Map(links.map((link, index) => [placeOf(link), index]));
const everywhere = links.slice(links.indexOf("errors.ts")).map(placeOf);

const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .filter((name) => !everywhere.includes(placeOf(name)));

test("imports lead down", () => {
  const up = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => !everywhere.includes(placeOf(target)))
      .filter((target) => order.get(placeOf(target))! < order.get(placeOf(file))!)
      .map((target) => `${file} imports ${target}`),
  );
  expect(files.length).toBeGreaterThan(60);
  expect(up).toEqual([]);
});

function importsOf(file: string): string[] {
  const source = readFileSync(join(root, "src", file), "utf8");
  const targets = source.matchAll(/ from "(\.{1,2}\/[^"]+)"/g);
  return [...targets].map(([, target = ""]) => normalize(join(dirname(file), target)));
}
