/** What the conformance kits share: a named case that any test runner can run. */

/** One statement of a contract: `run` rejects with an assertion error when it does not hold. */
export interface ConformanceCase {
  readonly name: string;
  /** Resolves when the contract holds. */
  run(): Promise<void>;
}

/** A list of cases from a table of names and bodies. */
export function casesOf(table: Readonly<Record<string, () => Promise<void>>>): ConformanceCase[] {
  return Object.entries(table).map(([name, run]) => ({ name, run }));
}
