/** Texts that MySQL clients would write into a statement with escapes: here they are hexadecimal literals. */
import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeUnsafeTexts } from "../../../../src/databases/sql/mysql-literals.ts";

describe("values", () => {
  test("that need no escape stay with the client, and the statement stays the same", () => {
    const values = ["abc0123", ".eJw:1r31eq:-_", "2024-01-15 18:31:45.123456", "", 5, 5n, null];
    const text = values.map(() => "?").join(", ");
    expect(writeUnsafeTexts(text, values)).toEqual({ text, values });
  });

  test.each(["'", '"', "\\", "\0", "\n", "\u001a", "é", "ħ", "😀", "`' OR 1=1 -- "])(
    "that need one are written in hexadecimal: %j",
    (value) => {
      const { text, values } = writeUnsafeTexts("a = ? AND b = ? AND c = ?", ["x", value, null]);
      const hex = Buffer.from(value).toString("hex");
      expect(text).toBe(`a = ? AND b = _utf8mb4 X'${hex}' AND c = ?`);
      expect(values).toEqual(["x", null]);
    },
  );

  test("of any kind leave as many places as there are values, and no letter of theirs", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string(),
      fc.integer(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(value), (given) => {
        const { text, values } = writeUnsafeTexts(given.map(() => "?").join(", "), given);
        expect(text.split("?")).toHaveLength(values.length + 1);
        expect(text).toMatch(/^(?:(?:\?|_utf8mb4 X'[0-9a-f]*')(?:, |$))*$/);
        let next = 0;
        const read = text.split(", ").map((piece) => {
          if (piece === "?") return values[next++];
          return Buffer.from(piece.slice("_utf8mb4 X'".length, -1), "hex").toString("utf8");
        });
        // A lone surrogate is no character: no text of a database has it.
        expect(given.length === 0 ? [] : read).toEqual(
          given.map((v) => (typeof v === "string" ? Buffer.from(v).toString() : v)),
        );
      }),
    );
  });
});
