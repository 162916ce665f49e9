/** Pickles of a real Python: random sessions go through our codec and come back equal by `repr`; mutated ones do no harm. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PickleSessionCodec } from "../../src/codec/pickle-codec.ts";
import { siteClock } from "../../src/datetime.ts";
import { NotSerializable } from "../../src/errors.ts";

const ROUNDS = Number(process.env["PICKLE_RUNS"] ?? 3000);
const MUTANTS = Number(process.env["PICKLE_MUTANTS"] ?? 20_000);
const SEED = Number(process.env["PICKLE_SEED"] ?? 1);
/** Milliseconds. Reading one is a fraction of one; the rest is for a machine that does other things too. */
const PATIENCE = 500;

const pythons = Object.entries(
  JSON.parse(process.env["DJANGO_PYTHONS"] ?? "{}") as Record<string, string>,
);
if (pythons.length === 0)
  throw new Error("DJANGO_PYTHONS names no Django: start the tests by npm test.");

function python(interpreter: string, command: string, input: unknown): string[] {
  const script = join(import.meta.dirname, "..", "django", "pickles.py");
  const output = execFileSync(interpreter, [script, command], {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  return JSON.parse(output) as string[];
}

const clock = siteClock({ USE_TZ: true, TIME_ZONE: "UTC" });
const codecs = ([2, 3, 4, 5] as const).map(
  (protocol) => new PickleSessionCodec({ protocol, clock, limits: {} }),
);
const binary = (base64: string): string => Buffer.from(base64, "base64").toString("latin1");

describe.each(pythons)("the Python of Django %s", (_, interpreter) => {
  test("random sessions of all protocols, with one key set here: equal by repr in Python", () => {
    const pickles = python(interpreter, "random", { count: ROUNDS, seed: SEED });
    const changed = pickles.map((pickle, index) => {
      const codec = codecs[index % codecs.length]!;
      const { document, failure } = codec.decode(binary(pickle));
      expect(failure).toBeNull();
      document.toMap();
      const text = codec.encode(document.replace(new Map([["set here", { value: index }]])));
      return Buffer.from(text, "latin1").toString("base64");
    });
    expect(python(interpreter, "compare", { pickles, changed })).toEqual([]);
  });
});

test(
  "mutated pickles: a named failure or data, at once, and never another error",
  { timeout: 3_600_000 },
  () => {
    const [, interpreter] = pythons[0]!;
    const pickles = python(interpreter, "random", { count: 500, seed: SEED }).map(binary);
    const random = randomBelow(SEED);
    const codec = codecs[3]!;
    let slowest = 0;
    for (let round = 0; round < MUTANTS; round++) {
      const mutant = mutated(pickles[random(pickles.length)]!, random);
      const started = performance.now();
      const { document, failure } = codec.decode(mutant);
      document.toMap();
      if (failure === null) save(codec, document);
      slowest = Math.max(slowest, performance.now() - started);
    }
    expect(slowest).toBeLessThan(PATIENCE);
  },
);

function save(
  codec: PickleSessionCodec,
  document: ReturnType<PickleSessionCodec["decode"]>["document"],
): void {
  try {
    codec.encode(document.replace(new Map([["k", { value: 1 }]])));
  } catch (error) {
    expect(error).toBeInstanceOf(NotSerializable);
  }
}

/** A generator whose numbers can be had again by its seed. */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
    return state % limit;
  };
}

/** A text with some bytes changed, taken out, repeated or thrown in. */
function mutated(text: string, random: (limit: number) => number): string {
  let result = text;
  for (let times = random(3); times >= 0; times--) {
    const at = random(result.length + 1);
    const bytes = String.fromCharCode(...Array.from({ length: 1 + random(4) }, () => random(256)));
    const rest = [
      bytes + result.slice(at + bytes.length),
      result.slice(at + 1 + random(9)),
      result.slice(random(result.length + 1)),
      bytes + result.slice(at),
    ];
    result = result.slice(0, at) + (rest[random(rest.length)] ?? "");
  }
  return result;
}
