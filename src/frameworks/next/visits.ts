/** The requests that are under way, each with one session, however many components, actions and guards ask for it. */
import type { RequestCycle } from "../../lifecycle.ts";

/** A request where it is being handled. */
export interface Visit {
  readonly cycle: RequestCycle;
  /** Who handles it. A page is also who calls a server action; only the others see the request. */
  readonly place: "page" | "route" | "proxy";
  readonly request: Request | null;
}

/** Visits by an object that Next.js makes once for each request: its headers. */
export class Visits {
  readonly #visits = new WeakMap<object, Visit>();
  readonly #open = new WeakSet<Visit>();

  /** The visit of a request; where nobody began one, there is one to be read only. */
  of(request: object, make: () => RequestCycle): Visit {
    const known = this.#visits.get(request);
    if (known !== undefined) return known;
    const visit: Visit = { cycle: make(), place: "page", request: null };
    visit.cycle.seal();
    this.#visits.set(request, visit);
    return visit;
  }

  /** The visit of a request, where this is within a handler that will save it; else null. */
  around(request: object): Visit | null {
    const visit = this.#visits.get(request);
    return visit !== undefined && this.#open.has(visit) ? visit : null;
  }

  /** Runs a handler that can change the session, and saves it. What is rendered afterwards, finds the same session. */
  async during<Result>(
    request: object,
    visit: Visit,
    handle: () => Promise<Result>,
  ): Promise<Result> {
    this.#visits.set(request, visit);
    this.#open.add(visit);
    try {
      return await handle();
    } finally {
      this.#open.delete(visit);
      visit.cycle.seal();
    }
  }
}
