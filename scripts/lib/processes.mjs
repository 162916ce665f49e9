/** Processes by their id: is one alive, end one, end a group; and ports that nobody uses. */
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether the process runs; one that has ended and was not yet reaped does not. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === "EPERM";
  }
  return !isZombie(pid);
}

function isZombie(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .startsWith("Z");
  } catch {
    return false;
  }
}

/** Sends a signal to a process group led by `pid` (or to the process alone); true when it was there. */
export function signal(pid, name) {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, name);
      return true;
    } catch {
      continue;
    }
  }
  return false;
}

/** Ends a process group: `name` first, SIGKILL after `patience` milliseconds. Resolves when it has ended. */
export async function end(pid, name = "SIGTERM", patience = 8000) {
  if (!signal(pid, name)) return;
  const deadline = Date.now() + patience;
  while (isAlive(pid) && Date.now() < deadline) await sleep(20);
  signal(pid, "SIGKILL");
  while (isAlive(pid)) await sleep(20);
}

/** A free port on the loopback address: `wanted` if nobody uses it. */
export async function freePort(wanted = 0) {
  try {
    return await listenOnce(wanted);
  } catch {
    return listenOnce(0);
  }
}

function listenOnce(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const { port: found } = server.address();
      server.close(() => resolve(found));
    });
  });
}

/** Whether something listens on the port. */
export function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/** Asks `test` again and again until it says yes; false when `patience` milliseconds went by. */
export async function eventually(test, patience = 60_000) {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    if (await test()) return true;
    await sleep(50);
  }
  return false;
}
