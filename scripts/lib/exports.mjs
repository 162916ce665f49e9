/** The exports map of package.json, made from the tree: a file's name is its import path. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "./run.mjs";

/** Every file directly in these folders is an entry point. */
const OPEN_FOLDERS = ["frameworks", "databases", "caches"];
/** In these, the file named after its folder is one. */
const ENTRY_FILES = ["signing", "testing"];

const packagePath = join(root, "package.json");

/** Entry points as [import path, file under src without its ending], sorted. */
export function entryPoints() {
  const entries = [];
  for (const folder of OPEN_FOLDERS) {
    for (const name of filesIn(folder)) entries.push([`./${name}`, `${folder}/${name}`]);
  }
  for (const name of ENTRY_FILES) {
    if (filesIn(name).includes(name)) entries.push([`./${name}`, `${name}/${name}`]);
  }
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return [[".", "index"], ...entries];
}

function filesIn(folder) {
  const path = join(root, "src", folder);
  if (!existsSync(path)) return [];
  const files = readdirSync(path).filter((name) => name.endsWith(".ts"));
  return files.map((name) => basename(name, ".ts"));
}

/** package.json as it should be. */
function expectedPackage() {
  const manifest = JSON.parse(readFileSync(packagePath, "utf8"));
  const target = (file) => ({ types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` });
  const map = entryPoints().map(([path, file]) => [path, target(file)]);
  manifest.exports = { ...Object.fromEntries(map), "./package.json": "./package.json" };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Whether the map in package.json is the tree's. */
export function exportsAreCurrent() {
  return readFileSync(packagePath, "utf8") === expectedPackage();
}

/** Writes the map into package.json. */
export function writeExports() {
  if (!exportsAreCurrent()) writeFileSync(packagePath, expectedPackage());
}
