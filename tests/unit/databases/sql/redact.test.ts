/** What is left of a driver's error: enough to see what went wrong, nothing of what was bound. */
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { messageOf, rootOf, safeCause } from "../../../../src/databases/sql/redact.ts";

const KEY = "canary0key0of0thirty0two0letters";
const TEXT = `.eJwcanary:${"stored-data-".repeat(20)}:signature`;

const messageFor = (message: string, ...values: (string | number | null)[]): string =>
  safeCause(new Error(message), values).message;

describe("a message", () => {
  test("loses the values that it quotes, whole, cut short, or more than once", () => {
    expect(messageFor(`Duplicate entry '${KEY}' for key 'PRIMARY'`, KEY)).toBe(
      "Duplicate entry '…' for key 'PRIMARY'",
    );
    expect(messageFor(`value "${TEXT.slice(0, 64)}…" is too long`, KEY, TEXT)).toBe(
      'value "……" is too long',
    );
    expect(messageFor(`${KEY} and ${KEY}`, KEY)).toBe("… and …");
  });

  test("loses a value that is told with escapes in between", () => {
    const value = "first-part\nsecond-part'third-part";
    const told = messageFor("near 'first-part\\nsecond-part\\'third-part'", value);
    for (const part of ["first", "second", "third", "part"]) expect(told).not.toContain(part);
  });

  test("keeps what is not of a value, the name of the table first of all", () => {
    const message = 'relation "django_session" does not exist';
    expect(messageFor(message, KEY, TEXT, null, "")).toBe(message);
  });

  test("loses short values only where they stand whole", () => {
    expect(messageFor("a is not b", "b")).toBe("a is not …");
    expect(messageFor("code 7 at 17", 7)).toBe("code … at 1…");
  });

  test("is cut where it is long, and takes no time though a megabyte was bound", () => {
    const value = "0123456789abcdef".repeat(60_000);
    const start = performance.now();
    const told = messageFor("A very long message. ".repeat(100_000), value);
    expect(performance.now() - start).toBeLessThan(1000);
    expect(told.length).toBeLessThanOrEqual(500);
    expect(told).toContain("A very long message.");
  });
});

describe("a cause", () => {
  const driverError = Object.assign(new TypeError(`bad value ${KEY}`), {
    code: "23505",
    errno: 1062,
    sqlState: "23000",
    detail: `Key (session_key)=(${KEY}) already exists.`,
    sql: `INSERT … VALUES ('${KEY}', '${TEXT}')`,
    sqlMessage: KEY,
    parameters: [KEY, TEXT],
    where: TEXT,
  });

  test("keeps the codes, the name, the frames and the message", () => {
    const cause = safeCause(driverError, [KEY, TEXT]);
    expect(cause).toBeInstanceOf(Error);
    expect(cause).toMatchObject({ code: "23505", errno: 1062, sqlState: "23000" });
    expect(cause.name).toBe("TypeError");
    expect(cause.stack).toMatch(/^TypeError: bad value …\n {4}at /);
    expect(Object.keys(cause).sort()).toEqual(["code", "errno", "sqlState"]);
  });

  test("shows nothing else, however it is printed", () => {
    const cause = safeCause(driverError, [KEY, TEXT]);
    const shown = [
      inspect(cause, { depth: 9, showHidden: true }),
      JSON.stringify(cause),
      cause.stack,
    ];
    for (const text of shown) {
      expect(text).not.toContain("canary");
      expect(text).not.toContain("stored-data");
    }
  });

  test("keeps no code that is not a short word", () => {
    const strange = Object.assign(new Error("x"), {
      code: `${KEY} ${TEXT}`,
      errno: "7",
      sqlState: {},
    });
    strange.name = "A name with blanks";
    expect(Object.keys(safeCause(strange, []))).toEqual([]);
    expect(safeCause(strange, []).name).toBe("Error");
  });
});

describe("the root of an error", () => {
  test("is the first in the chain of causes that has a code", () => {
    const inner = Object.assign(new Error("inner"), { code: "X", cause: new Error("innermost") });
    const outer = new Error("outer", { cause: new Error("middle", { cause: inner }) });
    expect(rootOf(outer)).toBe(inner);
    expect(rootOf(inner)).toBe(inner);
  });

  test("is the last one where none has a code", () => {
    const inner = new Error("inner");
    expect(rootOf(new Error("outer", { cause: inner }))).toBe(inner);
    expect(rootOf(inner)).toBe(inner);
    expect(rootOf("text")).toBe("text");
  });

  test("tells the messages within where it has none of its own", () => {
    const errors = [new Error("first"), new AggregateError([new Error("second")])];
    expect(messageOf(new AggregateError(errors))).toBe("first; second");
    expect(messageOf(null)).toBe("");
  });
});
