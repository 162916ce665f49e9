/** What only files have: names, ends by the file's date, and keys that are no names. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InvalidSessionKey } from "../../../src/errors.ts";
import type { EngineCase, EngineSite } from "../engine-site.ts";

const TWO_WEEKS = 1_209_600;
const fileOf = (site: EngineSite, key: string): string =>
  join(site.settings.SESSION_FILE_PATH!, `sessionid${key}`);

/** Whether each side loads the session, so many seconds from now. */
async function isLoaded(site: EngineSite, key: string, seconds: number): Promise<boolean[]> {
  const here = (await site.backendAt(seconds).getSession(key).load()).key === key;
  // Django gives an expired session another key, and a file: its copy is asked.
  const copy = `copyof${key.slice(6)}`;
  writeFileSync(fileOf(site, copy), readFileSync(fileOf(site, key)));
  const { atime, mtime } = statSync(fileOf(site, key));
  utimesSync(fileOf(site, copy), atime, mtime);
  const [, there] = await site.thereAt(seconds, copy, ["data"], ["key"]);
  return [here, there === copy];
}

/** Run on the folder of both. */
export const fileCases: Record<string, EngineCase> = {
  "files have the same names, rights and form": async (site) => {
    const keys = [await site.createHere({ a: 1 }), await site.createThere({ a: 1 })];
    const [ours, theirs] = keys.map((key) => statSync(fileOf(site, key)));
    assert.equal(ours!.mode, theirs!.mode);
    assert.equal(ours!.size, theirs!.size);
    const names = readdirSync(site.settings.SESSION_FILE_PATH!);
    assert.deepEqual(
      names.filter((name) => !/^sessionid[a-z0-9]{32}$/.test(name)),
      [],
    );
  },
  "ends two weeks after it was saved by either": async (site) => {
    for (const key of [await site.createHere({ a: 1 }), await site.createThere({ a: 1 })]) {
      assert.deepEqual(await isLoaded(site, key, TWO_WEEKS - 30), [true, true]);
      assert.deepEqual(await isLoaded(site, key, TWO_WEEKS + 1), [false, false]);
    }
  },
  "ends at its date": async (site) => {
    const session = await site.here(null);
    session.setExpiry(new Date(Date.now() + 60_000));
    await session.save();
    const [, , key] = await site.there(null, ["set_expiry", { seconds: 60 }], ["save"], ["key"]);
    for (const each of [session.key!, key]) {
      assert.deepEqual(await isLoaded(site, each, 30), [true, true]);
      assert.deepEqual(await isLoaded(site, each, 61), [false, false]);
    }
  },
  "ends after its seconds here, where Django never ends it": async (site) => {
    const key = await site.createThere({ _session_expiry: 60 });
    assert.deepEqual(await isLoaded(site, key, 50), [true, true]);
    assert.deepEqual(await isLoaded(site, key, 61), [false, true]);
  },
  "a renewal without a change is one for Django": async (site) => {
    const key = await site.createThere({ a: 1 });
    const late = await site.backendAt(1000).getSession(key).load();
    late.modified = true;
    await late.save();
    assert.deepEqual(await isLoaded(site, key, TWO_WEEKS + 900), [true, true]);
  },
  "a file that is not filled yet is an empty session for both": async (site) => {
    const key = "justmadebydjango";
    writeFileSync(fileOf(site, key), "");
    await site.assertBoth(key, {});
  },
  "a key that is no name is none for both, and both refuse to delete it": async (site) => {
    for (const key of ["../../../etc/passwd", "ABCDEFGHIJ", "a b c d e f"]) {
      assert.deepEqual(await site.there(key, ["data"], ["key"]), [{}, null]);
      assert.equal((await site.here(key)).key, null);
      assert.equal(await site.raisedThere(key, ["flush"]), "InvalidSessionKey");
      await assert.rejects(site.backend.getSession(key).flush(), InvalidSessionKey);
    }
  },
  "Django's clearing leaves what is locked, and ours what lives": async (site) => {
    const [live, old] = [await site.createThere({ a: 1 }), await site.createThere({ a: 1 })];
    writeFileSync(`${fileOf(site, live)}.lock`, "");
    utimesSync(fileOf(site, old), 1, 1);
    await site.there(null, ["clear_expired"]);
    const isThere = (path: string): boolean =>
      statSync(path, { throwIfNoEntry: false }) !== undefined;
    assert.deepEqual(
      [live, old].map((key) => isThere(fileOf(site, key))),
      [true, false],
    );
    assert.ok(isThere(`${fileOf(site, live)}.lock`));
    const late = await site.createHere({ a: 1 });
    utimesSync(fileOf(site, late), 1, 1);
    assert.equal(await site.backend.clearExpired(), 1);
    assert.deepEqual(
      [live, late].map((key) => isThere(fileOf(site, key))),
      [true, false],
    );
  },
};
