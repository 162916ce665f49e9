/** The packages that development needs: installed as the lock file says, when they are not. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { root, run } from "./run.mjs";
import { step } from "./say.mjs";

/**
 * Installs what the lock file names when node_modules is missing or older than it.
 * Not by `npm ci`: that refuses to work where a registry lacks some tool's build for another platform.
 */
export async function ensurePackages() {
  if (isCurrent()) return;
  await withLock(join(root, ".cache", "npm.lock"), async () => {
    if (!isCurrent()) await step("npm packages", install);
  });
}

/** Where nobody has a build of SQLite's driver for this machine it is compiled: on all cores, and not for speed. */
const QUICKLY = { JOBS: "max", CFLAGS: "-O1", CXXFLAGS: "-O1" };

function install() {
  const env = { ...QUICKLY, ...process.env };
  return run("npm", ["install", "--no-save", "--no-audit", "--no-fund"], { env });
}

function isCurrent() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  return statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}
