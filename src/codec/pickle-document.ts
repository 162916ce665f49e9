/** Session data as a pickle's dict: what was not touched stays the same values of Python. */
import type { Clock } from "../datetime.ts";
import { MalformedValue } from "../errors.ts";
import { parseJson } from "../json/parse.ts";
import { DataReader } from "../pickle/data.ts";
import { DataWriter } from "../pickle/from-data.ts";
import { dictOf } from "../pickle/from-json.ts";
import { likenessOf } from "../pickle/known.ts";
import { PythonObject } from "../pickle/python-object.ts";
import { readPickle } from "../pickle/read.ts";
import { Rewriter } from "../pickle/rewrite.ts";
import { isObject } from "../pickle/values.ts";
import type { PyDict, PyValue } from "../pickle/values.ts";
import type { Change, SessionDocument } from "./codec.ts";
import type { JsonDocument } from "./document.ts";

/** The pickle is of something else than a dict. */
export class NotADict extends MalformedValue {
  /** The object that only Python would make of it, if it is one. */
  readonly object: PythonObject | null;

  constructor(object: PythonObject | null) {
    super("A pickle is of something else than a dict.");
    this.object = object;
  }
}

/** What a document is read and written with. */
export interface PickleContext {
  readonly clock: Clock;
  readonly depth: number;
}

/** A key and its value. */
interface Entry {
  readonly key: PyValue;
  readonly value: PyValue;
}

/** A dict of Python behind a {@link SessionDocument}. */
export class PickleDocument implements SessionDocument {
  readonly dict: PyDict;
  readonly #context: PickleContext;
  /** The length of the pickle that it was read from: what it may come to when it is written out. */
  readonly #length: number;
  /** The data as it was read to check the pickle, for the first who asks: most are asked for once. */
  #fresh: Map<string, unknown> | null;
  #entries: ReadonlyMap<string, Entry> | null = null;

  private constructor(dict: PyDict, context: PickleContext, length: number) {
    this.dict = dict;
    this.#context = context;
    this.#length = length;
    this.#fresh = null;
  }

  /** The document of a session that holds nothing. */
  static empty(context: PickleContext): PickleDocument {
    return new PickleDocument({ kind: "dict", pairs: [] }, context, 0);
  }

  /** @throws MalformedValue when the bytes are no pickle of a dict, or hold more than may be. */
  static read(text: string, context: PickleContext): PickleDocument {
    const { value } = readPickle(text, context.depth);
    if (!isObject(value) || value.kind !== "dict") throw notADict(value, context.clock);
    const document = new PickleDocument(value, context, text.length);
    document.#fresh = document.toMap();
    return document;
  }

  /** The same data as JSON, as Django copies it from a table into a cache. */
  static ofJson({ text }: JsonDocument, context: PickleContext): PickleDocument {
    const node = parseJson(text, context.depth);
    if (node.kind !== "object") throw new TypeError("A document is an object.");
    return new PickleDocument(dictOf(text, node), context, text.length);
  }

  toMap(): Map<string, unknown> {
    const fresh = this.#fresh;
    this.#fresh = null;
    if (fresh !== null) return fresh;
    const { clock, depth } = this.#context;
    const reader = new DataReader(clock, this.#length);
    const data = new Map<string, unknown>();
    // The dict is a level of its own.
    for (const [name, { value }] of this.#read()) data.set(name, reader.read(value, depth - 1));
    return data;
  }

  differs(key: string, change: Change): boolean {
    return this.#change(key, change, new Rewriter(this.#context.clock)) !== undefined;
  }

  replace(changes: ReadonlyMap<string, Change>): SessionDocument {
    const { clock } = this.#context;
    const rewriter = new Rewriter(clock);
    let entries: Map<string, Entry> | null = null;
    for (const [key, change] of changes) {
      const entry = this.#change(key, change, rewriter);
      if (entry === undefined) continue;
      entries ??= new Map(this.#read());
      if (entry === null || change.afresh === true) entries.delete(key);
      if (entry !== null) entries.set(key, entry);
    }
    if (entries === null) return this;
    const pairs = [...entries.values()].flatMap(({ key, value }) => [key, value]);
    return new PickleDocument({ kind: "dict", pairs }, this.#context, this.#length);
  }

  /** The entry that a change leaves of a key; null for none, undefined when it stays as it is. */
  #change(key: string, { value, afresh }: Change, rewriter: Rewriter): Entry | null | undefined {
    const { clock } = this.#context;
    const entry = this.#read().get(key);
    if (value === undefined) return entry === undefined ? undefined : null;
    const depth = this.#context.depth - 1;
    if (entry === undefined || afresh === true) {
      const writer = new DataWriter(clock);
      return { key: entry?.key ?? writer.key(key, depth), value: writer.write(value, depth) };
    }
    const written = rewriter.write(entry.value, value, depth);
    return written === entry.value ? undefined : { key: entry.key, value: written };
  }

  /** By their names: a key that is no text has the name that it has as text, unless another is called so. */
  #read(): ReadonlyMap<string, Entry> {
    this.#entries ??= entriesOf(this.dict, this.#context.clock);
    return this.#entries;
  }
}

function entriesOf({ pairs }: PyDict, clock: Clock): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (let at = 0; at < pairs.length; at += 2) {
    const [key, value] = [pairs[at] as PyValue, pairs[at + 1] as PyValue];
    const isText = isObject(key) && key.kind === "str";
    let name = isText ? key.text : String(new DataReader(clock, 0).read(key, 10));
    // Whatever it is called, no entry is lost. Only of a text that comes again does the last one count.
    const takes = (entry: Entry | undefined): boolean =>
      entry === undefined || (isText && !isOther(entry));
    while (!takes(entries.get(name))) name += "'";
    entries.set(name, { key: entries.get(name)?.key ?? key, value });
  }
  return entries;
}

/** Whether an entry's key is no text. */
function isOther({ key }: Entry): boolean {
  return !(isObject(key) && key.kind === "str");
}

function notADict(value: PyValue, clock: Clock): NotADict {
  if (!isObject(value)) return new NotADict(null);
  if (value.kind === "global")
    return new NotADict(new PythonObject(value.module.text, value.name.text));
  if (value.kind !== "instance") return new NotADict(null);
  const likeness = likenessOf(value, clock);
  return new NotADict(likeness instanceof PythonObject ? likeness : null);
}
