/** A private MariaDB. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { need } from "./apt.mjs";
import { asUser, describe, start } from "./instance.mjs";
import { freePort } from "./processes.mjs";
import { run, which } from "./run.mjs";

/** What the server runs as it starts: a user with all rights, and Django's database. */
const INIT = [
  "CREATE USER IF NOT EXISTS 'django'@'%' IDENTIFIED BY 'django';",
  "GRANT ALL ON *.* TO 'django'@'%' WITH GRANT OPTION;",
  "CREATE DATABASE IF NOT EXISTS django CHARACTER SET utf8mb4;",
  "",
].join("\n");

/** Fast, and still what a kill -9 of the server cannot hurt: only a power cut would. */
const SETTINGS = [
  "--bind-address=127.0.0.1",
  "--skip-name-resolve",
  "--skip-log-bin",
  "--max-connections=300",
  "--character-set-server=utf8mb4",
  "--innodb-flush-log-at-trx-commit=2",
  "--innodb-buffer-pool-size=134217728",
  "--innodb-log-file-size=50331648",
];

/** Starts MariaDB in `folder`; returns its address. */
export async function startMariadb(folder) {
  const find = () => which("mariadbd", ["/usr/sbin"]);
  const command = await need(find, ["mariadb-server"], "a private MariaDB");
  const options = { cwd: folder, ...asUser("mysql") };
  const data = join(folder, "mariadb");
  const port = await freePort();
  await run("mkdir", [data], options);
  const own = ["--no-defaults", `--datadir=${data}`];
  await run(
    "mariadb-install-db",
    [...own, "--auth-root-authentication-method=normal", "--skip-test-db"],
    options,
  );
  const init = join(folder, "mariadb-init.sql");
  writeFileSync(init, INIT);
  const places = [
    `--port=${port}`,
    `--socket=${data}/s`,
    `--init-file=${init}`,
    `--tmpdir=${data}`,
  ];
  const args = [...own, ...places, ...SETTINGS];
  describe(folder, "mariadb", { command, args, user: "mysql", port, stop: "SIGKILL" });
  await start(folder, "mariadb");
  return `mysql://django:django@127.0.0.1:${port}/django`;
}
