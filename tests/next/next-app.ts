/** The example for Next.js as its users have it: with the packed tarball, built for production, and started. */
import { execFile, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const runFile = promisify(execFile);

/** Of each release, the package that has it. */
const PACKAGES = { 15: "next15", 16: "next" } as const;
export type NextRelease = keyof typeof PACKAGES;

const QUIET = { NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1", CI: "1" };

type Env = Readonly<Record<string, string>>;

export interface Running {
  readonly url: string;
  /** What it printed so far. */
  output(): string;
  stop(): Promise<void>;
}

/** Builds the app, and what the tests add to it, where no database is to be had. Returns its folder. */
export async function buildNextApp(release: NextRelease): Promise<string> {
  const folder = join(root, `.cache/next-${release}`);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "examples/next_app"), folder, { recursive: true });
  cpSync(join(root, "tests/next/app"), folder, { recursive: true });
  // A package of its own: within ours, our name would mean ourselves.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  if (release === 15) useMiddleware(folder);
  await installPackage(folder);
  const next = join(folder, "node_modules/next");
  // Not a link: Next.js finds itself by its name.
  await runFile("cp", ["-al", join(root, "node_modules", PACKAGES[release]), next]);
  const nowhere = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/nothing" };
  await runFile(process.execPath, [join(next, "dist/bin/next"), "build"], {
    cwd: folder,
    env: { ...process.env, ...QUIET, ...nowhere },
  }).catch((error) => {
    throw new Error(`next build failed:\n${error.stdout}${error.stderr}`);
  });
  return folder;
}

/** What Next.js 16 calls the proxy file was the middleware file before. */
function useMiddleware(folder: string): void {
  const path = join(folder, "middleware.ts");
  renameSync(join(folder, "proxy.ts"), path);
  const text = readFileSync(path, "utf8")
    .replace("const proxy =", "const middleware =")
    .replace("config = {", 'config = { runtime: "nodejs",');
  writeFileSync(path, text);
}

async function installPackage(folder: string): Promise<void> {
  const target = join(folder, "node_modules/async-django-session");
  mkdirSync(target, { recursive: true });
  const pack = ["pack", "--ignore-scripts", "--pack-destination", folder, "--loglevel=error"];
  const { stdout } = await runFile("npm", pack, { cwd: root });
  const tarball = join(folder, stdout.trim().split("\n").at(-1) ?? "");
  await runFile("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"]);
}

/** Starts a built app on a free port of 127.0.0.1. */
export async function startNextApp(folder: string, env: Env): Promise<Running> {
  const port = await freePort();
  const bin = join(folder, "node_modules/next/dist/bin/next");
  const args = [bin, "start", "--hostname", "127.0.0.1", "--port", `${port}`];
  return startServer(process.execPath, args, { cwd: folder, port, env: { ...QUIET, ...env } });
}

/** Starts the example's Django beside it, on the same host: cookies do not know ports. */
export async function startDjangoApp(env: Env): Promise<Running> {
  const python = process.env.DJANGO_PYTHON ?? "";
  if (!existsSync(python))
    throw new Error("DJANGO_PYTHON is not set: start the tests by npm test.");
  const app = [join(root, "examples/django_app.py")];
  await runFile(python, [...app, "migrate"], { env: { ...process.env, ...env } });
  const port = await freePort();
  const args = [...app, "runserver", "--noreload", `127.0.0.1:${port}`];
  return startServer(python, args, { cwd: root, port, env });
}

interface Start {
  readonly cwd: string;
  readonly port: number;
  readonly env: Env;
}

async function startServer(command: string, args: string[], start: Start): Promise<Running> {
  const { cwd, port, env } = start;
  const options = { cwd, env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...env } };
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  // Not by its number: what of it Next.js 15 redirects within the middleware file goes to localhost.
  const url = `http://localhost:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`${command} ended:\n${output}`);
    await sleep(50);
  }
  const stop = (): Promise<void> => {
    child.kill();
    return exited;
  };
  return { url, output: () => output, stop };
}

function answers(url: string): Promise<boolean> {
  return fetch(url, { redirect: "manual" }).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
