/** The demo as a person starts it, its addresses, and what is left of it afterwards. */
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Demo {
  /** The address of the page. */
  readonly page: string;
  /** The address of each app, by its title. */
  readonly apps: Readonly<Record<string, string>>;
  /** The ids of all its processes. */
  processes(): number[];
  /** The id of the process that runs a file of examples/. */
  processOf(file: string): number;
  /** What it printed so far. */
  output(): string;
  /** Resolves with its exit code when it has ended. */
  readonly exited: Promise<number | null>;
  /** Ctrl-C; resolves with the exit code. */
  interrupt(): Promise<number | null>;
}

/** Runs `scripts/demo.mjs` until it has printed its addresses. */
export function startDemo(databaseUrl: string): Promise<Demo> {
  const child = spawn(process.execPath, ["scripts/demo.mjs"], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: databaseUrl, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let output = "";
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!output.includes("Ctrl-C ends it.")) return;
      resolve({
        page: /^Open (\S+)/m.exec(output)?.[1] ?? "",
        apps: Object.fromEntries(
          [...output.matchAll(/^ {2}(\w+) +(http\S+)/gm)].map(([, ...a]) => a),
        ),
        processes: () => descendants(child.pid ?? 0),
        processOf: (file) => {
          const runs = (id: number): boolean => commandOf(id).includes(`examples/${file}`);
          return descendants(child.pid ?? 0).find(runs) ?? 0;
        },
        output: () => output,
        exited,
        interrupt: () => {
          child.kill("SIGINT");
          return exited;
        },
      });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", () => reject(new Error(`The demo ended:\n${output}`)));
  });
}

/** Of these processes, those that are still there. */
export function survivors(ids: readonly number[]): number[] {
  const alive = processTable();
  return ids.filter((id) => alive.has(id));
}

function commandOf(id: number): string {
  return readFileSync(`/proc/${id}/cmdline`, "utf8");
}

function descendants(id: number): number[] {
  const children = [...processTable()].filter(([, parent]) => parent === id).map(([pid]) => pid);
  return [id, ...children.flatMap(descendants)];
}

/** Every running process with its parent, from /proc. */
function processTable(): Map<number, number> {
  const table = new Map<number, number>();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const [state, parent] = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      if (state !== "Z") table.set(Number(pid), Number(parent));
    } catch {
      continue;
    }
  }
  return table;
}
