/** Django's own functions on cookies and headers, to compare ours with. */
import { openPeer } from "../../django/server.ts";
import type { DjangoPeer } from "../../django/server.ts";

/** A Django without tables. */
export function openDjango(version: string): Promise<DjangoPeer> {
  return openPeer({ version, databaseUrl: "sqlite:///:memory:", migrate: false });
}

/** A value as a Python expression. */
export function python(value: unknown): string {
  return `__import__("json").loads(${JSON.stringify(JSON.stringify(value))})`;
}

/** A module of Python's, as an expression. */
export function moduleOf(name: string): string {
  return `__import__("importlib").import_module("${name}")`;
}
