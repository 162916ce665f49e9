/** The SQL of the `db` engine, to the letter, for each vendor. */
import { describe, expect, test } from "vitest";
import type { Vendor } from "../../../src/databases/sql/database.ts";
import { DbStatements } from "../../../src/engines/db-statements.ts";
import type { ColumnShape } from "../../../src/engines/db-columns.ts";

const VENDORS: readonly Vendor[] = ["postgresql", "mysql", "sqlite"];
const EXTRA: readonly ColumnShape[] = [
  { name: "account_id", kind: "plain" },
  { name: "is_staff", kind: "boolean" },
  { name: "seen_at", kind: "datetime" },
];

describe.each(VENDORS)("on %s", (vendor) => {
  const plain = new DbStatements(vendor, { table: "django_session" });
  const own = new DbStatements(vendor, { table: 'My "own` table', schema: "site.a" });

  test("the statements are these", () => {
    const { load, stored, exists, touch, deleteUnchanged } = plain;
    const templates = {
      load,
      stored,
      exists,
      touch,
      delete: plain.delete,
      deleteUnchanged,
      insert: plain.insert([]),
      update: plain.update([]),
      clearExpired: plain.clearExpired(1000),
      insertWithColumns: own.insert(EXTRA),
      updateWithColumns: own.update(EXTRA),
      loadFromOwnTable: own.load,
    };
    const texts = Object.entries(templates).map(([name, { statement }]) => [name, statement.text]);
    expect(Object.fromEntries(texts)).toMatchSnapshot();
  });

  test("equal names have equal texts, and other tables other names", () => {
    const names = new Map<string, string>();
    for (const statements of [plain, own, new DbStatements(vendor, { table: "other" })]) {
      const all = [
        statements.load,
        statements.stored,
        statements.exists,
        statements.touch,
        statements.delete,
        statements.deleteUnchanged,
        ...[[], EXTRA].flatMap((extra) => [statements.insert(extra), statements.update(extra)]),
        ...[1, 1000].map((batch) => statements.clearExpired(batch)),
      ];
      for (const { statement } of all) {
        expect(names.get(statement.name) ?? statement.text).toBe(statement.text);
        names.set(statement.name, statement.text);
        expect(statement.name).toMatch(/^django_session_\w{1,48}$/);
      }
    }
    expect(names.size).toBe(3 * 12);
  });

  test("those with columns are made once for each set of them", () => {
    expect(plain.insert(EXTRA)).toBe(plain.insert([...EXTRA]));
    expect(plain.update(EXTRA)).toBe(plain.update([...EXTRA]));
    expect(plain.insert(EXTRA.slice(1))).not.toBe(plain.insert(EXTRA));
    expect(plain.insert([{ name: "account_id", kind: "datetime" }])).not.toBe(
      plain.insert([{ name: "account_id", kind: "plain" }]),
    );
  });

  test("every value finds its place", () => {
    const values = { key: "K", text: "T", expireDate: "E", previous: "P", now: "N" };
    const bound = plain.update([]).bind(values);
    expect(new Set(bound)).toEqual(new Set(["T", "E", "K", "P"]));
    expect(new Set(plain.load.bind(values))).toEqual(new Set(["K", "N"]));
    expect(plain.insert([]).bind(values)).toEqual(["K", "T", "E"]);
  });
});
