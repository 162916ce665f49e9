/** Sessions in files of a folder. Django: `django.contrib.sessions.backends.file`. */
import type { SessionCodec } from "../codec/codec.ts";
import { ImproperlyConfigured, InvalidSessionKey } from "../errors.ts";
import { checkStoreOptions } from "./check-options.ts";
import type { StoreOptions } from "./check-options.ts";
import type {
  ClearExpiredOptions,
  EngineContext,
  EngineFactory,
  SessionEnd,
  SessionEngine,
  SessionRow,
  UpdateOutcome,
} from "./engine.ts";
import { FileExpiry } from "./files/expiry.ts";
import { fileFailure, fileSystem, unlessAbsent } from "./files/file-system.ts";
import type { FileSystem } from "./files/file-system.ts";
import { SessionFolder } from "./files/folder.ts";
import { LOCK_SUFFIX, withLock } from "./files/lock.ts";
import type { AssertHeld } from "./files/lock.ts";
import { claim, readFound, replaceFile, setModified, UNFINISHED } from "./files/session-files.ts";
import type { FoundFile } from "./files/session-files.ts";

/** A site's own subclass of Django's store. */
export type FileEngineOptions = StoreOptions;

const DONE: UpdateOutcome = { kind: "done" };
const GONE: UpdateOutcome = { kind: "gone" };
const DEFAULT_BATCH = 1000;
const TEXT_LENGTH = 16 * 1024 * 1024;
const PATIENCE = 5000;
/** Milliseconds after which nobody will finish what he writes. */
const ABANDONED = 60 * 60 * 1000;

/**
 * The `file` engine, in the folder SESSION_FILE_PATH. Our own writers wait for each other by lock files; Django's do not,
 * and what they write is whole all the same, because both put whole files in each other's place.
 */
export function fileEngine(options: FileEngineOptions = {}): EngineFactory {
  checkStoreOptions("fileEngine", options);
  return (context) => new FileEngine(context, options);
}

class FileEngine implements SessionEngine {
  readonly codec: SessionCodec;
  readonly cookieAge: number;
  readonly #prefix: string;
  readonly #folder: SessionFolder;
  readonly #expiry: FileExpiry;
  readonly #limits: EngineContext["limits"];

  constructor({ settings, clock, codec, limits }: EngineContext, options: FileEngineOptions) {
    this.codec = emptyAsNothing(codec(options.keySalt ?? "django.contrib.sessions.SessionStore"));
    this.cookieAge = options.cookieAge ?? settings.SESSION_COOKIE_AGE;
    this.#prefix = settings.SESSION_COOKIE_NAME;
    this.#folder = new SessionFolder(settings.SESSION_FILE_PATH);
    this.#expiry = new FileExpiry(this.codec, { clock, cookieAge: this.cookieAge });
    this.#limits = limits;
  }

  async load(key: string): Promise<string | null> {
    if (!isFileKey(key)) return null;
    return this.#run(async (fs) => {
      const found = await this.#read(fs, await this.#pathOf(fs, key));
      return found === null || this.#expiry.isOver(found) ? null : found.text;
    });
  }

  async exists(key: string): Promise<boolean> {
    return this.#run(async (fs) => {
      return (await unlessAbsent(fs.stat(await this.#pathOf(fs, key)))) !== null;
    });
  }

  async insert(key: string, row: SessionRow): Promise<"done" | "taken"> {
    return this.#run(async (fs) => {
      const path = await this.#pathOf(fs, key);
      if (!(await claim(fs, path))) return "taken";
      await replaceFile(fs, path, this.#fileOf(row));
      return "done";
    });
  }

  async update(key: string, previous: string, row: SessionRow): Promise<UpdateOutcome> {
    return this.#locked(key, async (fs, path, assertHeld) => {
      const outcome = await this.#compare(fs, path, previous);
      if (outcome.kind === "done") await replaceFile(fs, path, this.#fileOf(row), assertHeld);
      return outcome;
    });
  }

  async touch(key: string, end: SessionEnd): Promise<"done" | "gone"> {
    return this.#locked(key, async (fs, path) => {
      const found = await this.#read(fs, path);
      if (found === null) return "gone";
      const modified = this.#expiry.modifiedFor(this.codec.decode(found.text).document, end);
      const touched = await unlessAbsent(setModified(fs, path, modified).then(() => true));
      return touched === null ? "gone" : "done";
    });
  }

  async delete(key: string, previous?: string): Promise<UpdateOutcome> {
    return this.#locked(key, async (fs, path) => {
      const outcome = previous === undefined ? DONE : await this.#compare(fs, path, previous);
      if (outcome.kind !== "done") return outcome;
      return (await unlessAbsent(fs.unlink(path).then(() => true))) === null ? GONE : DONE;
    });
  }

  async clearExpired(options: ClearExpiredOptions = {}): Promise<number> {
    const { batch = DEFAULT_BATCH, onProgress, signal } = options;
    if (!Number.isSafeInteger(batch) || batch < 1) {
      throw new ImproperlyConfigured(
        "The option batch of clearExpired() must be a whole number from 1.",
      );
    }
    return this.#run(async (fs) => {
      let deleted = 0;
      let told = 0;
      for (const name of await fs.readdir(await this.#folder.path(fs))) {
        if (signal?.aborted === true) break;
        if (!name.startsWith(this.#prefix)) continue;
        if (await this.#clear(fs, name.slice(this.#prefix.length))) deleted++;
        if (deleted - told < batch) continue;
        told = deleted;
        onProgress?.(deleted);
      }
      if (deleted > told) onProgress?.(deleted);
      return deleted;
    });
  }

  /** Deletes the session if it has expired, with a last look while nobody can renew it. */
  async #clear(fs: FileSystem, key: string): Promise<boolean> {
    const path = `${await this.#folder.path(fs)}/${this.#prefix}${key}`;
    if (!isFileKey(key)) {
      await this.#clearAbandoned(fs, path);
      return false;
    }
    const found = await this.#read(fs, path);
    if (found === null || !this.#expiry.hasPassed(found)) return false;
    return this.#locked(key, async () => {
      const latest = await this.#read(fs, path);
      if (latest === null || !this.#expiry.hasPassed(latest)) return false;
      return (await unlessAbsent(fs.unlink(path).then(() => true))) !== null;
    });
  }

  /** What a process left behind that ended while it wrote. */
  async #clearAbandoned(fs: FileSystem, path: string): Promise<void> {
    if (!path.includes(UNFINISHED) && !path.includes(LOCK_SUFFIX)) return;
    const found = await unlessAbsent(fs.stat(path));
    if (found !== null && Date.now() - found.ctimeMs > ABANDONED)
      await unlessAbsent(fs.unlink(path));
  }

  async #compare(fs: FileSystem, path: string, previous: string): Promise<UpdateOutcome> {
    const found = await this.#read(fs, path);
    if (found === null) return GONE;
    return found.text === previous ? DONE : { kind: "conflict", stored: found.text };
  }

  async #read(fs: FileSystem, path: string): Promise<FoundFile | null> {
    const found = await readFound(fs, path, this.#limits.textLength ?? TEXT_LENGTH);
    if (found === null) await this.#folder.assertThere(fs);
    return found;
  }

  #fileOf(row: SessionRow): FoundFile {
    return { text: row.text, modified: this.#expiry.modifiedFor(row.document, row) };
  }

  async #pathOf(fs: FileSystem, key: string): Promise<string> {
    if (isFileKey(key)) return `${await this.#folder.path(fs)}/${this.#prefix}${key}`;
    throw new InvalidSessionKey("A session key holds characters that no name of a file has.");
  }

  #locked<T>(
    key: string,
    task: (fs: FileSystem, path: string, assertHeld: AssertHeld) => Promise<T>,
  ): Promise<T> {
    const patience = this.#limits.statementTimeout ?? PATIENCE;
    return this.#run(async (fs) => {
      const path = await this.#pathOf(fs, key);
      return withLock(fs, path, patience, (assertHeld) => task(fs, path, assertHeld));
    });
  }

  async #run<T>(task: (fs: FileSystem) => Promise<T>): Promise<T> {
    try {
      return await task(await fileSystem());
    } catch (error) {
      throw fileFailure(error);
    }
  }
}

/** Django: `VALID_KEY_CHARS`. No other key comes near a path. */
function isFileKey(key: string): boolean {
  return /^[a-z0-9]+$/.test(key);
}

/** A file that Django has made and not filled yet holds no data, and is nothing that cannot be read. */
function emptyAsNothing(codec: SessionCodec): SessionCodec {
  const nothing = { document: codec.empty, failure: null, keyIndex: null };
  return {
    empty: codec.empty,
    decode: (stored) => (stored === "" ? nothing : codec.decode(stored)),
    encode: (document) => codec.encode(document),
  };
}
