/** Kills and starts the servers of this run, when they are its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Runs scripts/server-control.mjs; fails when the server is not a private one. */
export async function controlServer(
  verb: "kill" | "start",
  server: "postgres" | "mariadb",
): Promise<void> {
  const script = fileURLToPath(new URL("../../scripts/server-control.mjs", import.meta.url));
  const child = spawn(process.execPath, [script, verb, server], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "close");
  if (code === 3) {
    throw new Error(
      `This test kills ${server}, so it needs one of its own: unset DATABASE_URL, PGBOUNCER_URL and MYSQL_URL, and run "npm test -- interop/faults", which starts private servers.`,
    );
  }
  if (code !== 0) throw new Error(`server-control.mjs ${verb} ${server} ended with ${code}.`);
}
