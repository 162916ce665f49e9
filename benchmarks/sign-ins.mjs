/** How long requests that read a session take while others sign in, beside the same server while nobody does. */
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ACTIVE, CONTENDERS } from "./contenders.mjs";
import { startServer } from "./server-process.mjs";
import { djangoCookie } from "./sessions.mjs";
import { median, quantile } from "./statistics.mjs";

const AT_ONCE = [0, 8, 16];
/** A request each so many milliseconds, answered or not: a server that is awake, and far from its limit. */
const EVERY = 5;
/** By then all that sign in are on their way. */
const HEAD_START = 300;

/** Takes turns like the other benchmarks; a row per number of sign-ins. */
export async function measureSignIns({ database, guard, rounds, milliseconds, onRound }) {
  const ours = CONTENDERS.find(({ isOurs }) => isOurs);
  const server = await startServer(ours, { databaseUrl: database.url, guard });
  const samples = [];
  // The first one is thrown away, where there are others: what waits at its end takes its time.
  for (let round = rounds > 1 ? 0 : 1; round <= rounds; round++) {
    const turns = round % 2 === 0 ? AT_ONCE : AT_ONCE.toReversed();
    const measured = await onRound(() => runRound(server, turns, milliseconds), round);
    if (round > 0) samples.push(measured);
  }
  return AT_ONCE.map((atOnce) => {
    const summary = (of) => median(samples.map((round) => of(round.get(atOnce), round.get(0))));
    return {
      atOnce,
      p50: summary((own) => own.p50),
      p99: summary((own) => own.p99),
      ratio: summary((own, idle) => own.p99 / idle.p99),
      rate: summary((own) => own.rate),
    };
  });
}

async function runRound(server, turns, milliseconds) {
  const measured = new Map();
  for (const atOnce of turns) measured.set(atOnce, await measure(server, atOnce, milliseconds));
  return measured;
}

async function measure({ url }, atOnce, milliseconds) {
  const over = new AbortController();
  let count = 0;
  const signIn = async () => {
    while (!over.signal.aborted) {
      const { status } = await fetch(`${url}/sign-in`, { method: "POST" });
      if (status !== 200) throw new Error(`A sign-in was answered with ${status}.`);
      count++;
    }
  };
  const signIns = Array.from({ length: atOnce }, signIn);
  await sleep(HEAD_START);
  const before = count;
  const times = await readFor(url, milliseconds);
  const rate = (count - before) / (milliseconds / 1000);
  over.abort();
  await Promise.all(signIns);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), rate };
}

/** Reads a session each few milliseconds, and returns how long each took. */
async function readFor(url, milliseconds) {
  const agent = new Agent({ keepAlive: true });
  const start = performance.now();
  const reads = [];
  for (let turn = 0; turn * EVERY < milliseconds; turn++) {
    await sleep(start + turn * EVERY - performance.now());
    reads.push(timeOf(`${url}/read`, { agent, headers: { cookie: djangoCookie(turn % ACTIVE) } }));
  }
  const times = await Promise.all(reads);
  agent.destroy();
  return times;
}

function timeOf(url, options) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      response.resume().once("end", () => resolve(performance.now() - start));
    });
    sent.once("error", reject).end();
  });
}
