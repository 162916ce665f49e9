/** A private PostgreSQL, and pgbouncer in transaction mode before it. */
import { existsSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { need } from "./apt.mjs";
import { asUser, describe, start } from "./instance.mjs";
import { freePort } from "./processes.mjs";
import { run, which } from "./run.mjs";

/** Fast, and still what a kill -9 of the server cannot hurt: only a power cut would. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  max_connections: 300,
  fsync: "off",
  full_page_writes: "off",
  jit: "off",
  log_min_messages: "fatal",
};

/** Starts PostgreSQL in `folder`; returns its address. */
export async function startPostgres(folder) {
  const bin = await need(findBin, ["postgresql"], "a private PostgreSQL");
  const options = { cwd: folder, ...asUser("postgres") };
  const data = join(folder, "postgres");
  const port = await freePort();
  await run(
    join(bin, "initdb"),
    ["-D", data, "-U", "django", "-A", "trust", "-E", "UTF8", "--no-sync"],
    options,
  );
  const settings = { ...SETTINGS, port, unix_socket_directories: data };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const probe = [join(bin, "pg_isready"), "-h", "127.0.0.1", "-p", `${port}`];
  const plan = {
    command: join(bin, "postgres"),
    args: ["-D", data, ...args],
    user: "postgres",
    port,
    probe,
  };
  describe(folder, "postgres", { ...plan, stop: "SIGQUIT" });
  await start(folder, "postgres");
  await run(
    join(bin, "createdb"),
    ["-h", "127.0.0.1", "-p", `${port}`, "-U", "django", "django"],
    options,
  );
  return `postgres://django:django@127.0.0.1:${port}/django`;
}

/** The folder of PostgreSQL's programs, newest version first: Debian keeps them off PATH. */
function findBin() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => b - a) : [];
  const folders = versions.map((version) => join(debian, version, "bin"));
  const initdb = which("initdb", folders);
  return initdb && dirname(realpathSync(initdb));
}

/** Starts pgbouncer before the PostgreSQL at `databaseUrl`; returns its address. */
export async function startPgbouncer(folder, databaseUrl) {
  const find = () => which("pgbouncer", ["/usr/sbin"]);
  const command = await need(find, ["pgbouncer"], "a transaction-mode pooler");
  const server = new URL(databaseUrl);
  const port = await freePort();
  const path = join(folder, "pgbouncer.ini");
  writeFileSync(path, pgbouncerIni(server, port));
  describe(folder, "pgbouncer", { command, args: ["-q", path], user: "postgres", port });
  await start(folder, "pgbouncer");
  return `postgres://django:django@127.0.0.1:${port}${server.pathname}`;
}

/** Few server connections on purpose: statements of one client must land on different ones. */
function pgbouncerIni(server, port) {
  const login = `user=${server.username} password=${server.password}`;
  return [
    "[databases]",
    `* = host=${server.hostname} port=${server.port || 5432} ${login}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = any",
    "pool_mode = transaction",
    "default_pool_size = 4",
    "max_client_conn = 500",
    "ignore_startup_parameters = extra_float_digits",
    "",
  ].join("\n");
}
