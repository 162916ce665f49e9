/** Which values of one session fit the site's schema. The others stay stored as they are, and are not seen. No I/O. */
import { ValidationError } from "../errors.ts";
import type { SiteSchema } from "./schema.ts";

/** The schema's view of one session. */
export class Fit {
  readonly #schema: SiteSchema;
  #checked: ReadonlyMap<string, unknown> | null = null;
  /** Values that do not fit, by key: another value of such a key was set here, and fits. */
  #misfits: ReadonlyMap<string, unknown> = new Map();
  readonly #reported = new Set<string>();

  constructor(schema: SiteSchema) {
    this.#schema = schema;
  }

  /** The values that fit. Each map is checked once: what comes from the store comes in a new one. */
  select(values: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
    if (values !== this.#checked) this.#check(values);
    if (this.#misfits.size === 0) return values;
    const fits = ([key, value]: [string, unknown]): boolean =>
      !this.#misfits.has(key) || this.#misfits.get(key) !== value;
    return new Map([...values].filter(fits));
  }

  /** @throws ValidationError when a value that this side wants to store does not fit. */
  assert(key: string, value: unknown): void {
    const problems = this.#schema.problemsOf({ [key]: value }).get(key);
    if (problems !== undefined) throw new ValidationError(problems);
  }

  #check(values: ReadonlyMap<string, unknown>): void {
    // A copy: a schema that changes what it is given must not change the session.
    const problems = this.#schema.problemsOf(structuredClone(Object.fromEntries(values)));
    this.#checked = values;
    this.#misfits = new Map(Array.from(problems.keys(), (key) => [key, values.get(key)]));
    for (const [key, [first, ...more]] of problems) {
      if (this.#reported.has(key) || first === undefined) continue;
      this.#reported.add(key);
      const rest = more.length === 0 ? "" : ` And ${more.length} more of this key.`;
      this.#schema.report(key, `${first.message}${rest}`);
    }
  }
}
