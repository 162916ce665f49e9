/** A Django site of any engine: our Backend "here", Django's SessionStore "there". */
import assert from "node:assert/strict";
import { Backend } from "../../src/backend.ts";
import type { AnyData, Connections, Session, Settings } from "../../src/index.ts";
import type { DjangoPeer } from "../django/server.ts";

/** What both sides must agree on. */
export type EngineCase = (site: EngineSite) => Promise<void>;

type Operation = readonly [name: string, ...args: unknown[]];

export class EngineSite {
  readonly peer: DjangoPeer;
  readonly backend: Backend;
  readonly settings: Settings;
  readonly #connections: Connections;

  constructor(peer: DjangoPeer, settings: Settings, connections: Connections = { databases: {} }) {
    this.peer = peer;
    this.settings = settings;
    this.#connections = connections;
    this.backend = this.backendAt();
  }

  /** Our side, with a clock so many seconds ahead. */
  backendAt(seconds = 0): Backend {
    const site = { ...this.settings, DJANGO_VERSION: this.peer.django };
    return new Backend(this.#connections, site, { now: () => Date.now() + seconds * 1000 });
  }

  here(key: string | null): Promise<Session> {
    return this.backend.getSession(key).load();
  }

  async createHere(data: AnyData): Promise<string> {
    const session = await this.here(null);
    session.assign(data);
    await session.save();
    assert.ok(session.key !== null);
    return session.key;
  }

  /** The results of Django's operations on `SessionStore(key)`; fails when one raises. */
  async there(key: string | null, ...ops: readonly Operation[]): Promise<any[]> {
    const { results } = await this.peer.run(key, ops);
    for (const result of results) {
      if (result?.error !== undefined) throw new Error(`Django raised ${JSON.stringify(result)}`);
    }
    return results;
  }

  /** The same, with Django's clock so many seconds ahead. */
  async thereAt(seconds: number, key: string | null, ...ops: readonly Operation[]): Promise<any[]> {
    const now = new Date(Date.now() + seconds * 1000).toISOString().replace("Z", "+00:00");
    return (await this.peer.run(key, ops, now)).results;
  }

  /** What Django raises at the last of these operations. */
  async raisedThere(key: string | null, ...ops: readonly Operation[]): Promise<string> {
    const { results } = await this.peer.run(key, ops);
    return results.at(-1)?.error;
  }

  async createThere(data: AnyData): Promise<string> {
    return (await this.there(null, ["update", data], ["save"], ["key"])).at(-1);
  }

  /** What both sides load, and the key that they have then. */
  async assertBoth(key: string, data: AnyData): Promise<void> {
    const session = await this.here(key);
    assert.deepEqual([session.key, session.toJSON()], [key, data], "here");
    assert.deepEqual(await this.there(key, ["data"], ["key"]), [data, key], "there");
  }
}
