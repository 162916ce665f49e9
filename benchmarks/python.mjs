/** The virtual environment of the Python contenders. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../scripts/lib/lock.mjs";
import { ensureDjango } from "../scripts/lib/python.mjs";
import { root, run } from "../scripts/lib/run.mjs";

/** The original is of 2019: Starlette 1.0 has dropped what it calls. uvloop and httptools are what makes uvicorn fast. */
const PACKAGES = [
  "async-django-session==0.3.1",
  "databases~=0.9.0",
  "asyncpg~=0.30",
  "starlette<1",
  "uvicorn~=0.30",
  "uvloop~=0.21",
  "httptools~=0.6",
  "Django~=5.2.0",
  "psycopg[binary]~=3.1",
  "gunicorn>=23",
];

/** Absolute path of a Python that can run the contenders; makes the environment at the first call. */
export async function ensurePython() {
  const folder = join(root, ".cache", "venv-bench");
  const python = join(folder, "bin", "python");
  const marker = join(folder, "requirements.sha256");
  const wanted = createHash("sha256").update(PACKAGES.join("\n")).digest("hex");
  const isReady = () => existsSync(marker) && readFileSync(marker, "utf8") === wanted;
  const base = await ensureDjango("5.2");
  await withLock(`${folder}.lock`, async () => {
    if (isReady()) return;
    rmSync(folder, { recursive: true, force: true });
    await run(base, ["-m", "venv", folder]);
    const quietly = ["--quiet", "--disable-pip-version-check"];
    await run(python, ["-m", "pip", "install", ...quietly, ...PACKAGES]);
    writeFileSync(marker, wanted);
  });
  return python;
}
