/** The seam to schema libraries: which values of a session do not fit the site's schema. */
import { ImproperlyConfigured } from "../errors.ts";
import type { ValidationProblem } from "../errors.ts";
import { pathOf, problemOf } from "./schema-issue.ts";
import type { SchemaIssue } from "./schema-issue.ts";

/**
 * The schema of an object by zod, valibot, arktype or another library of Standard Schema, as much of it as is asked.
 * It says what is stored: sessions have the type of its input, and what it would make of that is not used.
 */
export interface SessionSchema<Data extends object = object> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    /** Whether a value fits, and if not why. */
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>;
    readonly types?: { readonly input: Data; readonly output: unknown } | undefined;
  };
}

/** The answer of a schema: no issues, or all there are. */
export interface SchemaResult {
  readonly issues?: readonly SchemaIssue[] | undefined;
}

/** What Django and its applications keep for themselves, keys that begin with an underscore, and its test cookie. */
const DJANGOS_OWN = /^(?:_|testcookie$)/;

/** The schema of a site. */
export class SiteSchema {
  readonly #validate: SessionSchema["~standard"]["validate"];
  /** Told of values in the store that do not fit. */
  readonly report: (key: string, detail: string) => void;

  /** @throws ImproperlyConfigured when it is no schema. */
  constructor(schema: SessionSchema, report: (key: string, detail: string) => void) {
    // From plain JavaScript anything may come.
    const standard = (schema as Partial<SessionSchema> | null)?.["~standard"];
    if (typeof standard?.validate !== "function") {
      throw new ImproperlyConfigured("The option sessionSchema is no Standard Schema.", {
        fix: "Pass the schema of an object by zod (≥ 3.24), valibot (≥ 1), arktype (≥ 2) or the like: z.object({ cart: z.array(z.string()) }).",
      });
    }
    this.#validate = (value) => standard.validate(value);
    this.report = report;
  }

  /**
   * What does not fit, by key. A key that is not there is no problem: a session begins empty.
   * @throws ImproperlyConfigured when the schema cannot say it at once.
   */
  problemsOf(data: Record<string, unknown>): Map<string, ValidationProblem[]> {
    const sites = Object.fromEntries(
      Object.entries(data).filter(([key]) => !DJANGOS_OWN.test(key)),
    );
    const problems = new Map<string, ValidationProblem[]>();
    for (const issue of this.#issuesOf(sites)) {
      const [key] = pathOf(issue);
      // What is said of the whole, or of a key that is not there, is said of no value.
      if (key === undefined || !Object.hasOwn(sites, key)) continue;
      problems.set(key, [...(problems.get(key) ?? []), problemOf(issue, sites[key])]);
    }
    return problems;
  }

  #issuesOf(data: Record<string, unknown>): readonly SchemaIssue[] {
    const result = this.#validate(data);
    if (!(result instanceof Promise)) return result.issues ?? [];
    // Nobody waits for it, so nobody may be asked to catch its failure.
    result.catch(() => {});
    throw new ImproperlyConfigured("The option sessionSchema answers by a promise.", {
      fix: "Leave out of it what is asynchronous: session.set() does not wait.",
    });
  }
}
