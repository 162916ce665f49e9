/** What an error of a Redis client means: Redis could not be reached, or it refused. */
import { DjangoSessionError, StoreRefused, StoreUnavailable } from "../../errors.ts";

/** What Redis answers with when it may answer otherwise the next time: it loads, fails over, or is full of work. */
const PASSING =
  /^(?:LOADING|BUSY|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|READONLY|MOVED|ASK|UNBLOCKED|NOREPLICAS)$/;
const REMEDIES: Readonly<Record<string, string>> = {
  NOAUTH: "Give the client the user and the password of CACHES' LOCATION.",
  WRONGPASS: "Give the client the user and the password of CACHES' LOCATION.",
  NOPERM:
    "Allow the user GET, SET, DEL, EXISTS, PEXPIRE, PERSIST, EVAL and EVALSHA on the cache's keys.",
  OOM: "Redis is out of memory and may evict nothing; raise maxmemory, or set a maxmemory-policy.",
  WRONGTYPE:
    "Something else than a value of Django's cache has this key; see KEY_PREFIX and the number of the database.",
};

/** The word that an answer of Redis begins with; null for what the client says itself. */
function answerOf(error: unknown): string | null {
  const { message } = Object(error) as { message?: unknown };
  return /^([A-Z]{3,})(?: |$)/.exec(String(message))?.[1] ?? null;
}

/** Whether Redis lost its scripts, by a restart for instance. */
export function lacksScript(error: unknown): boolean {
  return answerOf(error) === "NOSCRIPT";
}

/** The error of this package for a client's. It holds nothing of what was sent: Redis repeats arguments. */
export function redisFailure(error: unknown): DjangoSessionError {
  if (error instanceof DjangoSessionError) return error;
  const answer = answerOf(error);
  const { name, code } = Object(error) as { name?: unknown; code?: unknown };
  if (answer === null || PASSING.test(answer)) {
    const cause = new Error(answer ?? String(code ?? name));
    return new StoreUnavailable("Redis could not be reached, or did not answer.", {
      fix: "Try again; the cause says more.",
      cause,
    });
  }
  const fix = REMEDIES[answer];
  const details = { cause: new Error(answer), ...(fix !== undefined && { fix }) };
  return new StoreRefused(`Redis refused the command, by ${answer}.`, details);
}
