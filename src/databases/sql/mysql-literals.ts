/** For MySQL clients, which put values into the text themselves, or write them in the connection's character set. */
import { Buffer } from "node:buffer";
import type { SqlValue } from "./database.ts";

/** Characters that no server reads otherwise than they are meant. */
const PLAIN = /^[ !#-&(-[\]-~]*$/;

/**
 * Writes the texts that need escapes into the statement as hexadecimal literals, and leaves the other values to the
 * client. Clients escape by backslashes, which a server in the mode NO_BACKSLASH_ESCAPES takes for plain characters:
 * there, the cookie `' OR 1=1 -- ` would be SQL. And on a connection in latin1, mysql2 writes "ħ" as a quote.
 */
export function writeUnsafeTexts(
  text: string,
  values: readonly SqlValue[],
): { text: string; values: SqlValue[] } {
  if (values.every(isPlain)) return { text, values: [...values] };
  const pieces = text.split("?");
  const written = pieces.map((piece, index) => {
    if (index === pieces.length - 1) return piece;
    const value = values[index] ?? null;
    return piece + (isPlain(value) ? "?" : literal(value));
  });
  return { text: written.join(""), values: values.filter(isPlain) };
}

function isPlain(value: SqlValue): boolean {
  return typeof value !== "string" || PLAIN.test(value);
}

function literal(value: SqlValue): string {
  return `_utf8mb4 X'${Buffer.from(String(value), "utf8").toString("hex")}'`;
}
