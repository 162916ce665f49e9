#!/usr/bin/env node
/** The `async-django-session` command. */
import { parseArgs } from "node:util";
import { DescribeFailure, describe } from "./describe.ts";

const USAGE = `Usage: async-django-session describe [--manage manage.py] [--python python3]

Prints the settings (without secrets) and the user model of a Django project as JSON:

  npx async-django-session describe > django.json

  import django from "./django.json" with { type: "json" };
  const settings = { ...django.settings, SECRET_KEY };
  const backend = new Backend(database, settings, { userModel: django.userModel });
`;

function main(): number {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      manage: { type: "string", default: "manage.py" },
      python: { type: "string", default: "python3" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help || positionals.join(" ") !== "describe") {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  process.stdout.write(`${JSON.stringify(describe(values), null, 2)}\n`);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  const isOurs = error instanceof DescribeFailure || error instanceof TypeError;
  process.stderr.write(`${isOurs ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
