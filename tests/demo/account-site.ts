/** Django with its admin and the TypeScript examples beside it, on one database and one user model. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Vendor } from "../../src/databases/sql/database.ts";
import { startDjango } from "../django/server.ts";
import type { DjangoSite } from "../django/server.ts";
import { INSTALLED_APPS } from "../interop/users/models.ts";
import { emptyDatabase } from "../interop/own-database.ts";
import { root } from "../package/project.ts";

const SECRET_KEY = "django-insecure-only-for-the-account-test";

/** A user model, as the test has to know it. */
export interface AccountModel {
  /** AUTH_USER_MODEL. */
  readonly label: string;
  /** What its pages call what people sign in by. */
  readonly nameLabel: string;
  /** What the admin calls `is_active`. */
  readonly activeLabel: string;
  readonly usernameOf: (name: string) => string;
  readonly fieldsOf: (username: string) => object;
}

/** Somebody with an account. */
export interface Person {
  readonly pk: string;
  readonly username: string;
  readonly password: string;
}

export interface AccountSite {
  readonly model: AccountModel;
  /** The address of Django, with a slash at its end. */
  readonly django: string;
  /** Of every TypeScript app its address, with a slash at its end. */
  readonly apps: readonly string[];
  /** Operations of tests/django/project/ops.py on the session of a key. */
  ops(key: string | null, ...ops: readonly (readonly unknown[])[]): Promise<any[]>;
  /** Makes a user by Django, with these fields and permissions. */
  person(name: string, fields?: object, permissions?: readonly string[]): Promise<Person>;
  stop(): Promise<void>;
}

const ADMIN = {
  SECRET_KEY,
  INSTALLED_APPS: ["django.contrib.admin", ...INSTALLED_APPS],
  ROOT_URLCONF: "project.admin_urls",
  // No style sheets: the browser asks nobody at a port that it holds for unsafe.
  STATIC_URL: "http://127.0.0.1:9/",
  MIDDLEWARE: [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
  ],
  TEMPLATES: [
    {
      BACKEND: "django.template.backends.django.DjangoTemplates",
      APP_DIRS: true,
      OPTIONS: {
        context_processors: [
          "django.template.context_processors.request",
          "django.contrib.auth.context_processors.auth",
          "django.contrib.messages.context_processors.messages",
        ],
      },
    },
  ],
  AUTH_PASSWORD_VALIDATORS: [
    { NAME: "django.contrib.auth.password_validation.MinimumLengthValidator" },
    { NAME: "django.contrib.auth.password_validation.UserAttributeSimilarityValidator" },
  ],
};

/** Starts both sides. The examples know the project as their readers' do: by `async-django-session describe`. */
export async function startAccountSite(vendor: Vendor, model: AccountModel): Promise<AccountSite> {
  const database = await emptyDatabase(vendor);
  const ports = await freePorts(APP_FILES.length);
  const apps = ports.map((port) => `http://127.0.0.1:${port}/`);
  const settings = {
    ...ADMIN,
    AUTH_USER_MODEL: model.label,
    // The sides post forms to each other, and each is of another origin here.
    CSRF_TRUSTED_ORIGINS: apps.map((url) => url.slice(0, -1)),
  };
  const django = await startDjango({ databaseUrl: database.url, settings });
  const description = join(root, ".cache", `described-${ports[0]}.json`);
  await describe(settings, description, [django.url]);
  const files = APP_FILES.map((file, index) => [file, ports[index]!]);
  const services = await startServices(apps, {
    ...process.env,
    DATABASE_URL: database.url,
    DJANGO: description,
    FILES: JSON.stringify(files),
    SECRET_KEY,
  });
  const ops = asking(django);
  return {
    model,
    django: `${django.url}/`,
    apps,
    ops,
    person: async (name, fields = {}, permissions = []) => {
      const [username, password] = [model.usernameOf(name), "a long secret"];
      const given = { ...model.fieldsOf(username), ...fields, password };
      const [made] = await ops(null, ["create_user", given], ["grant", username, permissions]);
      return { pk: made.pk, username, password };
    },
    stop: async () => {
      await Promise.all([services(), django.stop()]);
      rmSync(description);
      await database.drop();
    },
  };
}

const APP_FILES: readonly string[] = JSON.parse(
  readFileSync(join(root, "examples/demo/apps.json"), "utf8"),
)
  .filter(({ account }: { account: string }) => account === "account")
  .map(({ file }: { file: string }) => file);

/** Writes what the project's own Python prints of it. */
async function describe(
  settings: object,
  file: string,
  CSRF_TRUSTED_ORIGINS: readonly string[],
): Promise<void> {
  const python = process.env.DJANGO_PYTHON ?? "";
  const args = ["dist/cli/main.js", "describe", "--manage", "tests/django/manage.py"];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, "--python", python], {
    cwd: root,
    env: { ...process.env, DJANGO_SETTINGS: JSON.stringify({ ...settings, CSRF_TRUSTED_ORIGINS }) },
  });
  writeFileSync(file, stdout);
}

/** Starts all apps and waits until they listen; the answer stops them. */
async function startServices(
  apps: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<() => Promise<void>> {
  const script = fileURLToPath(new URL("account-services.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    cwd: root,
    env,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const gone = once(child, "close");
  const listens = async (url: string): Promise<void> => {
    while ((await fetch(url).catch(() => null)) === null) {
      if (child.exitCode !== null) throw new Error(`The examples ended with ${child.exitCode}.`);
      await sleep(50);
    }
  };
  await Promise.all(apps.map((url) => listens(`${url}account`)));
  return async () => {
    child.stdin.end();
    await gone;
  };
}

function asking(django: DjangoSite): AccountSite["ops"] {
  return async (key, ...ops) => {
    const headers = key === null ? undefined : { Cookie: `sessionid=${key}` };
    const body = JSON.stringify(ops);
    const answer = await fetch(`${django.url}/ops`, {
      method: "POST",
      body,
      ...(headers && { headers }),
    });
    const { results } = (await answer.json()) as { results: any[] };
    const failed = results.find((result) => Object(result).error !== undefined);
    if (failed !== undefined) throw new Error(`Django raised ${failed.error}: ${failed.message}`);
    return results;
  };
}

/** So many ports that nobody uses. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
