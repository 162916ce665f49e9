/** Errors of drivers carry what was bound: pg in `detail`, mysql2 in `sql`, wrappers in `params`. Here it is taken out. */
import type { SqlValue } from "./database.ts";

/** What is left of a driver's error: enough to see what went wrong, nothing of whose session it was. */
export interface SafeCause extends Error {
  /** The driver's or server's code: an SQLSTATE, `ER_NO_SUCH_TABLE`, `ECONNREFUSED`, `SQLITE_BUSY`. */
  readonly code?: string;
  /** MySQL's number of the error, or the system's. */
  readonly errno?: number;
  readonly sqlState?: string;
}

/** Characters of a message that are kept: a syntax error can quote a whole statement. */
const LONGEST_MESSAGE = 500;
/** The length of the shortest piece of a long value that is looked for. */
const PIECE = 4;
const HIDDEN = "…";
const IDENTIFIER = /^[\w.:-]{1,64}$/;

/** A copy of a driver's error that is safe to log: its name, its codes, its frames, and its message without the values. */
export function safeCause(error: unknown, values: readonly SqlValue[]): SafeCause {
  const { name, code, errno, sqlState, stack } = membersOf(error);
  const message = messageOf(error).slice(0, LONGEST_MESSAGE);
  const cause: Error = new Error(redact(message, values));
  const kept = {
    name: identifier(name) ?? "Error",
    code: identifier(code),
    errno: typeof errno === "number" ? errno : undefined,
    sqlState: identifier(sqlState),
  };
  for (const [member, value] of Object.entries(kept)) {
    if (value !== undefined)
      Object.defineProperty(cause, member, { value, enumerable: member !== "name" });
  }
  cause.stack = [`${kept.name}: ${cause.message}`, ...framesOf(stack)].join("\n");
  return cause;
}

/** The first error in a chain of causes that has a code: wrappers have none and print what they wrap. */
export function rootOf(error: unknown): unknown {
  let candidate: unknown = error;
  for (let depth = 0; depth < 8; depth++) {
    const { code, errno, cause } = membersOf(candidate);
    if (code !== undefined || errno !== undefined) return candidate;
    if (cause === undefined) break;
    candidate = cause;
  }
  return membersOf(error).cause === undefined ? error : candidate;
}

/** The members of anything that was thrown. */
export function membersOf(error: unknown): Readonly<Record<string, unknown>> {
  return typeof error === "object" && error !== null ? (error as Record<string, unknown>) : {};
}

/** The message, or those of the errors within: Node leaves it empty when each of a name's addresses refused. */
export function messageOf(error: unknown): string {
  const { message, errors } = membersOf(error);
  if (typeof message === "string" && message !== "") return message;
  return Array.isArray(errors) ? errors.map(messageOf).join("; ") : "";
}

/** The message without any value, or piece of one: servers quote them cut short and escaped. */
function redact(message: string, values: readonly SqlValue[]): string {
  const isHidden = Array.from({ length: message.length }, () => false);
  const hide = (from: number, length: number): void =>
    void isHidden.fill(true, from, from + length);
  for (const value of values) {
    const text = String(value ?? "");
    const length = Math.min(text.length, PIECE) || Infinity;
    for (let at = 0; at + length <= message.length; at++) {
      if (text.includes(message.slice(at, at + length))) hide(at, length);
    }
  }
  return Array.from(isHidden, (hidden, at) => {
    if (!hidden) return message[at];
    return isHidden[at - 1] === true ? "" : HIDDEN;
  }).join("");
}

function identifier(value: unknown): string | undefined {
  return typeof value === "string" && IDENTIFIER.test(value) ? value : undefined;
}

function framesOf(stack: unknown): string[] {
  if (typeof stack !== "string") return [];
  return stack.split("\n").filter((line) => line.startsWith("    at "));
}
