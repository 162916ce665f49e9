/** The folder of the file engine. Django: `SessionStore._get_storage_path`. */
import { ImproperlyConfigured, StoreUnavailable } from "../../errors.ts";
import { unlessAbsent } from "./file-system.ts";
import type { FileSystem } from "./file-system.ts";

/** Where temporary files go, in Python's order; the last is the folder of the process. */
const PLACES = ["/tmp", "/var/tmp", "/usr/tmp", "."];
const VARIABLES = ["TMPDIR", "TEMP", "TMP"];

/** SESSION_FILE_PATH, or what Python would choose. */
export class SessionFolder {
  readonly #setting: string | null;
  #path: Promise<string> | null = null;

  constructor(setting: string | null) {
    this.#setting = setting;
  }

  /** @throws ImproperlyConfigured when there is no such folder. */
  path(fs: FileSystem): Promise<string> {
    this.#path ??= this.#find(fs).catch((error: unknown) => {
      this.#path = null;
      throw error;
    });
    return this.#path;
  }

  /** A file that is not there is no session, unless all are gone: a volume that is not mounted signs nobody out. */
  async assertThere(fs: FileSystem): Promise<void> {
    if (await isFolder(fs, await this.path(fs))) return;
    throw new StoreUnavailable("The folder of the sessions is gone.", {
      fix: "See that SESSION_FILE_PATH is mounted.",
    });
  }

  async #find(fs: FileSystem): Promise<string> {
    const path = this.#setting || (await pythonTempFolder(fs));
    if (path !== null && (await isFolder(fs, path))) return path;
    throw new ImproperlyConfigured("The folder of the sessions does not exist.", {
      fix: "Set SESSION_FILE_PATH to the folder in which Django keeps them.",
    });
  }
}

/** Python: `tempfile.gettempdir()`: the first folder that can be written to. */
async function pythonTempFolder(fs: FileSystem): Promise<string | null> {
  const variables = VARIABLES.map((name) => process.env[name] ?? "");
  for (const place of [...variables, ...PLACES]) {
    if (place !== "" && (await isFolder(fs, place)) && (await isWritable(fs, place))) return place;
  }
  return null;
}

async function isFolder(fs: FileSystem, path: string): Promise<boolean> {
  return (await unlessAbsent(fs.stat(path)))?.isDirectory() === true;
}

async function isWritable(fs: FileSystem, path: string): Promise<boolean> {
  return fs.access(path, fs.constants.W_OK).then(
    () => true,
    () => false,
  );
}
