/** The package as npm would publish it. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.mjs";

/** Packs dist/ as it is and returns the tarball's path. */
export async function packTarball(folder = join(root, ".cache", "pack")) {
  mkdirSync(folder, { recursive: true });
  const flags = ["--ignore-scripts", "--json", "--pack-destination", folder];
  const output = await run("npm", ["pack", ...flags, "--loglevel=error"]);
  const { filename } = Object.values(JSON.parse(output.slice(output.search(/^[[{]/m))))[0];
  return join(folder, filename);
}
