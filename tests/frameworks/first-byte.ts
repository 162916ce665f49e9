/** A client that asks another service as soon as the first byte of an answer is there, and counts what is stale. */
import { Backend } from "../../src/backend.ts";
import type { SqlDatabase } from "../../src/databases/sql/database.ts";
import { RawConnection } from "../../src/testing/framework-connection.ts";
import type { FrameworkSubject, KitHandler, KitServer } from "../../src/testing/framework-stage.ts";
import { ObservedDatabase } from "../../src/testing/observed-database.ts";

/** How many sessions there are at a time, and how often each is changed. */
const VISITORS = 25;
const { FIRST_BYTE_ROUNDS } = process.env;
const ROUNDS = Number(FIRST_BYTE_ROUNDS ?? 20);

/** Whether this is one of the long runs. */
export const isLong: boolean = FIRST_BYTE_ROUNDS !== undefined;

const SECRET_KEY = "first byte";
const CLOSE = "Connection: close\r\n";

const read: KitHandler = async ({ getSession }) => {
  const session = await getSession();
  return { body: `count is ${session.get("count")}.` };
};

export class FirstByteRace {
  readonly #backend: Backend;
  readonly #slow: KitServer;
  readonly #quick: KitServer;

  private constructor(backend: Backend, slow: KitServer, quick: KitServer) {
    this.#backend = backend;
    this.#slow = slow;
    this.#quick = quick;
  }

  /** The first service, which changes sessions, waits so many milliseconds for every statement; the second does not. */
  static async start(
    serve: FrameworkSubject["serve"],
    database: SqlDatabase,
    change: (backend: Backend) => KitHandler,
    delay: number,
  ): Promise<FirstByteRace> {
    const observed = Object.assign(new ObservedDatabase(database), { delay });
    const [backend, slowBackend] = [database, observed].map(
      (site) => new Backend(site, SECRET_KEY),
    );
    const start = (site: Backend, handler: KitHandler): Promise<KitServer> =>
      serve(site, [{ path: "/", guards: [], handler }], 1);
    const slow = await start(slowBackend!, change(slowBackend!));
    return new FirstByteRace(backend!, slow, await start(backend!, read));
  }

  /** Runs all rounds, and gives back how many reads there were and how many of them were stale. */
  async run(): Promise<{ reads: number; stale: number }> {
    const visits = Array.from({ length: VISITORS }, () => this.#visit());
    const stale = (await Promise.all(visits)).reduce((sum, count) => sum + count, 0);
    return { reads: VISITORS * ROUNDS, stale };
  }

  async close(): Promise<void> {
    await Promise.all([this.#slow.close(), this.#quick.close()]);
  }

  async #visit(): Promise<number> {
    const session = await this.#backend.getSession().load();
    await session.set("count", 0).save();
    let stale = 0;
    for (let count = 1; count <= ROUNDS; count++) {
      const answer = await this.#race(session.key ?? "");
      if (!answer.includes(`count is ${count}.`)) stale++;
    }
    return stale;
  }

  /** What the second service answers. Its connection is open before, so that nothing delays the question. */
  async #race(key: string): Promise<string> {
    const first = await RawConnection.open(this.#slow.url);
    const second = await RawConnection.open(this.#quick.url);
    first.get("/", key, CLOSE);
    await first.nextBytes();
    second.get("/", key, CLOSE);
    await Promise.all([first.untilClosed(), second.untilClosed()]);
    return second.received;
  }
}
