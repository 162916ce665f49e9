/** What a Backend needs to know of a Django project, asked of the project itself. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { DescribedUserModel } from "../auth/users/description.ts";
import { DESCRIBE, MARK } from "./describe-python.ts";

/** Which project is described, and by which Python. */
export interface DescribeOptions {
  /** The path of the project's manage.py. */
  readonly manage: string;
  readonly python: string;
}

/** A Django project. */
export interface Description {
  readonly settings: Readonly<Record<string, unknown>>;
  /** Null for a project without `django.contrib.auth`. */
  readonly userModel: DescribedUserModel | null;
  /** All that there are, `app_label.codename`. */
  readonly permissions: readonly string[];
  /** What differs from Django's own, and has to be told in code. */
  readonly notes: readonly string[];
}

/** A project could not be described; the message says why. */
export class DescribeFailure extends Error {}

/** Asks a Django project, by its own `manage.py shell`. @throws DescribeFailure with what Django said, and what to do. */
export function describe({ manage, python }: DescribeOptions): Description {
  if (!existsSync(manage)) {
    throw new DescribeFailure(
      `There is no ${manage}. Pass the path of the project's own: --manage path/to/manage.py`,
    );
  }
  const { error, stdout, stderr } = spawnSync(python, [manage, "shell", "-c", DESCRIBE], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) {
    throw new DescribeFailure(
      `${python} could not be run: ${error.message}. Pass the project's own: --python path/to/venv/bin/python`,
    );
  }
  const [, json] = stdout.split(MARK);
  if (json !== undefined) return JSON.parse(json) as Description;
  throw new DescribeFailure(
    `${stderr}${stdout}\n${python} ${manage} shell did not describe the project, and said why above. ${remedyOf(stderr)}`,
  );
}

function remedyOf(said: string): string {
  return /No module named|ImportError|ModuleNotFoundError/.test(said)
    ? "It lacks a package: pass the Python of the project's virtual environment by --python."
    : "See that it runs, with the environment variables that the project needs.";
}
