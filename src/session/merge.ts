/** Saving without losing what others saved: compare-and-set on the stored text, and once more from what is there now. */
import type { Change, SessionDocument } from "../codec/codec.ts";
import type { SessionEngine, SessionRow } from "../engines/engine.ts";
import { CreateError, SessionConflict, SessionInterrupted } from "../errors.ts";

/** What the store holds for a key, as far as this side knows. */
export interface Stored {
  readonly text: string;
  readonly document: SessionDocument;
}

/** The changes to make to what is stored; asked again, with what others wrote, when they were first. */
export type Changes = (
  base: SessionDocument,
  attempt: number,
) => Promise<ReadonlyMap<string, Change>>;

const ATTEMPTS = 100;
/** Attempts made at once; those after them wait a little, at random, so that two processes fall out of step. */
const EAGER = 3;
const LONGEST_PAUSE_MS = 40;

/** Stores a session under the first of the keys that is free, and returns that key. @throws CreateError when none is. */
export async function insertNew(
  engine: SessionEngine,
  keys: Iterable<string>,
  row: SessionRow,
): Promise<string> {
  for (const key of keys) {
    if ((await engine.insert(key, row)) === "done") return key;
  }
  throw new CreateError("No free session key was found, so the session was not created.");
}

/** Makes the changes to the session of this key, over whatever its other writers did, and returns what is stored then. */
export async function saveMerged(
  engine: SessionEngine,
  key: string,
  base: Stored,
  changes: Changes,
  rowOf: (document: SessionDocument) => SessionRow,
): Promise<Stored> {
  let current = base;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > EAGER) await pause(Math.random() * Math.min(2 ** attempt, LONGEST_PAUSE_MS));
    const document = current.document.replace(await changes(current.document, attempt));
    if (document === current.document) return current;
    const row = rowOf(document);
    const outcome = await engine.update(key, current.text, row);
    if (outcome.kind === "done") return { text: row.text, document };
    if (outcome.kind === "gone") throw interrupted();
    current = readStored(engine, outcome.stored);
  }
  throw conflict();
}

/** Moves a session to a key that holds `moved` already: deletes the old row, and carries over what others wrote to it since. */
export async function moveMerged(
  engine: SessionEngine,
  from: { readonly key: string; readonly base: Stored },
  to: { readonly key: string; readonly stored: Stored },
  changes: ReadonlyMap<string, Change>,
  rowOf: (document: SessionDocument) => SessionRow,
): Promise<Stored> {
  let { base } = from;
  let moved = to.stored;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const outcome = await engine.delete(from.key, base.text);
    if (outcome.kind === "done") return moved;
    if (outcome.kind === "gone") {
      await engine.delete(to.key);
      throw interrupted();
    }
    base = readStored(engine, outcome.stored);
    const row = rowOf(base.document.replace(changes));
    const update = await engine.update(to.key, moved.text, row);
    if (update.kind === "gone") throw interrupted();
    if (update.kind === "conflict") throw conflict();
    moved = { text: row.text, document: row.document };
  }
  throw conflict();
}

/** The error of a session that somebody deleted. */
export function interrupted(): SessionInterrupted {
  return new SessionInterrupted(
    "The request's session was deleted before the request completed. The user may have logged out in a concurrent request, for example.",
  );
}

function conflict(): SessionConflict {
  return new SessionConflict(
    "The session could not be saved: others changed it at every attempt.",
    {
      fix: "Try the request again.",
    },
  );
}

/** What others wrote. @throws SessionConflict when it cannot be read. */
export function readStored(engine: SessionEngine, text: string): Stored {
  const { document, failure } = engine.codec.decode(text);
  // Data that cannot be read is never overwritten: somebody with another key writes to this session.
  if (failure !== null) throw conflict();
  return { text, document };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
