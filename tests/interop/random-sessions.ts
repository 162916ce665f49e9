/** Random sessions with all that is hostile in them, as tests/django/project/random_sessions.py makes them there. */
import type { DjangoPeer } from "../django/server.ts";

/** Calls a function of random_sessions.py. */
export async function askDjango<T>(peer: DjangoPeer, name: string, ...args: unknown[]): Promise<T> {
  const given = `__import__("json").loads(${JSON.stringify(JSON.stringify(args))})`;
  const module = `__import__("project.random_sessions", fromlist=["project"])`;
  return peer.eval(`${module}.${name}(*${given})`);
}

/** Numbers from 0 to 1 by a seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TEXTS = [
  ["", "a", "é", "€", "😀", "\ud83d", "\ude00\ud83d", "\0", "\u007f", "\u2028", '"', "\\", "/"],
  ["</script>", "\n\t\r\b\f", "\u0080\u00ff", "\ufeff", "NaN", "-0", "1", "007", "1.0", '"1":'],
  ["__proto__", "constructor", "toJSON", "9007199254740993"],
].flat();
const NUMBERS = [
  [0, -0, 1, -1, 2 ** 31, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, -(2 ** 60), 1e15, 1e16, 1e21, 1e22],
  [0.1, 1e-4, 1e-5, 1e-7, 5e-324, Number.MIN_VALUE, Number.MAX_VALUE, 123456789012345680],
  [Number.NaN, Infinity, -Infinity],
].flat();
const INTEGERS = [0n, 1n, -1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 64n, 10n ** 300n];

/** Makes sessions of a seed. */
export class Generator {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  session(): [string, unknown][] {
    const data = Array.from(
      { length: this.below(6) },
      () => [this.#text(), this.#value(0)] as const,
    );
    if (this.#random() < 0.01) data.push(["deep", this.#deep(2 + this.below(198))]);
    return [...new Map(data)];
  }

  /** A whole number below a limit. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  #value(depth: number): unknown {
    if (depth < 4 && this.#random() < 0.25) {
      const items = Array.from({ length: this.below(4) }, () => this.#value(depth + 1));
      if (this.#random() < 0.5) return items;
      // Unlike an assignment, it takes __proto__ for a key.
      return Object.fromEntries(items.map((item) => [this.#text(), item]));
    }
    const kinds = [() => this.#text(), () => this.#number(), () => this.#constant()];
    return this.pick(kinds)();
  }

  #text(): string {
    if (this.#random() < 0.5) return this.pick(TEXTS).repeat(this.pick([1, 1, 1, 2, 40]));
    const limit = this.pick([0x80, 0x100, 0x3000, 0x10000]);
    const units = Array.from({ length: this.below(12) }, () => this.below(limit));
    return String.fromCharCode(...units);
  }

  #number(): number | bigint {
    const kind = this.below(4);
    if (kind === 0) return this.pick(NUMBERS);
    if (kind === 1) return this.pick(INTEGERS) + BigInt(this.below(3));
    if (kind === 2) return this.below(2 ** 32) - 2 ** 31;
    const bytes = Uint8Array.from({ length: 8 }, () => this.below(256));
    return new DataView(bytes.buffer).getFloat64(0);
  }

  #constant(): unknown {
    return this.pick([null, true, false, [], {}]);
  }

  #deep(depth: number): unknown {
    let value = this.#value(4);
    for (let level = 0; level < depth; level++) {
      value = this.#random() < 0.5 ? [value] : { [`k${this.#text()}`]: value };
    }
    return value;
  }
}

/** The values in an alphabet that leaves no doubt: `spell_session` of random_sessions.py. */
export function spellSession(entries: Iterable<readonly [string, unknown]>): string {
  return Array.from(entries, ([key, value]) => `${spell(key)}:${spell(value)}`).join(",");
}

function spell(value: unknown): string {
  if (value === null) return "n";
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "string")
    return `s${Buffer.from(value, "utf16le").swap16().toString("hex")}`;
  if (typeof value === "bigint" && !Number.isSafeInteger(Number(value))) return `i${value}`;
  if (typeof value === "bigint" || typeof value === "number")
    return `d${spellFloat(Number(value))}`;
  if (Array.isArray(value)) return `[${value.map(spell).join(",")}]`;
  const members = Object.entries(value as object).map(
    ([key, item]) => `${spell(key)}:${spell(item)}`,
  );
  return `{${members.sort().join(",")}}`;
}

function spellFloat(value: number): string {
  if (Number.isNaN(value)) return "nan";
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return Buffer.from(view.buffer).toString("hex");
}
