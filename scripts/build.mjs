/**
 * `npm run build`: writes the exports map of package.json, then compiles src/ into dist/ by tsc alone.
 * With `--if-needed` only when src/ has changed since.
 * With `--check` it changes nothing and fails when the map is out of date.
 */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { exportsAreCurrent, writeExports } from "./lib/exports.mjs";
import { ensurePackages } from "./lib/npm.mjs";
import { root, run } from "./lib/run.mjs";
import { Explained, main, step } from "./lib/say.mjs";

await main(async () => {
  if (process.argv.includes("--check")) {
    if (exportsAreCurrent()) return;
    throw new Explained("The exports of package.json are out of date. Run: npm run build");
  }
  if (process.argv.includes("--if-needed") && exportsAreCurrent() && isCurrent()) return;
  writeExports();
  await ensurePackages();
  await step("compile src into dist", async () => {
    rmSync(join(root, "dist"), { recursive: true, force: true });
    await run("node_modules/.bin/tsc", ["-p", "tsconfig.build.json", "--noEmitOnError"]);
  });
});

/** Whether dist/ is younger than everything in src/. */
function isCurrent() {
  const output = join(root, "dist", "index.js");
  if (!existsSync(output)) return false;
  const built = statSync(output).mtimeMs;
  const sources = readdirSync(join(root, "src"), { recursive: true });
  return sources.every((name) => statSync(join(root, "src", name)).mtimeMs < built);
}
