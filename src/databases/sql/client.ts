/** The check that an adapter was given the live client it wraps. */
import { ImproperlyConfigured } from "../../errors.ts";

/** What an adapter wraps, in the words of the error that says so. */
export interface ClientKind {
  /** The adapter as it is called: `pgDatabase`. */
  readonly adapter: string;
  /** What it wraps: `a Pool or Client of pg`. */
  readonly wraps: string;
  /** How to make one: `new Pool({ connectionString })`. */
  readonly example: string;
  /** The methods that the adapter calls. */
  readonly methods: readonly string[];
}

/** @throws ImproperlyConfigured when the client lacks a method; tells its type and nothing else of it. */
export function assertClient(client: unknown, kind: ClientKind): void {
  const members = Object(client) as Readonly<Record<string, unknown>>;
  if (kind.methods.every((method) => typeof members[method] === "function")) return;
  throw new ImproperlyConfigured(
    `${kind.adapter}() was given ${nameType(client)}, and wraps ${kind.wraps}.`,
    { fix: `Write ${kind.adapter}(${kind.example}).` },
  );
}

function nameType(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const type = typeof value;
  if (type === "function") return "a function or a class";
  return type === "object" ? "another object" : `a ${type}`;
}
