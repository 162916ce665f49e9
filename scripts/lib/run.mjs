/** Child processes: run one to its end, or find a command. */
import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Explained } from "./say.mjs";

/** The repository's root. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Runs a command with its output on the terminal and returns its exit code. */
export function show(command, args = [], options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      ...options,
    });
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(signal ? 1 : code));
  });
}

/** Runs a command quietly and returns its output; a failure shows what it had printed. */
export function run(command, args = [], { allowFailure = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    let output = "";
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      ...options,
    });
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0 || allowFailure) resolve(output.trim());
      else
        reject(
          new Explained(`${[command, ...args].join(" ")} ended with ${code}:\n${output.trim()}`),
        );
    });
  });
}

/** The path of an executable, looked for on PATH and then in `extraFolders`; null when there is none. */
export function which(name, extraFolders = []) {
  for (const folder of [...(process.env.PATH ?? "").split(delimiter), ...extraFolders]) {
    const path = join(folder, name);
    if (isExecutable(path)) return path;
  }
  return null;
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
