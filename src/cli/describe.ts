/** `async-django-session describe`: what a Backend needs to know of a Django project, as JSON. */
import { spawnSync } from "node:child_process";
import { DESCRIBE, MARK } from "./describe-python.ts";

/** Which project is described, and by which Python. */
export interface DescribeOptions {
  /** The path of the project's manage.py. */
  readonly manage: string;
  readonly python: string;
}

/** What the command prints: pass `settings` with the SECRET_KEY to `new Backend`, and `userModel` as an option. */
export interface Description {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly userModel: Readonly<Record<string, unknown>>;
}

/** A project could not be described; the message says why. */
export class DescribeFailure extends Error {}

/** Asks a Django project, by its own `manage.py shell`. @throws DescribeFailure with what Django said. */
export function describe({ manage, python }: DescribeOptions): Description {
  const { error, stdout, stderr } = spawnSync(python, [manage, "shell", "-c", DESCRIBE], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined)
    throw new DescribeFailure(`${python} could not be run: ${error.message}`);
  const [, json] = stdout.split(MARK);
  if (json === undefined) {
    throw new DescribeFailure(
      `${python} ${manage} shell did not describe the project:\n${stderr}${stdout}`,
    );
  }
  return JSON.parse(json) as Description;
}
