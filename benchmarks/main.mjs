/** All benchmarks, one after another. `npm run bench` sets up what they need and starts this. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openGuard } from "../scripts/lib/guard.mjs";
import { root } from "../scripts/lib/run.mjs";
import { Explained, bold, main, say, step } from "../scripts/lib/say.mjs";
import { chart } from "./chart.mjs";
import { makeDatabase } from "./database.mjs";
import { measureHttp } from "./http.mjs";
import { machine } from "./machine.mjs";
import { runProgram } from "./program.mjs";
import { codecReport, httpReport, memoryReport, replacePart, signInReport } from "./report.mjs";
import { measureSignIns } from "./sign-ins.mjs";

const isQuick = process.argv.includes("--quick");
const SIZE = isQuick
  ? { rounds: 1, milliseconds: 200, passes: 8, requests: 20_000 }
  : { rounds: 8, milliseconds: 2500, passes: 200, requests: 1_000_000 };

await main(async () => {
  const guard = openGuard();
  const database = await step("a database with sessions", () =>
    makeDatabase(process.env.DATABASE_URL),
  );
  try {
    await Promise.race([measureAll(database, guard), interruption()]);
  } finally {
    await guard.close();
    await database.drop();
  }
});

async function measureAll(database, guard) {
  publish("codec", await codec(guard), machine());
  publish("http", await http(database, guard), machine(`PostgreSQL ${database.version}`));
  publish("sign-ins", await signIns(database, guard), machine(`PostgreSQL ${database.version}`));
  if (!process.argv.includes("--memory")) return;
  publish("memory", await memory(database, guard), machine(`PostgreSQL ${database.version}`));
}

async function codec(guard) {
  say(`\n${bold("Sessions read and written per second")}`);
  const [rows] = await runProgram("codec.mjs", [`${SIZE.passes}`], { guard });
  return codecReport(rows);
}

async function http(database, guard) {
  say(`\n${bold("Requests per second")}`);
  const rows = await measureHttp({
    database,
    python: process.env.BENCH_PYTHON,
    guard,
    rounds: SIZE.rounds,
    milliseconds: SIZE.milliseconds,
    onRound,
  });
  writeFileSync(join(outputFolder(), "benchmarks.svg"), chart(rows));
  return httpReport(rows);
}

async function signIns(database, guard) {
  say(`\n${bold("Requests while others sign in")}`);
  const rows = await measureSignIns({
    database,
    guard,
    rounds: SIZE.rounds,
    milliseconds: 2 * SIZE.milliseconds,
    onRound,
  });
  return signInReport(rows);
}

async function memory(database, guard) {
  say(`\n${bold(`Memory over ${SIZE.requests} requests`)}`);
  const samples = await runProgram("memory.mjs", [`${SIZE.requests}`], {
    guard,
    execArgv: ["--expose-gc"],
    env: { ...process.env, NODE_ENV: "production", DATABASE_URL: database.url },
  });
  return memoryReport(samples);
}

function onRound(work, round) {
  return step(round === 0 ? "warm-up" : `round ${round} of ${SIZE.rounds}`, work);
}

/** Shows a report, and puts it into its part of docs/benchmarks.md. */
function publish(name, report, where) {
  say(`\n${report}\n\n${where}`);
  if (isQuick) return;
  const path = join(root, "docs", "benchmarks.md");
  const page = readFileSync(path, "utf8");
  writeFileSync(path, replacePart(page, name, `${report}\n\n${where}`));
}

/** A quick run draws the plot too, but not for the docs. */
function outputFolder() {
  const folder = join(root, ...(isQuick ? [".cache", "bench"] : ["docs"]));
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Rejects on Ctrl-C, so that what was made on somebody's server is removed. */
function interruption() {
  return new Promise((_, reject) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      process.once(name, () => reject(new Explained("Interrupted.")));
    }
  });
}
