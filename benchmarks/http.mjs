/** Requests per second of every contender at every workload, taking turns, beside the limit. */
import { CONTENDERS, WORKLOADS, takesPart } from "./contenders.mjs";
import { applyLoad } from "./load.mjs";
import { startServer } from "./server-process.mjs";
import { SESSIONS } from "./sessions.mjs";
import { median, quantile } from "./statistics.mjs";
import { Explained } from "../scripts/lib/say.mjs";

/**
 * Runs all rounds. In one, every workload comes once, and within it every contender, there and back in turns, so
 * that neither the hour nor the neighbour favours one. A share of the limit is always that of the same round.
 * Returns a row per workload and contender.
 */
export async function measureHttp({ database, python, guard, rounds, milliseconds, onRound }) {
  const contenders = await startAll({ databaseUrl: database.url, python, guard });
  for (const contender of contenders) await assertSessionsWork(contender);
  const samples = [];
  for (let round = 0; round <= rounds; round++) {
    // The first one is longer, and thrown away: the engines have yet to compile what is hot.
    const turn = round === 0 ? 2 * milliseconds : milliseconds;
    const measured = await onRound(() => runRound(contenders, database, round, turn), round);
    if (round > 0) samples.push(...measured);
  }
  return rowsOf(samples);
}

async function startAll(environment) {
  const start = async (contender) => {
    const visitors = Array.from({ length: SESSIONS }, (_, visitor) => visitor);
    const server = await startServer(contender, environment);
    return { ...contender, server, cookies: visitors.map(contender.cookie) };
  };
  return Promise.all(CONTENDERS.map(start));
}

/** A contender that lost the session would be the fastest of all. */
async function assertSessionsWork({ name, limit, knowsUsers, server, cookies: [cookie] }) {
  if (limit === undefined) return;
  const ask = async (path) => (await fetch(server.url + path, { headers: { cookie } })).json();
  const { user } = await ask("/read");
  const [{ visits: first }, { visits: second }] = [await ask("/write"), await ask("/write")];
  const { username } = knowsUsers ? await ask("/user") : { username: "visitor-0" };
  if (user === "0" && username === "visitor-0" && second === first + 1) return;
  const answers = JSON.stringify({ user, username, first, second });
  throw new Explained(`${name} does not keep the session: ${answers}\n${server.output()}`);
}

async function runRound(contenders, database, round, milliseconds) {
  const samples = [];
  const turns = round % 2 === 0 ? contenders : contenders.toReversed();
  for (const workload of WORKLOADS) {
    const { name, path, visitors } = workload;
    await database.tidy();
    const taking = turns.filter((contender) => takesPart(contender, workload));
    for (const { name: contender, server, cookies } of taking) {
      const load = { path, cookies: cookies.slice(0, visitors), milliseconds };
      samples.push({ round, workload: name, contender, ...(await applyLoad(server, load)) });
    }
  }
  return samples;
}

function rowsOf(samples) {
  return WORKLOADS.flatMap((workload) => {
    const { name, aim } = workload;
    const taking = CONTENDERS.filter((contender) => takesPart(contender, workload));
    return taking.map(({ name: contender, limit, isOurs = false }) => {
      const of = (other) => samples.filter((s) => s.workload === name && s.contender === other);
      const own = of(contender);
      const summary = (key) => median(own.map((sample) => sample[key]));
      return {
        workload: name,
        contender,
        limit,
        isOurs,
        aim: isOurs ? aim : null,
        rate: summary("rate"),
        busy: summary("busy"),
        cpuMicros: summary("cpuMicros"),
        ...(limit && sharesOf(own, of(limit))),
      };
    });
  });
}

/** How much of the limit a contender reaches: the median of the rounds, and the middle half of them. */
function sharesOf(own, limit) {
  const ratios = (key) => own.map((sample, round) => sample[key] / limit[round][key]);
  const rates = ratios("rate");
  return {
    ratio: median(rates),
    spread: [quantile(rates, 0.25), quantile(rates, 0.75)],
    cpuRatio: 1 / median(ratios("cpuMicros")),
  };
}
