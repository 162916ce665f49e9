/** The values of a session, and what was done to them since they were read. No I/O. */
import type { Change, SessionDocument } from "../codec/codec.ts";
import { NotSerializable, SessionNotLoaded, SessionSealed } from "../errors.ts";

/** What was not saved yet, as it was at some time. */
export interface Snapshot {
  readonly changes: ReadonlyMap<string, Change>;
  readonly modified: boolean;
  readonly muted: boolean;
  readonly unsaved: boolean;
}

/** Values by key, in stored order, over the document that they were read from. */
export class TrackedValues {
  accessed = false;
  /** Whether the next save must reach the store, be it only to renew the expiry. */
  unsaved = false;
  #document: SessionDocument | null = null;
  #values = new Map<string, unknown>();
  readonly #changes = new Map<string, Change>();
  /** Keys whose value is an object that was given out, and may have been changed in place. */
  readonly #lent = new Set<string>();
  #modified = false;
  #muted = false;
  #sealed = false;

  /** Whether the values are here. */
  get isLoaded(): boolean {
    return this.#document !== null;
  }

  /** How many keys there are; asking is no access. */
  get count(): number {
    return this.#values.size;
  }

  /** What the values were read from, or last saved as. */
  get document(): SessionDocument {
    return this.#document ?? unloaded();
  }

  /** All values, to be looked at. */
  get all(): ReadonlyMap<string, unknown> {
    this.accessed = true;
    return this.held;
  }

  /** The same; looking here is no access. */
  get held(): ReadonlyMap<string, unknown> {
    return this.#document === null ? unloaded() : this.#values;
  }

  /** Notes that the object behind a key is given out. */
  lend(key: string, value: unknown): void {
    if (isObject(value)) this.#lent.add(key);
  }

  set(key: string, value: unknown): void {
    this.assertOpen();
    const held = this.all.get(key);
    assertStorable(value);
    if (!isObject(value) && Object.is(held, value)) return;
    const before = this.#changes.get(key);
    const afresh = before !== undefined && (before.afresh === true || before.value === undefined);
    this.#values.set(key, value);
    // What comes back comes after what was set meanwhile.
    if (before?.value === undefined) this.#changes.delete(key);
    this.#changes.set(key, { value, afresh });
    this.lend(key, value);
    // Whether an object differs from the stored one is left to the comparison of their texts.
    if (isObject(value) && isObject(held)) this.#muted = false;
    else this.modified = true;
  }

  delete(key: string): boolean {
    this.assertOpen();
    if (!this.all.has(key)) return false;
    this.#values.delete(key);
    this.#changes.set(key, { value: undefined });
    this.#lent.delete(key);
    this.modified = true;
    return true;
  }

  /** See `session.modified`. */
  get modified(): boolean {
    if (this.#modified) return true;
    return !this.#muted && this.isLoaded && this.collectChanges().size > 0;
  }

  set modified(modified: boolean) {
    this.#modified = modified;
    this.#muted = !modified;
    this.unsaved = modified;
  }

  /** Goes on with this data, and with nothing to save. */
  adopt(document: SessionDocument): void {
    this.#document = document;
    this.#values = document.toMap();
    this.#changes.clear();
    this.#lent.clear();
    this.unsaved = false;
  }

  /** What differs from the document: keys that were set or deleted, and objects changed in place. */
  collectChanges(): Map<string, Change> {
    const changes = new Map(this.#changes);
    for (const key of this.#lent) {
      if (!changes.has(key)) changes.set(key, { value: this.#values.get(key) });
    }
    for (const [key, change] of changes) {
      if (!this.document.differs(key, change)) changes.delete(key);
    }
    return changes;
  }

  /** Forgets the changes that the store now holds; those made while it was written stay. */
  settle(written: ReadonlyMap<string, Change>, document: SessionDocument): void {
    for (const [key, change] of written) {
      if (this.#changes.get(key) === change) this.#changes.delete(key);
    }
    for (const key of this.#lent) {
      const change = { value: this.#values.get(key) };
      const before = written.has(key) ? document : this.document;
      if (!this.#changes.has(key) && before.differs(key, change)) this.#changes.set(key, change);
    }
    this.rebase(document, new Map(this.#changes));
    this.unsaved = false;
  }

  /** What was not saved so far, with values of its own that nobody can change in place. */
  snapshot(): Snapshot {
    const changes = this.collectChanges();
    if (changes.size > 0) {
      const values = this.document.replace(changes).toMap();
      for (const [key, change] of changes) {
        changes.set(key, { ...change, value: values.get(key) });
      }
    }
    return { changes, modified: this.#modified, muted: this.#muted, unsaved: this.unsaved };
  }

  /** Goes back to a snapshot, over the document as it is now. */
  restore({ changes, modified, muted, unsaved }: Snapshot): void {
    this.rebase(this.document, changes);
    this.#modified = modified;
    this.#muted = muted;
    this.unsaved = unsaved;
  }

  /** Goes on with what others wrote and these changes. Objects given out before stay the same objects where they still hold. */
  rebase(document: SessionDocument, changes: ReadonlyMap<string, Change>): void {
    const values = document.toMap();
    for (const key of this.#lent) {
      const value = this.#values.get(key);
      if (!document.differs(key, { value })) values.set(key, value);
    }
    this.#changes.clear();
    for (const [key, change] of changes) {
      this.#changes.set(key, change);
      if (change.value === undefined) values.delete(key);
      else values.set(key, change.value);
    }
    this.#document = document;
    this.#values = values;
  }

  get isSealed(): boolean {
    return this.#sealed;
  }

  seal(): void {
    this.#sealed = true;
  }

  /** @throws SessionSealed when it is too late for a change. */
  assertOpen(): void {
    if (!this.#sealed) return;
    throw new SessionSealed("The session was changed after the head of the response had gone.", {
      fix: "Change it before the first byte is written; later, load the session again by its key with backend.getSession() and save() that one.",
    });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function assertStorable(value: unknown): void {
  if (value !== undefined && typeof value !== "function" && typeof value !== "symbol") return;
  throw new NotSerializable(`A session cannot hold a value of type ${typeof value}.`, {
    fix: "Set null, or remove the key with delete().",
  });
}

function unloaded(): never {
  throw new SessionNotLoaded("The session was touched before it was loaded.", {
    fix: "Write `const session = await backend.getSession(key).load()`.",
  });
}
