/** In place of the example's: the same database, whose statements are counted. */
import type { SqlDatabase } from "async-django-session";
import { pgDatabase } from "async-django-session/pg";
import { Pool } from "pg";

declare global {
  var statements: string[] | undefined;
}

const { vendor, run } = pgDatabase(new Pool({ connectionString: process.env.DATABASE_URL }));

export const database: SqlDatabase = {
  vendor,
  run: (statement, values) => {
    globalThis.statements ??= [];
    globalThis.statements.push(statement.text.trim());
    return run(statement, values);
  },
};
