/** What the cases of the engine kit work with. */
import { randomBytes } from "node:crypto";
import type { Clock, Micros } from "../datetime.ts";
import type { SessionEnd, SessionEngine, SessionRow } from "../engines/engine.ts";

/** An engine under test, on a store that may hold other sessions. */
export interface EngineSubject {
  readonly engine: SessionEngine;
  /** The clock that the engine was given, made of the `now` that the kit passed. */
  readonly clock: Clock;
  /** Microseconds before its end in which a session may be over already; 1 unless told. */
  readonly resolution?: Micros;
}

/** What an engine is, for the kit to know which cases hold for it. */
export interface EngineTraits {
  /** The store deletes what has expired, by a clock of its own, as a cache does. */
  readonly expiresByItself?: boolean;
}

/** Makes an engine that asks this for the time, in milliseconds since the epoch with a fraction. */
export type MakeEngine = (now: () => number) => Promise<EngineSubject>;

/** An engine with a clock that stands still until it is moved. */
export class EngineBench {
  readonly engine: SessionEngine;
  readonly resolution: Micros;
  readonly #clock: Clock;
  readonly #time: { micros: Micros };

  private constructor(subject: EngineSubject, time: { micros: Micros }) {
    this.engine = subject.engine;
    this.resolution = subject.resolution ?? 1;
    this.#clock = subject.clock;
    this.#time = time;
  }

  static async make(make: MakeEngine): Promise<EngineBench> {
    const time = { micros: Date.now() * 1000 + 123 };
    return new EngineBench(await make(() => time.micros / 1000), time);
  }

  /** `timezone.now()` and so many microseconds. */
  in(micros: Micros): Micros {
    return this.#clock.now() + micros;
  }

  /** The end of a session that expires then. */
  end(expireDate: Micros): SessionEnd {
    return { expireDate, age: Math.floor((expireDate - this.in(0)) / 1_000_000) };
  }

  /** Lets time pass. */
  pass(micros: Micros): void {
    this.#time.micros += micros;
  }

  /** What is kept under a key, and no copy of it. */
  load(key: string): Promise<string | null> {
    const { engine } = this;
    return engine.original === undefined ? engine.load(key) : engine.original(key);
  }

  /** A key that no other case has. */
  key(): string {
    return randomBytes(16).toString("hex");
  }

  /** A session that holds `value`, and expires in a minute unless told. */
  row(value: unknown, expireDate: Micros = this.in(MINUTE)): SessionRow {
    const { codec } = this.engine;
    const document = codec.empty.replace(new Map([["value", { value }]]));
    return { text: codec.encode(document), ...this.end(expireDate), document };
  }

  /** A stored session and its key. */
  async stored(value: unknown, expireDate?: Micros): Promise<{ key: string; row: SessionRow }> {
    const [key, row] = [this.key(), this.row(value, expireDate)];
    await this.engine.insert(key, row);
    return { key, row };
  }
}

/** In microseconds. */
export const MINUTE: Micros = 60_000_000;

/** A case before it is given its bench. */
export type EngineCase = (bench: EngineBench) => Promise<void>;
