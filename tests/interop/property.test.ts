/**
 * Random sessions go both ways unchanged. PROPERTY_RUNS says how many, PROPERTY_SEED repeats a run.
 * The whole way is walked: Django's text → row → Session → change → save → row → Django.
 */
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { Backend } from "../../src/backend.ts";
import type { Session } from "../../src/session/session.ts";
import { sessionTable } from "../../src/testing/database-tables.ts";
import { clientCase } from "../databases/clients.ts";
import type { OpenClient } from "../databases/clients.ts";
import type { DjangoPeer } from "../django/server.ts";
import { versions } from "./own-database.ts";
import { Generator, askDjango, spellSession } from "./random-sessions.ts";
import { SharedSite, openThere } from "./shared-site.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 100_000);
const SEED = Number(process.env.PROPERTY_SEED ?? randomInt(2 ** 31));
const BATCH = 500;
const TIMEOUT = Math.max(600_000, RUNS * 6);

/** Batches of one direction and one Django. */
const BATCHES = Math.ceil(RUNS / versions().length / 2 / BATCH);

/** One key of a session, changed here: `expected` of random_sessions.py. */
interface Change {
  readonly key: string;
  readonly kind: "set" | "delete" | "push";
}

describe.each(versions())(`seed ${SEED}, Django %s`, (version) => {
  let peer: DjangoPeer;
  let client: OpenClient;
  let site: SharedSite;
  /** Two, since one that wrote a text need not read it again. */
  let writer: Backend;
  let reader: Backend;
  beforeAll(async () => {
    peer = await openThere(version, "sqlite:///:memory:");
    client = await clientCase("sqlite", "better-sqlite3").open();
    for (const statement of sessionTable("sqlite", "django_session")) await client.probe(statement);
    site = new SharedSite(peer, client);
    [writer, reader] = [site.backend(), site.backend()];
  });
  afterAll(async () => {
    await peer.stop();
    await client.close();
  });

  /** Runs batches one after another, while Django prepares the next one. */
  async function inBatches<T>(
    ask: (seed: number) => Promise<T>,
    use: (answer: T, seed: number) => Promise<void>,
  ): Promise<void> {
    let coming = ask(SEED);
    for (let batch = 0; batch < BATCHES; batch++) {
      const answer = await coming;
      coming = ask(SEED + batch + 1);
      await use(answer, SEED + batch);
    }
    await coming;
  }

  test(
    `${BATCHES * BATCH} of Django's, one key of each changed here`,
    { timeout: TIMEOUT },
    async () => {
      const write = (seed: number): Promise<[text: string, spelled: string][]> =>
        askDjango(peer, "write", seed, BATCH);
      await inBatches(write, async (sessions, seed) => {
        const generator = new Generator(seed);
        const changes: unknown[] = [];
        for (const [index, [text, spelled]] of sessions.entries()) {
          const key = `random${seed}of${index}`;
          await site.writeRow(key, text);
          const session = await reader.getSession(key).load();
          assert.equal(spellSession(session), spelled, `seed ${seed}, session ${index}: ${text}`);
          const change = changeOne(session, generator);
          await session.save();
          changes.push([text, (await site.row(key))!.data, change.key, change.kind]);
        }
        const [first] = await askDjango<unknown[]>(peer, "compare", changes);
        assert.equal(first, undefined, `seed ${seed}: ${JSON.stringify(first)}`);
      });
    },
  );

  test(`${BATCHES * BATCH} of ours`, { timeout: TIMEOUT }, async () => {
    const write = async (seed: number): Promise<[text: string, spelled: string][]> => {
      const generator = new Generator(seed);
      const sessions: [string, string][] = [];
      for (let index = 0; index < BATCH; index++) {
        const data = generator.session();
        const session = await writer.getSession(null).load();
        for (const [key, value] of data) session.set(key, value);
        await session.create();
        sessions.push([(await site.row(session.key!))!.data, spellSession(data)]);
      }
      return sessions;
    };
    await inBatches(write, async (sessions, seed) => {
      const texts = sessions.map(([text]) => text);
      const read = await askDjango<[string, true | string, string][]>(peer, "read", texts);
      for (const [index, [spelled, isSame, again]] of read.entries()) {
        const label = `seed ${seed}, session ${index}: ${texts[index]}`;
        const expected = sessions[index]![1];
        assert.equal(spelled, expected, label);
        assert.equal(isSame, true, label);
        const key = `again${seed}of${index}`;
        await site.writeRow(key, again);
        assert.equal(spellSession(await reader.getSession(key).load()), expected, label);
      }
    });
  });
});

/** Sets a key, new or old, deletes one, or changes one in place. */
function changeOne(session: Session, generator: Generator): Change {
  const keys = [...session.keys()];
  const key = generator.pick([...keys, "new"]);
  const value = session.get(key);
  const kind = Array.isArray(value) ? "push" : generator.pick(["set", "delete"] as const);
  if (kind === "push") value.push("here");
  else if (kind === "delete" && keys.includes(key)) session.delete(key);
  else return { key, kind: session.set(key, "here") && "set" };
  return { key, kind };
}
