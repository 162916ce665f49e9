/** A contender's server as a process of its own, and the processor time that it takes. */
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { accepts, eventually, freePort } from "../scripts/lib/processes.mjs";
import { root } from "../scripts/lib/run.mjs";
import { Explained } from "../scripts/lib/say.mjs";
import { SECRET_KEY } from "./sessions.mjs";

/** Starts a server in a process group of its own and waits until it listens. `guard` ends it. */
export async function startServer({ name, command }, { databaseUrl, python, guard }) {
  const port = await freePort();
  const [file, ...args] = command(python, port);
  let output = "";
  const child = spawn(file, args, {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      NODE_ENV: "production",
      PORT: `${port}`,
      PYTHONDONTWRITEBYTECODE: "1",
      SECRET_KEY,
    },
  });
  guard.watch({ pid: child.pid });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => (output = `${output}${chunk}`.slice(-4000)));
  }
  const listens = await eventually(
    async () => child.exitCode !== null || (await accepts(port)),
    30_000,
  );
  if (!listens || child.exitCode !== null) throw new Explained(`${name} did not start:\n${output}`);
  return {
    url: `http://127.0.0.1:${port}`,
    cpuSeconds: () => cpuSeconds(child.pid),
    /** What the server has printed: an error that it has met. */
    output: () => output,
  };
}

/** Linux counts in hundredths of a second for programs, whatever the kernel does. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time that a process group has taken; NaN where there is no /proc. */
function cpuSeconds(group) {
  let ticks = 0;
  let found = false;
  for (const stat of statsOfAll()) {
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(fields[2]) !== group) continue;
    found = true;
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return found ? ticks / TICKS_PER_SECOND : Number.NaN;
}

function statsOfAll() {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/stat`, "utf8")];
      } catch {
        return [];
      }
    });
}
