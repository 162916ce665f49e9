/** Many writers of one session file: two processes of ours, and Django, which takes no lock. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { openPeer } from "../django/server.ts";
import type { DjangoPeer } from "../django/server.ts";
import { EngineSite } from "./engine-site.ts";
import { versions } from "./own-database.ts";
import { startService } from "./service-process.ts";
import type { Service } from "./service-process.ts";

const VISITS = 200;
const NUMBERS = Array.from({ length: VISITS }, (_, number) => number);

let folder: string;
let services: Service[];
let peer: DjangoPeer;
let site: EngineSite;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "file-writers-"));
  const settings = {
    SECRET_KEY: "django-insecure-for-both-sides",
    SESSION_ENGINE: "django.contrib.sessions.backends.file",
    SESSION_FILE_PATH: folder,
  };
  const plan = { vendor: "sqlite", client: "better-sqlite3", url: "sqlite:///:memory:" } as const;
  const started = [startService({ ...plan, settings }), startService({ ...plan, settings })];
  const version = versions().at(-1)!;
  peer = await openPeer({ version, databaseUrl: "sqlite:///:memory:", settings, migrate: false });
  services = await Promise.all(started);
  site = new EngineSite(peer, settings);
});
afterAll(async () => {
  await Promise.all([...services.map((service) => service.stop()), peer.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const post = (which: number, path: string, key: string): Promise<Response> =>
  fetch(`${services[which % services.length]!.url}${path}`, {
    method: "POST",
    headers: { Cookie: `sessionid=${key}` },
  });

test("200 parallel requests through two processes: 200 keys, counter 200", async () => {
  const key = await site.createThere({ by: "django" });
  const answers = await Promise.all(NUMBERS.map((number) => post(number, `/visit/${number}`, key)));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  const [data] = await site.there(key, ["data"]);
  const keys = NUMBERS.map((number) => [`visit ${number}`, true] as const);
  assert.deepEqual(data, { by: "django", count: VISITS, ...Object.fromEntries(keys) });
  assert.deepEqual(readdirSync(folder), [`sessionid${key}`]);
});

test("Django writes meanwhile: no file is damaged, and every request is answered", async () => {
  const key = await site.createThere({ by: "django" });
  const visits = NUMBERS.map((number) => post(number, `/visit/${number}`, key));
  let found = 0;
  for (let turn = 0; turn < 100; turn++) {
    const [, , by] = await site.there(key, ["set", `there ${turn}`, turn], ["save"], ["get", "by"]);
    const session = await site.here(key);
    if (by === "django" && session.get("by") === "django") found++;
  }
  const answers = await Promise.all(visits);
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  assert.equal(found, 100);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes(key)),
    [`sessionid${key}`],
  );
});
