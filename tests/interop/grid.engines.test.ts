/** The grid of the engines that need no server: every one beside every Django, through every case. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openPeer } from "../django/server.ts";
import type { DjangoPeer } from "../django/server.ts";
import { cookieCases } from "./cases/engine-cookies.ts";
import { fileCases } from "./cases/engine-files.ts";
import { keptCases } from "./cases/engine-kept.ts";
import { EngineSite } from "./engine-site.ts";
import type { EngineCase } from "./engine-site.ts";
import { versions } from "./own-database.ts";

type Cases = Readonly<Record<string, EngineCase>>;

const ROWS: readonly (readonly [engine: string, cases: Cases])[] = [
  ["file", { ...keptCases, ...fileCases }],
  ["signed_cookies", cookieCases],
];

describe.each(versions())("Django %s", (version) => {
  describe.each(ROWS)("%s", (engine, cases) => {
    let folder: string;
    let peer: DjangoPeer;
    let site: EngineSite;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "engines-"));
      const settings = {
        SECRET_KEY: "django-insecure-for-both-sides",
        USE_TZ: true,
        TIME_ZONE: "UTC",
        SESSION_ENGINE: `django.contrib.sessions.backends.${engine}`,
        SESSION_FILE_PATH: folder,
      };
      peer = await openPeer({
        version,
        databaseUrl: "sqlite:///:memory:",
        settings,
        migrate: false,
      });
      site = new EngineSite(peer, settings);
    });
    afterAll(async () => {
      await peer.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each(Object.entries(cases))("%s", async (_, run) => run(site));
  });
});
