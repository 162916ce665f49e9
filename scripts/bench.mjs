/**
 * `npm run bench`: requests per second beside the limit, and sessions read and written per second; about 18 minutes.
 * Writes the numbers and the plot into docs/. `npm run bench -- --memory` adds a million requests under watch.
 * With `--quick` everything runs for a moment, and docs/ is left alone: such numbers mean nothing.
 *
 * A PostgreSQL that already runs can be used: DATABASE_URL, of a user who may create databases.
 */
import { ensurePython } from "../benchmarks/python.mjs";
import { build } from "./lib/checks.mjs";
import { ensurePackages } from "./lib/npm.mjs";
import { show } from "./lib/run.mjs";
import { Explained, bold, main, say, step } from "./lib/say.mjs";
import { startServers } from "./lib/servers.mjs";

await main(async () => {
  say(bold("Set-up"));
  const [, python] = await Promise.all([
    ensurePackages(),
    step("Django and the Python original in a virtual environment", () => ensurePython()),
  ]);
  const [failure] = await build();
  if (failure) throw new Explained(failure[1]);
  const servers = await step("PostgreSQL", () => startServers({ postgres: true }));
  try {
    const env = { ...process.env, ...servers.env, BENCH_PYTHON: python };
    return await show(process.execPath, ["benchmarks/main.mjs", ...process.argv.slice(2)], { env });
  } finally {
    await servers.stop();
  }
});
