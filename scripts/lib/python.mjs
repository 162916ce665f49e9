/**
 * Django in a virtual environment per version, made from whatever Pythons the machine has.
 *
 *     const python = await ensureDjango("5.2");       // absolute path of a Python that can `import django`
 *     const pythons = await ensureDjangos(["4.2", "5.2", "6.1"]);   // those that can be had: { "4.2": "/…", … }
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { need } from "./apt.mjs";
import { withLock } from "./lock.mjs";
import { isExecutable, root, run, which } from "./run.mjs";
import { Explained, say } from "./say.mjs";

const DRIVERS = ["psycopg[binary]~=3.1", "PyMySQL~=1.1", "redis~=5.0", "django-redis>=5.4"];
const ARGON2 = "argon2-cffi~=25.1";

/** What each Django runs on (lowest and highest Python 3 minor) and is installed with. */
const DJANGO = {
  3.2: { pythons: [8, 10], packages: ["Django~=3.2.0", "PyMySQL~=1.1", ARGON2, "bcrypt~=4.3"] },
  4.2: { pythons: [8, 12], packages: ["Django~=4.2.0", ...DRIVERS, ARGON2, "bcrypt~=4.3"] },
  5.2: { pythons: [10, 14], packages: ["Django~=5.2.0", ...DRIVERS, ARGON2, "bcrypt~=4.3"] },
  // bcrypt 5 refuses passwords longer than 72 bytes, which 4 cuts off: both are on the road.
  6.1: { pythons: [12, 14], packages: ["Django~=6.1.0", ...DRIVERS, ARGON2, "bcrypt~=5.0"] },
};

/** The versions that tests run against, oldest first. */
export const supported = ["4.2", "5.2", "6.1"];

/** Absolute path of a Python with this Django; makes its virtual environment at the first call. */
export async function ensureDjango(version) {
  const { packages } = DJANGO[version];
  const folder = join(root, ".cache", `venv-django-${version}`);
  const python = join(folder, "bin", "python");
  const marker = join(folder, "requirements.sha256");
  const wanted = createHash("sha256").update(packages.join("\n")).digest("hex");
  const isReady = () =>
    isExecutable(python) && existsSync(marker) && readFileSync(marker, "utf8") === wanted;
  if (isReady()) return python;
  await withLock(`${folder}.lock`, async () => {
    if (isReady()) return;
    const base = await findPython(version);
    rmSync(folder, { recursive: true, force: true });
    await run(base, ["-m", "venv", folder]);
    await run(python, [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      ...packages,
    ]);
    writeFileSync(marker, wanted);
  });
  return python;
}

/** The Pythons of those versions that this machine can run; says plainly which are left out and why. */
export async function ensureDjangos(versions = supported) {
  const pythons = {};
  for (const version of versions) {
    try {
      pythons[version] = await ensureDjango(version);
    } catch (error) {
      if (!(error instanceof NoPython)) throw error;
      say(`  Django ${version} is left out: ${error.message}`);
    }
  }
  return pythons;
}

/** No Python on this machine runs the wanted Django. */
export class NoPython extends Explained {}

async function findPython(version) {
  const [low, high] = DJANGO[version].pythons;
  const find = () => newestPython(low, high);
  const system = low <= 11 && high >= 11;
  if (system) return need(find, ["python3", "python3-venv"], `Django ${version}`);
  const found = await find();
  if (found) return found;
  throw new NoPython(
    `no Python ≥ 3.${low} found${high < 14 ? ` and ≤ 3.${high}` : ""}. ` +
      `Put python3.${high} on PATH (a distribution's package, or pyenv install 3.${high}).`,
  );
}

/** The newest Python 3 between two minors that can make virtual environments, else null. */
async function newestPython(low, high) {
  for (let minor = high; minor >= low; minor--) {
    for (const path of candidates(minor)) {
      const check = `import ensurepip, ssl, sqlite3, venv, sys; print(sys.version_info[1] == ${minor})`;
      if ((await run(path, ["-c", check], { allowFailure: true })) === "True") return path;
    }
  }
  return null;
}

function candidates(minor) {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), ".pyenv"), "versions");
  const pyenv = existsSync(versions) ? readdirSync(versions) : [];
  return [
    ...pyenv
      .filter((name) => name.startsWith(`3.${minor}.`))
      .map((name) => join(versions, name, "bin/python")),
    which(`python3.${minor}`),
    which("python3"),
  ].filter((path) => path !== null && isExecutable(path));
}
