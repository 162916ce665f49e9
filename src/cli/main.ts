#!/usr/bin/env node
/** The `async-django-session` command. */
import { parseArgs } from "node:util";
import { DescribeFailure, describe } from "./describe.ts";
import { typesOf } from "./types.ts";

const USAGE = `Usage: async-django-session describe [--types] [--manage manage.py] [--python python3]

Prints the settings (without secrets) and the user model of a Django project as JSON:

  npx async-django-session describe > django.json

  import django from "./django.json" with { type: "json" };
  const settings = { ...django.settings, SECRET_KEY };
  const backend = new Backend(database, settings, { userModel: django.userModel });

With --types, the row of a user and the names of all permissions as TypeScript:

  npx async-django-session describe --types > django.ts

  import type { Permission, UserRow } from "./django.ts";
  const backend = new Backend<UserRow, Permission>(database, settings, { userModel: django.userModel });
`;

function main(): number {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      manage: { type: "string", default: "manage.py" },
      python: { type: "string", default: "python3" },
      types: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help || positionals.join(" ") !== "describe") {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const description = describe(values);
  const { settings, userModel, notes } = description;
  for (const note of notes) process.stderr.write(`Note: ${note}\n`);
  const json = JSON.stringify({ settings, userModel }, null, 2);
  process.stdout.write(values.types ? typesOf(description) : `${json}\n`);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  const isOurs = error instanceof DescribeFailure || error instanceof TypeError;
  process.stderr.write(`${isOurs ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
