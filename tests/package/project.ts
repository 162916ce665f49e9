/** An empty project in a temporary folder, with the packed tarball installed in it and nothing else. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const runFile = promisify(execFile);

export interface Project {
  readonly folder: string;
  write(path: string, text: string): void;
  /** Makes a package of this repository's node_modules visible to the project. */
  link(...names: string[]): void;
  unlink(...names: string[]): void;
  /** Runs a program in the project and returns its output; a failure's output is in the error. */
  run(command: string, ...args: string[]): Promise<string>;
  remove(): void;
}

/** Packs the package and installs it, without a network. */
export async function projectWithPackage(): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "django-session-package-"));
  const project: Project = {
    folder,
    write: (path, text) => writeFileSync(join(folder, path), text),
    link: (...names) => {
      for (const name of names) link(folder, name);
    },
    unlink: (...names) => {
      for (const name of names) rmSync(join(folder, "node_modules", name));
    },
    run: async (command, ...args) => {
      const { stdout } = await runFile(command, args, { cwd: folder }).catch((error) => {
        throw new Error(`${error.stdout}${error.stderr}`);
      });
      return stdout;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  project.write("package.json", JSON.stringify({ name: "consumer", type: "module" }));
  const pack = ["pack", "--ignore-scripts", "--pack-destination", folder, "--loglevel=error"];
  const { stdout } = await runFile("npm", pack, { cwd: root });
  const tarball = join(folder, stdout.trim().split("\n").at(-1) ?? "");
  await project.run("npm", "install", "--offline", "--no-audit", "--no-fund", tarball);
  return project;
}

function link(folder: string, name: string): void {
  const path = join(folder, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(root, "node_modules", name), path, "dir");
}
