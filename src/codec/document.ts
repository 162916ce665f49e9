/** Session data as JSON text: what was not touched keeps its characters. */
import { copyOf } from "../json/copy.ts";
import { parseJson } from "../json/parse.ts";
import { readObject } from "../json/read.ts";
import { rewrite } from "../json/rewrite.ts";
import { enclose, writeJson, writeString } from "../json/write.ts";
import type { Change, SessionDocument } from "./codec.ts";

/** A key of the object, as it stands in the text. */
interface Entry {
  /** Its member; or members, where the key comes more than once. */
  readonly text: string;
  /** The value that counts: the last one. */
  readonly value: string;
}

/** A JSON object behind a {@link SessionDocument}. */
export class JsonDocument implements SessionDocument {
  readonly text: string;
  readonly #depth: number;
  /** The data as it was read to check the text, for the first who asks: most texts are asked for once. */
  #fresh: Map<string, unknown> | null = null;
  #data: ReadonlyMap<string, unknown> | null = null;
  #entries: ReadonlyMap<string, Entry> | null = null;

  private constructor(text: string, depth: number) {
    this.text = text;
    this.#depth = depth;
  }

  /** @throws MalformedValue when the text is not a JSON object that is nested at most so deep. */
  static read(text: string, depth: number): JsonDocument {
    const document = new JsonDocument(text, depth);
    document.#fresh = readObject(text, depth);
    return document;
  }

  toMap(): Map<string, unknown> {
    const fresh = this.#fresh;
    this.#fresh = null;
    if (fresh !== null) return fresh;
    this.#data ??= readObject(this.text, this.#depth);
    const copy = new Map<string, unknown>();
    for (const [key, value] of this.#data) copy.set(key, copyOf(value));
    return copy;
  }

  differs(key: string, change: Change): boolean {
    return this.#change(key, change) !== undefined;
  }

  replace(changes: ReadonlyMap<string, Change>): SessionDocument {
    let entries: Map<string, Entry> | null = null;
    for (const [key, change] of changes) {
      const value = this.#change(key, change);
      if (value === undefined) continue;
      entries ??= new Map(this.#read());
      // A Map orders its keys as a Python dict does: what was there keeps its place, what was removed first comes last.
      if (value === null || change.afresh === true) entries.delete(key);
      if (value !== null) entries.set(key, { text: `${writeString(key)}:${value}`, value });
    }
    if (entries === null) return this;
    const members = Array.from(entries.values(), ({ text }) => text);
    const document = new JsonDocument(enclose("{", members, "}"), this.#depth);
    document.#entries = entries;
    return document;
  }

  /** The value that a change leaves to a key, as text; null for none, undefined when it stays as it stands. */
  #change(key: string, { value, afresh }: Change): string | null | undefined {
    const entry = this.#read().get(key);
    if (value === undefined) return entry === undefined ? undefined : null;
    // The object is a level of its own.
    const depth = this.#depth - 1;
    if (entry === undefined || afresh === true) return writeJson(value, depth);
    const text = rewrite(entry.value, parseJson(entry.value, depth), value, depth);
    return text === entry.value ? undefined : text;
  }

  #read(): ReadonlyMap<string, Entry> {
    this.#entries ??= entriesOf(this.text, this.#depth);
    return this.#entries;
  }
}

function entriesOf(text: string, depth: number): Map<string, Entry> {
  const node = parseJson(text, depth);
  if (node.kind !== "object") throw new TypeError("A document is an object.");
  const entries = new Map<string, Entry>();
  for (const { key, start, value } of node.members) {
    const before = entries.get(key);
    const member = text.slice(start, value.end);
    entries.set(key, {
      text: before === undefined ? member : `${before.text},${member}`,
      value: text.slice(value.start, value.end),
    });
  }
  return entries;
}
