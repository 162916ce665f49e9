/** Every example app runs as its first line says, and all of them share one session. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionTable } from "../../src/testing/database-tables.ts";
import { root } from "../package/project.ts";

const apps = readdirSync(join(root, "examples")).filter((name) => name.endsWith("_app.ts"));

const folder = mkdtempSync(join(tmpdir(), "django-session-examples-"));
const file = join(folder, "db.sqlite3");
beforeAll(() => {
  const sqlite = new Sqlite(file);
  for (const statement of sessionTable("sqlite", "django_session")) sqlite.exec(statement);
  sqlite.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The visitor's cookie and what the session should hold, from app to app. */
let cookie = "";
const counts: Record<string, number> = {};

test.each(apps)("%s raises its own counter beside the others'", async (app) => {
  const name = app.replace("_app.ts", "").replaceAll("_", "-");
  expect(readFileSync(join(root, "examples", app), "utf8")).toContain(`tsx examples/${app}`);
  const started = await start(app);
  try {
    for (counts[name] = 1; counts[name] <= 2; counts[name]++) {
      const response = await fetch(started.url, { headers: { cookie } });
      expect(await response.json()).toEqual({ framework: name, session: counts });
      cookie = response.headers.getSetCookie().join().split(";")[0]!;
      expect(cookie).toMatch(/^sessionid=/);
    }
    counts[name] = 2;
  } finally {
    await started.stop();
  }
});

/** Runs an app until it has said where it is. */
async function start(app: string): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const child = spawn(process.execPath, ["--import", "tsx", `examples/${app}`], {
    cwd: root,
    env: { ...process.env, DATABASE_URL: `sqlite:///${file}`, PORT: `${port}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  await Promise.race([once(child.stdout, "data"), exited]);
  const stop = async (): Promise<void> => {
    child.kill();
    await exited;
  };
  return { url: `http://127.0.0.1:${port}/`, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
