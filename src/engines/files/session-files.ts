/** Files as the file engine reads and writes them: whole ones, in Django's way. */
import { Buffer } from "node:buffer";
import { randomBytes } from "node:crypto";
import type { Micros } from "../../datetime.ts";
import { codeOf, unlessAbsent } from "./file-system.ts";
import type { FileSystem } from "./file-system.ts";

/** A file, as it was at one moment. */
export interface FoundFile {
  readonly text: string;
  /** When it was last written, in microseconds since the epoch. */
  readonly modified: Micros;
}

/** What Django calls a file that is being written: `mkstemp(prefix=name + "_out_")`. */
export const UNFINISHED = "_out_";

/** A file of at most so many bytes, and one byte more of a longer one; null when there is none. */
export async function readFound(
  fs: FileSystem,
  path: string,
  limit: number,
): Promise<FoundFile | null> {
  const file = await unlessAbsent(fs.open(path, "r"));
  if (file === null) return null;
  try {
    const { size, mtimeNs } = await file.stat({ bigint: true });
    const buffer = Buffer.alloc(Math.min(Number(size), limit + 1));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return { text: buffer.toString("latin1", 0, bytesRead), modified: Number(mtimeNs / 1000n) };
  } finally {
    await file.close();
  }
}

/** Makes an empty file, which is Django's sign that the name is taken; false when it is. */
export async function claim(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await (await fs.open(path, "wx", 0o600)).close();
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Puts a whole file in the place of another, so that nobody reads half of it. `check` is the last word before. */
export async function replaceFile(
  fs: FileSystem,
  path: string,
  { text, modified }: FoundFile,
  check: () => void = () => {},
): Promise<void> {
  const unfinished = `${path}${UNFINISHED}${randomBytes(4).toString("hex")}`;
  try {
    await fs.writeFile(unfinished, text, { encoding: "latin1", mode: 0o600, flag: "wx" });
    await setModified(fs, unfinished, modified);
    check();
    await fs.rename(unfinished, path);
  } catch (error) {
    await fs.unlink(unfinished).catch(() => {});
    throw error;
  }
}

/** Says when the file was last written. Half a microsecond keeps a number of seconds from losing one. */
export async function setModified(fs: FileSystem, path: string, modified: Micros): Promise<void> {
  const seconds = (modified + 0.5) / 1_000_000;
  await fs.utimes(path, seconds, seconds);
}
