/** The benchmarks that are programs of their own. */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Explained } from "../scripts/lib/say.mjs";

/** Runs a program of this folder to its end and returns what it has sent. `guard` ends it when we end first. */
export function runProgram(name, args, { guard, ...options }) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  return new Promise((resolve, reject) => {
    const messages = [];
    const child = fork(file, args, options);
    guard.watch({ pid: child.pid });
    child.on("message", (message) => messages.push(message));
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve(messages);
      else reject(new Explained(`${name} ended with ${code}.`));
    });
  });
}
