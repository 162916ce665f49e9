/** `npx async-django-session describe`, of real projects: every model, every Django, and what goes wrong. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Backend } from "../../../src/backend.ts";
import { betterSqlite3Database } from "../../../src/databases/better-sqlite3.ts";
import { djangoVersions } from "../../django/server.ts";
import { INSTALLED_APPS, MODELS } from "../../interop/users/models.ts";

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const MAIN = pathOf("../../../src/cli/main.ts");
const MANAGE = pathOf("../../django/manage.py");
const TSX = pathOf("../../../node_modules/tsx/dist/esm/index.mjs");
const PYTHONS: Record<string, string> = JSON.parse(process.env.DJANGO_PYTHONS ?? "{}");

interface Told {
  readonly args?: readonly string[];
  readonly settings?: object;
  readonly python?: string;
  readonly manage?: string;
}

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run({ args = [], settings = {}, python, manage = MANAGE }: Told): Ran {
  const own = python === undefined ? [] : ["--python", python];
  const all = ["--import", TSX, MAIN, "describe", "--manage", manage, ...own, ...args];
  const env = {
    ...process.env,
    PYTHONDONTWRITEBYTECODE: "1",
    DATABASE_URL: "postgres://canary-user:canary-password@localhost/canary-name",
    DJANGO_SETTINGS: JSON.stringify({ INSTALLED_APPS, SECRET_KEY: "canary-secret", ...settings }),
  };
  return spawnSync(process.execPath, all, { encoding: "utf8", env });
}

test("there is a Django to describe", () => {
  expect(djangoVersions().length, "Start the tests by npm test.").toBeGreaterThan(0);
});

describe.each(djangoVersions())("Django %s", (version) => {
  const python = PYTHONS[version]!;

  test.each(MODELS)(
    "$label: a Backend takes it as it is printed, and it holds no secret",
    (model) => {
      const settings = {
        AUTH_USER_MODEL: model.label,
        SECRET_KEY_FALLBACKS: ["canary-fallback"],
        CACHES: { default: { BACKEND: "x", LOCATION: "redis://:canary-cache@localhost" } },
      };
      const { status, stdout, stderr } = run({ settings, python });
      expect([stderr.replace(/^Note: .*\n/gm, ""), status]).toEqual(["", 0]);
      expect(stdout + stderr).not.toContain("canary");
      const { settings: printed, userModel } = JSON.parse(stdout);
      expect(userModel.label).toBe(model.label);
      expect(printed.AUTH_USER_MODEL).toBe(model.label);
      expect(printed.DJANGO_VERSION.startsWith(version)).toBe(true);
      const database = betterSqlite3Database(new Sqlite(":memory:"));
      const backend = new Backend(database, { ...printed, SECRET_KEY: "x" }, { userModel });
      expect(backend.getUser(backend.getSession())).toBeDefined();
    },
  );
});

const python = process.env.DJANGO_PYTHON!;

test("--types prints the row and the permissions as TypeScript", () => {
  const { status, stdout } = run({ args: ["--types"], python });
  expect(status).toBe(0);
  expect(stdout).toContain("export interface UserRow {\n  readonly id: number;\n");
  expect(stdout).toContain("  readonly last_login: Date | null;\n");
  expect(stdout).toContain('\n  | "auth.add_group"\n');
});

test("what is code of the project is noted, beside the JSON", () => {
  const settings = {
    AUTH_USER_MODEL: "accounts.Visitor",
    AUTHENTICATION_BACKENDS: ["accounts.backends.Own"],
  };
  const { stdout, stderr } = run({ settings, python });
  expect(stderr).toContain("Note: accounts.Visitor.is_staff is code of the project");
  expect(stderr).toContain("Note: accounts.backends.Own is taken for a ModelBackend");
  expect(() => JSON.parse(stdout)).not.toThrow();
});

test("a project without users has settings alone", () => {
  const { stdout } = run({ settings: { INSTALLED_APPS: ["django.contrib.sessions"] }, python });
  expect(JSON.parse(stdout).userModel).toBeNull();
});

describe("what goes wrong is told, with what to do", () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "describe-"))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const manageOf = (code: string): string => {
    const path = join(folder, `manage-${code.length}.py`);
    writeFileSync(path, code);
    return path;
  };

  const cases: readonly (readonly [string, () => Told, RegExp])[] = [
    ["no manage.py", () => ({ manage: join(folder, "none.py"), python }), /--manage path/],
    ["no Python", () => ({ python: join(folder, "none") }), /--python path/],
    [
      "no Django",
      () => ({ manage: manageOf("import no_such_django"), python }),
      /no_such_django[^]*virtual environment by --python/,
    ],
    [
      "a project that fails",
      () => ({ manage: manageOf("raise SystemExit('broken settings')"), python }),
      /broken settings[^]*See that it runs/,
    ],
  ];
  test.each(cases)("%s", (_what, told, words) => {
    const { status, stdout, stderr } = run(told());
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(words);
  });

  test("an option that there is not", () => {
    const { status, stderr } = run({ args: ["--database", "x"], python });
    expect(status).toBe(1);
    expect(stderr).toMatch(/--database/);
  });

  test("no command", () => {
    const { status, stderr } = spawnSync(process.execPath, ["--import", TSX, MAIN], {
      encoding: "utf8",
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Usage: /);
  });
});
