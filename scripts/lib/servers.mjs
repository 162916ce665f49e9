/**
 * The real servers of the tests: private ones on free ports, their data in a temporary folder, gone afterwards
 * even when the parent is killed. An address given in the environment is used instead of starting one.
 *
 *     const servers = await startServers({ postgres: true, mariadb: true, pgbouncer: true, redis: true });
 *     servers.env;     // { DATABASE_URL, MYSQL_URL, PGBOUNCER_URL, REDIS_URL, PRIVATE_SERVERS }
 *     await servers.stop();
 *
 * PRIVATE_SERVERS is the folder of those started here; `scripts/server-control.mjs` kills and starts them by it.
 */
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openGuard } from "./guard.mjs";
import { pidFileOf } from "./instance.mjs";
import { startMariadb } from "./mariadb.mjs";
import { startRedis } from "./redis.mjs";
import { startPgbouncer, startPostgres } from "./postgres.mjs";

/** @param {{ postgres?: boolean, mariadb?: boolean, pgbouncer?: boolean, redis?: boolean }} wanted */
export async function startServers(wanted) {
  const guard = openGuard();
  const folder = mkdtempSync(join(tmpdir(), `django-session-servers-${process.pid}-`));
  chmodSync(folder, 0o777);
  for (const name of ["pgbouncer", "postgres", "mariadb", "redis"])
    guard.watch(watchOf(folder, name));
  guard.watch({ folder });
  const env = { PRIVATE_SERVERS: folder };
  const provide = async (variable, start) => {
    env[variable] = process.env[variable] || (await start());
  };
  const postgres = async () => {
    await provide("DATABASE_URL", () => startPostgres(folder));
    if (wanted.pgbouncer)
      await provide("PGBOUNCER_URL", () => startPgbouncer(folder, env.DATABASE_URL));
  };
  try {
    if (wanted.postgres || wanted.pgbouncer) await postgres();
    if (wanted.redis) await provide("REDIS_URL", () => startRedis(folder));
    if (wanted.mariadb) await provide("MYSQL_URL", () => startMariadb(folder));
  } catch (error) {
    await guard.close();
    throw error;
  }
  return { env, stop: () => guard.close() };
}

/** All of it goes away, so MariaDB need not be asked; PostgreSQL's SIGQUIT also frees its shared memory. */
function watchOf(folder, name) {
  return { pidFile: pidFileOf(folder, name), signal: name === "postgres" ? "SIGQUIT" : "SIGKILL" };
}
