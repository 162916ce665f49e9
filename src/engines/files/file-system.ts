/** The file system, where the runtime has one: loaded by the first session that is kept in a file, and by no other site. */
import type * as fs from "node:fs/promises";
import {
  DjangoSessionError,
  ImproperlyConfigured,
  StoreRefused,
  StoreUnavailable,
} from "../../errors.ts";

/** The file system of Node, Bun and Deno. */
export type FileSystem = typeof fs;

/** @throws ImproperlyConfigured where there is none. */
export async function fileSystem(): Promise<FileSystem> {
  try {
    return await import("node:fs/promises");
  } catch {
    throw new ImproperlyConfigured("This runtime has no file system to keep sessions in.", {
      fix: "Choose another SESSION_ENGINE in Django.",
    });
  }
}

/** What a file that is not there says, and a name that no file can have. */
const ABSENT = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG"]);
/** What another attempt will not change. */
const REFUSED = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOSPC",
  "EDQUOT",
  "EISDIR",
  "ELOOP",
  "ENAMETOOLONG",
]);

/** The system's name of a failure, such as `ENOENT`. */
export function codeOf(error: unknown): string {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === "string" ? code : "";
}

/** Null where the file is not there. */
export async function unlessAbsent<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return null;
    throw error;
  }
}

/** A failure in words of ours: those of the system hold the path, and the path holds the session key. */
export function fileFailure(error: unknown): unknown {
  if (error instanceof DjangoSessionError) return error;
  const code = codeOf(error);
  if (code === "") return error;
  const cause = Object.assign(new Error(`The file system says ${code}.`), { code });
  if (!REFUSED.has(code))
    return new StoreUnavailable("The session's file could not be reached.", { cause });
  return new StoreRefused("The session's file could not be read or written.", {
    cause,
    fix: "See that this process may write to SESSION_FILE_PATH as Django's may, and that the disk has room.",
  });
}
