/** `npm run conformance`: every framework, booted for real, held to the contract of its kit; prints the grid of framework × case. */
import { ensurePackages } from "./lib/npm.mjs";
import { show } from "./lib/run.mjs";
import { main } from "./lib/say.mjs";

await main(async () => {
  await ensurePackages();
  const reporters = ["--reporter=dot", "--reporter=./tests/frameworks/grid-reporter.ts"];
  return show("node_modules/.bin/vitest", ["run", ...reporters, "tests/frameworks/conformance"]);
});
