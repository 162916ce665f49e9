/** `npm run docs`: the API's reference as web pages. */
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { ensurePackages } from "./lib/npm.mjs";
import { root, run } from "./lib/run.mjs";
import { main, say, step } from "./lib/say.mjs";

await main(async () => {
  await ensurePackages();
  await step("API reference", () => run("node_modules/.bin/typedoc"));
  say(pathToFileURL(join(root, ".cache/api/index.html")).href);
});
