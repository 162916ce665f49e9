/**
 * A guard outlives its parent by a moment: when the parent is gone, however it went, the guard ends the
 * processes and removes the folders that it was told of. Thus no server stays behind after Ctrl-C or a crash.
 *
 *     const guard = openGuard();
 *     guard.watch({ pid: child.pid });          // a process group
 *     guard.watch({ pidFile: "/…/x.pid" });     // the same, by the id that is in the file by then
 *     guard.watch({ folder: "/tmp/…" });
 *     await guard.close();                      // now, and wait for it
 *
 * This file is both sides: started as a program it is the guard itself.
 */
import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { end } from "./processes.mjs";

const self = fileURLToPath(import.meta.url);

export function openGuard() {
  const child = spawn(process.execPath, [self], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.stdin.on("error", () => {});
  child.unref();
  child.stdin.unref?.();
  return {
    watch: (what) => child.stdin.write(`${JSON.stringify(what)}\n`),
    close: () => {
      child.ref();
      child.stdin.end();
      return closed;
    },
  };
}

async function guard() {
  const watched = [];
  for await (const line of createInterface({ input: process.stdin }))
    watched.push(JSON.parse(line));
  await Promise.all(
    watched.map(({ pid, pidFile, signal }) => end(pid ?? readPid(pidFile), signal)),
  );
  for (const { folder } of watched) if (folder) rmSync(folder, { recursive: true, force: true });
}

/** The id in a pid file; one that cannot exist when there is no such file. */
function readPid(path) {
  try {
    return Number(readFileSync(path, "utf8")) || NOBODY;
  } catch {
    return NOBODY;
  }
}

const NOBODY = 2 ** 30;

if (process.argv[1] === self) {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {});
  await guard();
}
