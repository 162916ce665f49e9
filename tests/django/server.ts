/**
 * A real Django for a test: a site over HTTP, or its SessionStore without HTTP.
 *
 *     const site = await startDjango({ version: "5.2", databaseUrl, settings: { USE_TZ: false } });
 *     await fetch(`${site.url}/ops`, { method: "POST", body: JSON.stringify([["set", "a", 1], ["repr"]]) });
 *     await site.stop();
 *
 *     const peer = await openPeer({ databaseUrl });
 *     const { key, results } = await peer.run(null, [["set", "a", 1], ["save"], ["raw"]]);
 *     await peer.eval("store().encode({'n': float('nan')})");
 *     await peer.stop();
 *
 * The operations are listed in project/ops.py, the views in project/views.py. A result that JSON cannot hold
 * (NaN, an integer past 2**53) comes as its `repr`. Either process ends with the test's process, however that ends.
 * Which Django: `version` picks from DJANGO_PYTHONS (JSON, version → python), `python` is a path; else DJANGO_PYTHON.
 */
import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

export interface DjangoOptions {
  /** "4.2", "5.2", "6.1": one of DJANGO_PYTHONS. */
  readonly version?: string;
  /** The path of a Python that has Django, in place of a version. */
  readonly python?: string;
  /** `sqlite:///path`, `postgres://…` or `mysql://…`. */
  readonly databaseUrl: string;
  /** Django settings that replace those of project/settings.py; DATABASE is merged into the default database. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Make the tables first; true unless told. */
  readonly migrate?: boolean;
}

export interface DjangoSite {
  readonly url: string;
  /** What it wrote to standard error so far. */
  log(): string;
  stop(): Promise<void>;
}

export interface PeerAnswer {
  readonly key: string | null;
  readonly results: any[];
}

export interface DjangoPeer {
  /** Django's own version, such as "5.2.19". */
  readonly django: string;
  /**
   * Runs operations on `SessionStore(key)`; what one raises is its result: `{ error, message }`.
   * With `now`, an ISO date with its offset, Django's clock stands still at that instant; `settings` hold meanwhile.
   */
  run(
    key: string | null,
    ops: readonly unknown[],
    now?: string,
    settings?: object,
  ): Promise<PeerAnswer>;
  /** More operations on the session object of the last `run`. */
  goOn(ops: readonly unknown[], now?: string, settings?: object): Promise<PeerAnswer>;
  /** The value of a Python expression, in which `store` is the SessionStore class. */
  eval(expression: string): Promise<any>;
  stop(): Promise<void>;
}

/** The versions of Django that this run has, oldest first. */
export function djangoVersions(): string[] {
  return Object.keys(pythons());
}

function pythons(): Record<string, string> {
  return JSON.parse(process.env.DJANGO_PYTHONS ?? "{}");
}

/** A Django site on a free port, with a thread per connection. */
export async function startDjango(options: DjangoOptions): Promise<DjangoSite> {
  const child = await launch("serve.py", options);
  const { port } = child.first as { port: number };
  return { url: `http://127.0.0.1:${port}`, log: child.log, stop: child.stop };
}

/** Django's SessionStore, one request at a time in the order of the calls. */
export async function openPeer(options: DjangoOptions): Promise<DjangoPeer> {
  const child = await launch("peer.py", options);
  const { django } = child.first as { django: string };
  const ask = async (request: unknown): Promise<any> => {
    const reply = (await child.ask(request)) as { failure?: string };
    if (reply.failure !== undefined) throw new Error(`Django's side failed: ${reply.failure}`);
    return reply;
  };
  return {
    django,
    run: (key, ops, now, settings) => ask({ key, ops, now, settings }),
    goOn: (ops, now, settings) => ask({ ops, now, settings }),
    eval: async (expression) => (await ask({ eval: expression })).results[0],
    stop: child.stop,
  };
}

interface Launched {
  /** The first line it wrote. */
  readonly first: unknown;
  ask(request: unknown): Promise<unknown>;
  log(): string;
  stop(): Promise<void>;
}

async function launch(script: string, options: DjangoOptions): Promise<Launched> {
  const child = spawn(pythonOf(options), [script], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env: environmentOf(options),
    stdio: ["pipe", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const lines = createInterface({ input: child.stdout });
  const nextLine = lineReader(lines, gone, () => log);
  const first = await nextLine();
  return {
    first,
    ask: (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return nextLine();
    },
    log: () => log,
    stop: () => stop(child, gone),
  };
}

function stop(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  gone: Promise<void>,
): Promise<void> {
  child.stdin.end();
  child.kill();
  return gone;
}

/** Gives the lines to those who wait for one, in order; all of them fail when the process ends. */
function lineReader(
  lines: Interface,
  gone: Promise<void>,
  log: () => string,
): () => Promise<unknown> {
  const waiting: { resolve(value: unknown): void; reject(error: Error): void }[] = [];
  let ended = false;
  const failure = (): Error => new Error(`Django's process ended:\n${log()}`);
  lines.on("line", (line) => waiting.shift()?.resolve(JSON.parse(line)));
  void gone.then(() => {
    ended = true;
    for (const { reject } of waiting) reject(failure());
  });
  return () =>
    new Promise((resolve, reject) => {
      if (ended) reject(failure());
      else waiting.push({ resolve, reject });
    });
}

function pythonOf({ version, python }: DjangoOptions): string {
  const path = python ?? (version === undefined ? process.env.DJANGO_PYTHON : pythons()[version]);
  if (path === undefined) {
    throw new Error(`No Python with Django ${version ?? ""} here: start the tests by npm test.`);
  }
  return path;
}

function environmentOf({
  databaseUrl,
  settings = {},
  migrate = true,
}: DjangoOptions): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PYTHONDONTWRITEBYTECODE: "1",
    DATABASE_URL: databaseUrl,
    DJANGO_SETTINGS: JSON.stringify(settings),
    MIGRATE: migrate ? "1" : "",
    PORT: "0",
  };
}
