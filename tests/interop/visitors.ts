/** Visitors of a service who count without a pause, each in a session of their own, and keep what they were answered. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

/** An answer that was no success. */
export interface Failure {
  readonly status: number;
  readonly code: string | null;
  readonly retryAfter: string | null;
  readonly setCookie: string | null;
  readonly milliseconds: number;
}

export class Visitor {
  /** The session key that the last Set-Cookie gave. */
  key: string | null = null;
  /** The count that was answered last: acknowledged, so it must not be lost. */
  count = 0;
  successes = 0;
  readonly keys = new Set<string>();
  readonly failures: Failure[] = [];

  async visit(url: string): Promise<void> {
    const start = performance.now();
    const headers = this.key === null ? {} : { Cookie: `sessionid=${this.key}` };
    const answer = await fetch(`${url}/count`, { method: "POST", headers });
    const setCookie = answer.headers.get("Set-Cookie");
    const body = await answer.text();
    if (answer.status !== 200) {
      this.failures.push({
        status: answer.status,
        code: answer.headers.get("X-Error-Code"),
        retryAfter: answer.headers.get("Retry-After"),
        setCookie,
        milliseconds: performance.now() - start,
      });
      return;
    }
    this.successes++;
    this.count = (JSON.parse(body) as { count: number }).count;
    this.key = /^sessionid=(\w+);/.exec(setCookie ?? "")?.[1] ?? this.key;
    if (this.key !== null) this.keys.add(this.key);
  }
}

/** Has visitors come until `stop()`, each again as soon as it was answered; after a failure, a moment later. */
export function sendVisitors(
  url: string,
  count: number,
): { all: Visitor[]; stop(): Promise<void> } {
  const all = Array.from({ length: count }, () => new Visitor());
  const over = new AbortController();
  const coming = all.map(async (visitor) => {
    while (!over.signal.aborted) {
      const before = visitor.failures.length;
      await visitor.visit(url);
      if (visitor.failures.length > before) await sleep(20);
    }
  });
  const stop = async (): Promise<void> => {
    over.abort();
    await Promise.all(coming);
  };
  return { all, stop };
}

/** @throws when an answer was no typed error that keeps the cookie. */
export function assertTyped(failures: readonly Failure[]): void {
  for (const { milliseconds: _, ...failure } of failures) {
    const expected = { status: 503, code: "STORE_UNAVAILABLE", retryAfter: "1", setCookie: null };
    assert.deepEqual(failure, expected);
  }
}
