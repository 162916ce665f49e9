/** `npm run check`: everything that can be said of the code without running it, in less than a minute. */
import { build, runChecks } from "./lib/checks.mjs";
import { ensurePackages } from "./lib/npm.mjs";
import { main, red, say } from "./lib/say.mjs";

await main(async () => {
  await ensurePackages();
  const failures = [...(await build()), ...(await runChecks())];
  for (const [name, output] of failures) say(`\n${red(name)}\n${output}`);
  return failures.length === 0 ? 0 : 1;
});
