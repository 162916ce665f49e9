/** SQL text with named parameters, and the placeholders it becomes. */
import { describe, expect, test } from "vitest";
import { compile, join, parameter, sql } from "../../../../src/databases/sql/fragment.ts";

const a = parameter("a");
const b = parameter("b");
const twice = sql`x = ${a} AND y = ${b} OR z = ${a}`;

describe("a fragment", () => {
  test("numbers a value once, however often it is used", () => {
    const { statement, bind } = compile(twice, "test", "numbered");
    expect(statement.text).toBe("x = $1 AND y = $2 OR z = $1");
    expect(bind({ b: 2, a: 1 })).toEqual([1, 2]);
  });

  test("takes a value at each place where places have no names", () => {
    const { statement, bind } = compile(twice, "test", "positional");
    expect(statement.text).toBe("x = ? AND y = ? OR z = ?");
    expect(bind({ b: 2, a: 1 })).toEqual([1, 2, 1]);
  });

  test("is made of texts, parameters and other fragments", () => {
    const list = join([sql`${a}`, [b], sql`'c'`], ", ");
    const { statement } = compile(sql`(${list}) ${"IN"} (${join([], ", ")})`, "test", "numbered");
    expect(statement.text).toBe("($1, $2, 'c') IN ()");
  });

  test("binds what is not given as NULL, and no other value as anything else", () => {
    const { bind } = compile(twice, "test", "numbered");
    expect(bind({})).toEqual([null, null]);
    expect(bind({ a: 0, b: "" })).toEqual([0, ""]);
    expect(bind({ a: null, b: 2n ** 63n })).toEqual([null, 2n ** 63n]);
  });

  test("never lets a value into its text", () => {
    const hostile = "'; DROP TABLE x; --";
    const { statement, bind } = compile(twice, "test", "positional");
    expect(bind({ a: hostile })).toContain(hostile);
    expect(statement.text).not.toContain("DROP");
  });

  test("has a name that is that of its text, and fits into PostgreSQL's 63 bytes", () => {
    const nameOf = (text: string, purpose = "django_session_delete_unchanged"): string =>
      compile([text], purpose, "numbered").statement.name;
    expect(nameOf("SELECT 1")).toBe(nameOf("SELECT 1"));
    expect(nameOf("SELECT 1")).not.toBe(nameOf("SELECT 2"));
    expect(nameOf("SELECT 1")).not.toBe(nameOf("SELECT 1", "other"));
    expect(nameOf("SELECT 1")).toMatch(/^\w{1,63}$/);
  });
});
