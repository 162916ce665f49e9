/**
 * `npm test`: everything, on a fresh clone where nothing was installed.
 * `npm test -- unit/signing` runs only the test files whose path has that in it, and leaves the static checks out.
 * `npm run test:long` runs those that draw by lot or race, ten times as long.
 *
 * Servers that already run can be used: DATABASE_URL (PostgreSQL), MYSQL_URL, PGBOUNCER_URL, REDIS_URL, CHROMIUM.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, runChecks } from "./lib/checks.mjs";
import { ensureChromium } from "./lib/chromium.mjs";
import { ensurePackages } from "./lib/npm.mjs";
import { ensureDjangos } from "./lib/python.mjs";
import { root, show } from "./lib/run.mjs";
import { bold, main, red, say, seconds, step } from "./lib/say.mjs";
import { startServers } from "./lib/servers.mjs";

/** How much the long runs do, unless the environment says. */
const LONG = { PROPERTY_RUNS: "1000000", FIRST_BYTE_ROUNDS: "200" };

const reportPath = join(root, ".cache", "vitest.json");

await main(async () => {
  const isLong = process.argv.includes("--long");
  const filters = process.argv.slice(2).filter((argument) => argument !== "--long");
  const start = performance.now();
  const { env, stop } = await setUp();
  try {
    const failures = await build();
    if (filters.length === 0) failures.push(...(await runChecks()));
    const ready = performance.now();
    const code = await runTests(filters, isLong ? { ...LONG, ...env } : env);
    for (const [name, output] of failures) say(`\n${red(name)}\n${output}`);
    say(
      `\nSet-up and checks took ${seconds(ready - start)}, tests ${seconds(performance.now() - ready)}.`,
    );
    return summarize(code, failures);
  } finally {
    await stop();
  }
});

/** Everything that the tests need, installed and started; returns their environment. */
async function setUp() {
  say(bold("Set-up"));
  const [, pythons] = await Promise.all([
    ensurePackages(),
    step("Django in virtual environments", () => ensureDjangos()),
  ]);
  const chromium = await step("Chromium", ensureChromium);
  const wanted = { postgres: true, mariadb: true, pgbouncer: true, redis: true };
  const servers = await step("PostgreSQL, pgbouncer, MariaDB, Redis", () => startServers(wanted));
  const env = {
    ...process.env,
    ...servers.env,
    CHROMIUM: chromium,
    DJANGO_PYTHON: pythons["5.2"],
    DJANGO_PYTHONS: JSON.stringify(pythons),
  };
  return { env, stop: servers.stop };
}

function runTests(filters, env) {
  say(`\n${bold("Tests")}`);
  rmSync(reportPath, { force: true });
  const grids = ["interop", "frameworks"].map((name) => `./tests/${name}/grid-reporter.ts`);
  const reporters = ["default", "json", ...grids];
  const options = [
    ...reporters.map((name) => `--reporter=${name}`),
    `--outputFile.json=${reportPath}`,
  ];
  return show("node_modules/.bin/vitest", ["run", ...options, ...filters], { env });
}

/** Prints how it went, last of all the plain line that machines read; returns the exit code. */
function summarize(code, failedChecks) {
  const report = existsSync(reportPath) ? JSON.parse(readFileSync(reportPath, "utf8")) : {};
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0 } = report;
  const failed = Math.max(numFailedTests, code === 0 ? 0 : 1) + failedChecks.length;
  if (numPassedTests === 0) say(red("No test ran."));
  if (failedChecks.length > 0) say(red(`Failed: ${failedChecks.map(([name]) => name).join(", ")}`));
  say(`${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`);
  return failed === 0 && numPassedTests > 0 ? 0 : 1;
}
