/** A database that counts what it is asked, and is slow or down when told. For tests. */
import type { SqlDatabase, SqlResult, SqlValue, Statement } from "../databases/sql/database.ts";

/** Passes statements on to a real database; see the members for what can be watched and done. */
export class ObservedDatabase implements SqlDatabase {
  readonly vendor: SqlDatabase["vendor"];
  /** The texts of all statements so far. */
  readonly statements: string[] = [];
  /** Milliseconds that every statement waits before it runs. */
  delay = 0;
  /** Rejects every statement as a server does that is not there. */
  down = false;
  /** How many statements wait or run now. */
  running = 0;
  #lasts = Infinity;
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.vendor = database.vendor;
  }

  async run(statement: Statement, values: readonly SqlValue[]): Promise<SqlResult> {
    this.statements.push(statement.text);
    if (this.statements.length > this.#lasts) {
      this.down = true;
      this.#lasts = Infinity;
    }
    this.running++;
    try {
      return await this.#run(statement, values);
    } finally {
      this.running--;
    }
  }

  /** Lets so many more statements through, and is down from then on. */
  downAfter(statements: number): void {
    this.#lasts = this.statements.length + statements;
  }

  async #run(statement: Statement, values: readonly SqlValue[]): Promise<SqlResult> {
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
    if (this.down) {
      throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    }
    return this.#database.run(statement, values);
  }

  /** The statements that `task` makes, by their first word: `["SELECT", "UPDATE"]`. */
  async watch(task: () => Promise<unknown>): Promise<string[]> {
    const before = this.statements.length;
    await task();
    return this.statements.slice(before).map((text) => text.trim().split(/\s/, 1)[0] ?? "");
  }
}
