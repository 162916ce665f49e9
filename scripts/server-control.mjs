/**
 * Kills or starts one of the tests' private servers: `node scripts/server-control.mjs kill|stop|start postgres`.
 * PRIVATE_SERVERS names their folder (scripts/lib/servers.mjs). Exits with 3 when that server is not a private one.
 */
import { existsSync } from "node:fs";
import { start, stop } from "./lib/instance.mjs";
import { join } from "node:path";
import { main, say } from "./lib/say.mjs";

const ACTIONS = {
  kill: (folder, name) => stop(folder, name, "SIGKILL"),
  stop,
  start,
};

await main(async () => {
  const [verb, name] = process.argv.slice(2);
  const folder = process.env.PRIVATE_SERVERS ?? "";
  if (!ACTIONS[verb] || !name) {
    say("Usage: node scripts/server-control.mjs kill|stop|start postgres|mariadb|pgbouncer|redis");
    return 2;
  }
  if (!existsSync(join(folder, `${name}.json`))) {
    say(`Skipped: ${name} is not a private server of these tests.`);
    return 3;
  }
  await ACTIONS[verb](folder, name);
  process.exit(0);
});
