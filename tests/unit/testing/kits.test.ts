/** The conformance kits are worth something: of each mistake that an adapter could make, they tell. */
import Sqlite from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { betterSqlite3Database } from "../../../src/databases/better-sqlite3.ts";
import type { SqlDatabase, SqlValue } from "../../../src/databases/sql/database.ts";
import { dbEngine } from "../../../src/engines/db.ts";
import type { SessionEngine } from "../../../src/engines/engine.ts";
import {
  databaseConformance,
  engineConformance,
  sessionTable,
  siteEngine,
} from "../../../src/testing/testing.ts";
import type { ConformanceCase } from "../../../src/testing/testing.ts";

/** The names of the cases that do not hold. */
async function broken(cases: readonly ConformanceCase[]): Promise<string[]> {
  const names: string[] = [];
  for (const { name, run } of cases) await run().catch(() => names.push(name));
  return names;
}

type EngineMistake = (engine: SessionEngine) => Partial<SessionEngine>;

const ENGINE_MISTAKES: Readonly<Record<string, EngineMistake>> = {
  "loads what has expired": (engine) => {
    const texts = new Map<string, string>();
    return {
      insert: async (key, row) => {
        const outcome = await engine.insert(key, row);
        if (outcome === "done") texts.set(key, row.text);
        return outcome;
      },
      load: async (key) => (await engine.load(key)) ?? texts.get(key) ?? null,
    };
  },
  "loads other texts than were stored": (engine) => ({
    load: async (key) => (await engine.load(key))?.trimEnd().toLowerCase() ?? null,
  }),
  "knows keys in any case": (engine) => ({
    load: (key) => engine.load(key.toLowerCase()),
    exists: (key) => engine.exists(key.toLowerCase()),
  }),
  "knows keys with blanks": (engine) => ({ load: (key) => engine.load(key.trim()) }),
  "fails on a strange key": (engine) => ({
    load: async (key) => {
      if (key.includes("\0")) throw new Error("invalid byte sequence");
      return engine.load(key);
    },
  }),
  "says that an expired session does not exist": (engine) => ({
    exists: async (key) => (await engine.load(key)) !== null,
  }),
  "inserts over another session": (engine) => ({
    insert: async (key, row) => {
      await engine.delete(key);
      return engine.insert(key, row);
    },
  }),
  "says that a taken key was inserted": (engine) => ({
    insert: async (key, row) => (await engine.insert(key, row)) && "done",
  }),
  "brings back what is gone": (engine) => ({
    update: async (key, previous, row) => {
      const outcome = await engine.update(key, previous, row);
      if (outcome.kind !== "gone") return outcome;
      await engine.insert(key, row);
      return { kind: "done" };
    },
  }),
  "updates over what others wrote": (engine) => ({
    update: async (key, previous, row) => {
      const outcome = await engine.update(key, previous, row);
      return outcome.kind === "conflict" ? engine.update(key, outcome.stored, row) : outcome;
    },
  }),
  "does not say what others wrote": (engine) => ({
    update: async (key, previous, row) => {
      const outcome = await engine.update(key, previous, row);
      return outcome.kind === "conflict" ? { kind: "conflict", stored: "" } : outcome;
    },
  }),
  "takes a conflict for a session that is gone": (engine) => ({
    update: async (key, previous, row) => {
      const outcome = await engine.update(key, previous, row);
      return outcome.kind === "conflict" ? { kind: "gone" } : outcome;
    },
  }),
  "leaves the expiry where it was": (engine) => ({
    touch: async (key) => ((await engine.exists(key)) ? "done" : "gone"),
  }),
  "touches what is gone": (engine) => ({
    touch: async (key, end) => (await engine.touch(key, end)) && "done",
  }),
  "deletes what others wrote": (engine) => ({ delete: (key) => engine.delete(key) }),
  "deletes twice": (engine) => ({
    delete: async (key, previous) => {
      const outcome = await engine.delete(key, previous);
      return outcome.kind === "gone" ? { kind: "done" } : outcome;
    },
  }),
  "deletes nothing": () => ({ delete: async () => ({ kind: "done" }) }),
  "clears nothing": () => ({ clearExpired: async () => 0 }),
  "clears all at once": (engine) => ({
    clearExpired: ({ onProgress } = {}) => engine.clearExpired(onProgress ? { onProgress } : {}),
  }),
  "tells nothing of its progress": (engine) => ({
    clearExpired: ({ batch = 1000 } = {}) => engine.clearExpired({ batch }),
  }),
};

describe("the kit of engines", () => {
  const casesFor = (mistake: EngineMistake): ConformanceCase[] => {
    const sqlite = new Sqlite(":memory:");
    for (const text of sessionTable("sqlite", "django_session")) sqlite.exec(text);
    const make = siteEngine((context) => {
      const engine = dbEngine()(context);
      const mistaken = mistake(engine);
      return new Proxy(engine, {
        get: (target, name) => {
          const member = Reflect.get(mistaken, name) ?? Reflect.get(target, name);
          return typeof member === "function" ? member.bind(target) : member;
        },
      });
    }, betterSqlite3Database(sqlite));
    return engineConformance(make);
  };

  test("finds no fault with the db engine", async () => {
    expect(await broken(casesFor(() => ({})))).toEqual([]);
  });

  test.each(Object.entries(ENGINE_MISTAKES))("tells of an engine that %s", async (_, mistake) => {
    expect(await broken(casesFor(mistake))).not.toEqual([]);
  });

  test("has a name of its own for each case", () => {
    const names = casesFor(() => ({})).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

type Run = SqlDatabase["run"];
const texts = (values: readonly SqlValue[], change: (text: string) => string): SqlValue[] =>
  values.map((value) => (typeof value === "string" ? change(value) : value));

const DATABASE_MISTAKES: Readonly<Record<string, (run: Run) => Run>> = {
  "counts nothing": (run) => async (statement, values) => ({
    ...(await run(statement, values)),
    changed: 0,
  }),
  "counts one too many": (run) => async (statement, values) => {
    const { rows, changed } = await run(statement, values);
    return { rows, changed: changed + 1 };
  },
  "gives no rows": (run) => async (statement, values) => ({
    ...(await run(statement, values)),
    rows: [],
  }),
  "renames the columns": (run) => async (statement, values) => {
    const { rows, changed } = await run(statement, values);
    const upper = (row: object): object =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toUpperCase(), value]));
    return { rows: rows.map((row) => ({ ...upper(row) })), changed };
  },
  "trims texts": (run) => (statement, values) =>
    run(
      statement,
      texts(values, (text) => text.trim()),
    ),
  "loses what is not ASCII": (run) => (statement, values) =>
    run(
      statement,
      texts(values, (text) => text.replaceAll(/[^ -~\s]/g, "?")),
    ),
  "changes the case of texts": (run) => (statement, values) =>
    run(
      statement,
      texts(values, (text) => text.toLowerCase()),
    ),
  "cuts long texts": (run) => (statement, values) =>
    run(
      statement,
      texts(values, (text) => text.slice(0, 65_535)),
    ),
  "rounds big integers": (run) => (statement, values) =>
    run(
      statement,
      values.map((value) => (typeof value === "bigint" ? Number(value) : value)),
    ),
  "binds NULL as a text": (run) => (statement, values) =>
    run(
      statement,
      values.map((value) => value ?? "null"),
    ),
  "swallows errors": (run) => (statement, values) =>
    run(statement, values).catch(() => ({ rows: [], changed: 0 })),
  "writes the values into the text": (run) => (statement, values) => {
    let index = 0;
    const text = statement.text.replaceAll("?", () => `'${String(values[index++])}'`);
    return run({ ...statement, text }, []);
  },
  "runs each statement once": (run) => {
    const seen = new Set<string>();
    return async (statement, values) => {
      if (seen.has(statement.text)) return { rows: [], changed: 0 };
      seen.add(statement.text);
      return run(statement, values);
    };
  },
};

describe("the kit of databases", () => {
  const casesFor = (mistake: (run: Run) => Run): ConformanceCase[] => {
    const sqlite = new Sqlite(":memory:");
    const { vendor, run } = betterSqlite3Database(sqlite);
    const probe = async (text: string, values: readonly SqlValue[] = []): Promise<any[]> => {
      const statement = sqlite.prepare(text);
      if (statement.reader) return statement.all(...values);
      statement.run(...values);
      return [];
    };
    return databaseConformance(async () => ({ database: { vendor, run: mistake(run) }, probe }));
  };

  test("finds no fault with better-sqlite3", async () => {
    expect(await broken(casesFor((run) => run))).toEqual([]);
  });

  test.each(Object.entries(DATABASE_MISTAKES))(
    "tells of a database that %s",
    async (_, mistake) => {
      expect(await broken(casesFor(mistake))).not.toEqual([]);
    },
  );
});
