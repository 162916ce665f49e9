/** A lock between processes: a folder that holds its owner's process id. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "./processes.mjs";

/** Runs `work` while no other process holds the lock at `path`. A dead owner's lock is taken over. */
export async function withLock(path, work) {
  while (!take(path)) await sleep(200);
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function take(path) {
  mkdirSync(dirname(path), { recursive: true });
  try {
    mkdirSync(path);
    writeFileSync(join(path, "pid"), String(process.pid));
    return true;
  } catch {
    if (!isAlive(ownerOf(path))) rmSync(path, { recursive: true, force: true });
    return false;
  }
}

/** The owner's id; a lock so young that its owner has not signed it counts as our own, alive. */
function ownerOf(path) {
  try {
    return Number(readFileSync(join(path, "pid"), "utf8")) || process.pid;
  } catch {
    return process.pid;
  }
}
