/** The file engine: the contract of engines, and what only files have. */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Backend } from "../../../src/backend.ts";
import type { Limits } from "../../../src/backend.ts";
import { fileEngine } from "../../../src/engines/file.ts";
import {
  ImproperlyConfigured,
  InvalidSessionKey,
  SessionInterrupted,
} from "../../../src/errors.ts";
import { StoreUnavailable } from "../../../src/errors.ts";
import { engineConformance } from "../../../src/testing/engine-kit.ts";
import { siteEngine } from "../../../src/testing/site-engine.ts";

let folder: string;
/** Milliseconds since the epoch. */
let now: number;
let backend: Backend;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "file-engine-"));
  now = Date.parse("2024-07-01T12:00:00.123Z");
  backend = backendAt(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const backendAt = (path: string, limits: Limits = {}): Backend =>
  new Backend(
    { databases: {} },
    {
      SECRET_KEY: "for tests",
      SESSION_ENGINE: "django.contrib.sessions.backends.file",
      SESSION_FILE_PATH: path,
    },
    { now: () => now, limits },
  );
const pathOf = (key: string): string => join(folder, `sessionid${key}`);

async function stored(data: object = { a: 1 }): Promise<string> {
  const session = await backend.getSession().load();
  await session.assign(data).save();
  return session.key!;
}

describe("the contract", () => {
  const make = async (clock: () => number) => {
    const path = await mkdtemp(join(folder, "kit-"));
    const subject = siteEngine(fileEngine(), { databases: {} }, { SESSION_FILE_PATH: path })(clock);
    return { ...(await subject), resolution: 1_000_000 };
  };
  for (const { name, run } of engineConformance(make)) test(name, run);
});

describe("a file", () => {
  test("has Django's name, and is for its owner alone", async () => {
    const key = await stored();
    expect(await readdir(folder)).toEqual([`sessionid${key}`]);
    expect((await stat(pathOf(key))).mode & 0o777).toBe(0o600);
    expect(await readFile(pathOf(key), "ascii")).toMatch(/^[\w.:-]+$/);
  });

  test("that Django has made and not filled yet is a session without data", async () => {
    await writeFile(pathOf("halfmade00"), "");
    const session = await backend.getSession("halfmade00").load();
    expect([session.key, session.size]).toEqual(["halfmade00", 0]);
    await session.set("a", 1).save();
    expect((await backend.getSession("halfmade00").load()).get("a")).toBe(1);
  });

  test("is not brought back by one who saves after it was deleted", async () => {
    const session = await backend.getSession(await stored()).load();
    await rm(pathOf(session.key!));
    await expect(session.set("a", 2).save()).rejects.toThrow(SessionInterrupted);
    expect(await readdir(folder)).toEqual([]);
  });

  test("of a key that names another path is none, and is not deleted", async () => {
    const victim = join(folder, "..", "sessionid-victim");
    for (const key of ["../../etc/passwd", "ABCDEFGHIJ", "abcdefgh.lock", "/abcdefghij"]) {
      expect((await backend.getSession(key).load()).key).toBe(null);
      await expect(backend.getSession(key).flush()).rejects.toThrow(InvalidSessionKey);
      await expect(backend.getSession().exists(key)).rejects.toThrow(InvalidSessionKey);
    }
    await expect(stat(victim)).rejects.toThrow("ENOENT");
  });
});

describe("an expiry", () => {
  test("of seconds ends the session, for which Django never ends", async () => {
    const key = await stored({ _session_expiry: 60 });
    now += 59_000;
    expect((await backend.getSession(key).load()).key).toBe(key);
    now += 1001;
    expect((await backend.getSession(key).load()).key).toBe(null);
    expect(await backend.clearExpired()).toBe(1);
  });

  test("is moved by the file's date alone", async () => {
    const key = await stored();
    const text = await readFile(pathOf(key), "ascii");
    now += 86_400_000;
    const session = await backend.getSession(key).load();
    session.modified = true;
    await session.save();
    expect(await readFile(pathOf(key), "ascii")).toBe(text);
    expect(Math.floor((await stat(pathOf(key))).mtimeMs)).toBe(now);
  });

  test("clears what others left behind, and nothing of a name that is not Django's", async () => {
    const key = await stored();
    const left = [`sessionid${key}_out_abcd1234`, `sessionid${key}.lock`, "another"];
    for (const name of left) await writeFile(join(folder, name), "");
    expect(await backend.clearExpired()).toBe(0);
    expect((await readdir(folder)).sort()).toEqual([`sessionid${key}`, ...left].sort());
  });
});

describe("a lock", () => {
  test("keeps others waiting, and not for ever", async () => {
    const key = await stored();
    await writeFile(`${pathOf(key)}.lock`, "");
    const hasty = backendAt(folder, { statementTimeout: 50 });
    const session = await hasty.getSession(key).load();
    await expect(session.set("a", 2).save()).rejects.toThrow(StoreUnavailable);
    setTimeout(() => void rm(`${pathOf(key)}.lock`), 20);
    const later = await backend.getSession(key).load();
    await later.set("a", 3).save();
    expect((await backend.getSession(key).load()).get("a")).toBe(3);
  });

  test("of a process that died is broken by one of those who wait, and nothing is lost", async () => {
    // Several sessions at once: those who are late to break a lock must not break that of the next holder.
    const keys = [
      await stored({ count: 0 }),
      await stored({ count: 0 }),
      await stored({ count: 0 }),
    ];
    const writers = keys.flatMap((key) => Array.from({ length: 20 }, () => key));
    await Promise.all(keys.map((key) => writeFile(`${pathOf(key)}.lock`, "")));
    await Promise.all(writers.map(countUp));
    for (const key of keys) {
      expect((await backend.getSession(key).load()).get("count")).toBe(20);
    }
    expect((await readdir(folder)).sort()).toEqual(keys.map((key) => `sessionid${key}`).sort());
  }, 30_000);

  test("of a process that died while it broke another's is broken too", async () => {
    const key = await stored({ count: 0 });
    await writeFile(`${pathOf(key)}.lock`, "");
    await writeFile(`${pathOf(key)}.lock.lock`, "");
    await Promise.all([key, key].map(countUp));
    expect((await backend.getSession(key).load()).get("count")).toBe(2);
    expect(await readdir(folder)).toEqual([`sessionid${key}`]);
  }, 40_000);

  /** Another process's write. */
  async function countUp(key: string): Promise<void> {
    const other = backendAt(folder, { statementTimeout: 30_000 });
    const session = await other.getSession(key).load();
    await session.update((data) => data.set("count", data.get("count") + 1));
  }
});

describe("the folder", () => {
  test("that is not there is named by its setting", async () => {
    const session = backendAt(join(folder, "none")).getSession("abcdefghij");
    await expect(session.load()).rejects.toThrow(ImproperlyConfigured);
    await expect(session.load()).rejects.toThrow("SESSION_FILE_PATH");
  });

  test("that goes away signs nobody out", async () => {
    const key = await stored();
    await rename(folder, `${folder}-away`);
    try {
      await expect(backend.getSession(key).load()).rejects.toThrow(StoreUnavailable);
    } finally {
      await rename(`${folder}-away`, folder);
    }
    expect((await backend.getSession(key).load()).key).toBe(key);
  });
});

test("a failure tells no key and no path", async () => {
  const key = await stored();
  await rm(pathOf(key));
  await mkdir(pathOf(key));
  const error = await backend
    .getSession(key)
    .load()
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "STORE_REFUSED", status: 503 });
  expect(JSON.stringify(error, ["message", "stack", "cause"])).not.toContain(key);
  expect(String((error as Error).cause)).not.toContain(key);
});
