/**
 * `npm run demo`: Django and TypeScript apps on one session, and a page that shows it live. Ctrl-C ends it.
 * The database is an SQLite file, or DATABASE_URL=postgres://… or mysql://… .
 * The apps are those of examples/demo/apps.json; another framework is one more entry there.
 */
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "./lib/checks.mjs";
import { openGuard } from "./lib/guard.mjs";
import { ensurePackages } from "./lib/npm.mjs";
import { accepts, eventually, freePort } from "./lib/processes.mjs";
import { ensureDjango } from "./lib/python.mjs";
import { root, run } from "./lib/run.mjs";
import { Explained, bold, dim, main, say, step } from "./lib/say.mjs";

const folder = join(root, ".cache", "demo");
const SECRET_KEY = "django-insecure-only-for-the-demo";
const DATABASE_URL = process.env.DATABASE_URL || `sqlite:///${join(folder, "demo.sqlite3")}`;
const env = { ...process.env, SECRET_KEY, DATABASE_URL, PYTHONDONTWRITEBYTECODE: "1" };

await main(async () => {
  mkdirSync(folder, { recursive: true });
  const [, python] = await Promise.all([
    ensurePackages(),
    step("Django in a virtual environment", () => ensureDjango("5.2")),
  ]);
  const [failure] = await build();
  if (failure) throw new Explained(failure[1]);
  await step("tables and an admin", () => prepareDatabase(python));
  const apps = await choosePorts();
  const guard = openGuard();
  const stopped = onStop();
  const end = new AbortController();
  try {
    const ended = startAll(apps, python, guard);
    const started = step("apps", () => waitForAll(apps, end.signal)).then(() => announce(apps));
    await Promise.race([started, ended, stopped]);
    await Promise.race([ended, stopped]);
  } finally {
    end.abort();
    await guard.close();
    say("Ended.");
  }
});

async function prepareDatabase(python) {
  const django = (...args) => run(python, ["examples/django_app.py", ...args], { env: admin });
  const admin = { ...env, DJANGO_SUPERUSER_PASSWORD: "admin" };
  await django("migrate", "--verbosity", "0");
  const user = ["--noinput", "--username", "admin", "--email", "admin@example.com"];
  await django("createsuperuser", ...user).catch((error) => {
    if (!error.message.includes("already taken")) throw error;
  });
}

/** The table of apps, each with its own port or, when that is taken, a free one; the page comes last. */
async function choosePorts() {
  const table = JSON.parse(readFileSync(join(root, "examples/demo/apps.json"), "utf8"));
  const apps = [...table, { name: "page", title: "Page", file: "demo/front.ts", port: 8080 }];
  for (const app of apps) app.port = await freePort(app.port);
  return apps;
}

/** Starts every app in a process group of its own; rejects when one ends by itself. */
function startAll(apps, python, guard) {
  const shown = apps.filter(({ name }) => name !== "page");
  const endings = apps.map(({ name, file, port }) => {
    const [command, ...args] = commandOf(file, python, port);
    const logFile = join(folder, `${name}.log`);
    const output = openSync(logFile, "w");
    const child = spawn(command, args, {
      cwd: root,
      detached: true,
      env: { ...env, PORT: `${port}`, APPS: JSON.stringify(shown) },
      stdio: ["ignore", output, output],
    });
    guard.watch({ pid: child.pid });
    return new Promise((_, reject) => {
      child.once("exit", () => {
        reject(new Explained(`${file} ended:\n${readFileSync(logFile, "utf8").slice(-2000)}`));
      });
    });
  });
  return Promise.race(endings);
}

function commandOf(file, python, port) {
  const path = join(root, "examples", file);
  if (file.endsWith(".py")) return [python, path, "runserver", "--noreload", `127.0.0.1:${port}`];
  return [process.execPath, "--import", "tsx", path];
}

async function waitForAll(apps, signal) {
  for (const { file, port } of apps) {
    const isUp = await eventually(() => signal.aborted || accepts(port));
    signal.throwIfAborted();
    if (!isUp) throw new Explained(`${file} did not start.`);
  }
}

function onStop() {
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(name, resolve);
  });
}

function announce(apps) {
  const addresses = apps.map(({ title, name, port }) => [name, title, `http://localhost:${port}/`]);
  const [, , page] = addresses.at(-1);
  say(`\nOpen ${bold(page)}\n`);
  for (const [name, title, url] of addresses.slice(0, -1)) {
    const extra = name === "django" ? dim(`  admin at ${url}admin/ as admin, password admin`) : "";
    say(`  ${title.padEnd(10)} ${url}${extra}`);
  }
  say(`\nCtrl-C ends it.`);
}
