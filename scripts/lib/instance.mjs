/**
 * A private server that can be ended and started again by any process that knows its folder.
 * The folder holds `<name>.json` (how to start it) and `<name>.pid`.
 */
import { execFileSync, spawn } from "node:child_process";
import { openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accepts, end, eventually } from "./processes.mjs";
import { run } from "./run.mjs";
import { Explained } from "./say.mjs";

/** Options for `spawn` that make a child run as `user` when we are root: servers refuse root. */
export function asUser(user) {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

/** Keeps how to start the server: { command, args, user, port, probe?: [command, …args], stop?: signal }. */
export function describe(folder, name, plan) {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(plan));
}

export function pidFileOf(folder, name) {
  return join(folder, `${name}.pid`);
}

/** Starts the server and waits until it answers. */
export async function start(folder, name) {
  const plan = readPlan(folder, name);
  const log = join(folder, `${name}.log`);
  const answers = await eventually(() => attempt(folder, name, plan, log), 90_000);
  if (answers) return;
  throw new Explained(`${name} did not start:\n${readFileSync(log, "utf8").slice(-2000)}`);
}

/** One start: false when it ended early, as PostgreSQL does while a killed one's children are dying. */
async function attempt(folder, name, plan, log) {
  const output = openSync(log, "a");
  const options = { cwd: folder, detached: true, stdio: ["ignore", output, output] };
  const child = spawn(plan.command, plan.args, { ...options, ...asUser(plan.user) });
  let ended = false;
  child.once("exit", () => (ended = true)).once("error", () => (ended = true));
  child.unref();
  if (child.pid) writeFileSync(pidFileOf(folder, name), String(child.pid));
  await eventually(async () => ended || (await isReady(plan)), 60_000);
  return !ended;
}

async function isReady({ port, probe }) {
  if (!(await accepts(port))) return false;
  if (!probe) return true;
  const [command, ...args] = probe;
  return (await run(command, args, { allowFailure: true })).includes("accepting connections");
}

/** Ends the server: politely, or at once by SIGKILL. */
export async function stop(folder, name, signal = readPlan(folder, name).stop ?? "SIGTERM") {
  await end(Number(readFileSync(pidFileOf(folder, name), "utf8")), signal);
}

function readPlan(folder, name) {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
}
