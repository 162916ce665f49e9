/** A private Redis. */
import { need } from "./apt.mjs";
import { describe, start } from "./instance.mjs";
import { freePort } from "./processes.mjs";
import { which } from "./run.mjs";

/** Nothing is kept over a restart: as a cache, Redis has nothing that must not be lost. */
const SETTINGS = { bind: "127.0.0.1", save: "", appendonly: "no", loglevel: "warning" };

/** Starts Redis in `folder`; returns its address. */
export async function startRedis(folder) {
  const find = () => which("redis-server", ["/usr/bin"]);
  const command = await need(find, ["redis-server"], "a private Redis");
  const port = await freePort();
  const args = Object.entries({ ...SETTINGS, port }).flatMap(([name, value]) => [
    `--${name}`,
    `${value}`,
  ]);
  describe(folder, "redis", { command, args: [...args, "--dir", folder], user: "redis", port });
  await start(folder, "redis");
  return `redis://127.0.0.1:${port}/0`;
}
