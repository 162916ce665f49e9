/** One measurement: autocannon's connections on a server for some time. */
import autocannon from "autocannon";
import { Explained } from "../scripts/lib/say.mjs";

/** Enough to keep the server busy while the database works, and no more. */
const CONNECTIONS = 16;
/** Fewer answers are no measurement: a slow one goes on for longer. */
const FEWEST = 100;
const PATIENCE_SECONDS = 60;

/**
 * Asks for a path as the visitors in turns, each on one connection only.
 * Returns requests per second, and the server's processor time per second and per request.
 */
export async function applyLoad(server, { path, cookies, milliseconds }) {
  const before = server.cpuSeconds();
  const { count, elapsed } = await fire(server, path, cookies, milliseconds);
  const cpu = server.cpuSeconds() - before;
  return { rate: count / elapsed, busy: cpu / elapsed, cpuMicros: (cpu / count) * 1e6 };
}

/** How many requests were answered after the first, and in how many seconds. */
async function fire(server, path, cookies, milliseconds) {
  let connection = 0;
  const instance = autocannon({
    url: server.url,
    connections: CONNECTIONS,
    duration: PATIENCE_SECONDS,
    sampleInt: 20,
    setupClient: (client) => {
      const turn = connection++ % CONNECTIONS;
      const own = cookies.filter((_, index) => index % CONNECTIONS === turn);
      client.setRequests(own.map((cookie) => ({ path, headers: { cookie } })));
    },
  });
  const measured = countAnswers(instance, milliseconds);
  const { errors, non2xx } = await instance;
  if (errors + non2xx === 0 && measured.count >= FEWEST) return measured;
  const outcome = `${measured.count} answers, ${non2xx} of them not 2xx, and ${errors} errors`;
  throw new Explained(`${server.url}${path}: ${outcome}.\n${server.output()}`);
}

/** Counts until the time is up and there are enough, and ends it then. */
function countAnswers(instance, milliseconds) {
  const measured = { count: -1, elapsed: 0 };
  let first;
  let isOver = false;
  instance.on("response", () => {
    if (isOver) return;
    const now = performance.now();
    first ??= now;
    measured.count++;
    measured.elapsed = (now - first) / 1000;
    if (now - first < milliseconds || measured.count < FEWEST) return;
    isOver = true;
    instance.stop();
  });
  return measured;
}
