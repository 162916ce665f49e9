/**
 * `npm run golden`: has real Django of every version write tests/golden/ anew, by the programs tests/django/golden_*.py.
 * `npm run golden -- signing` runs the programs with that in their name.
 *
 * Where a version says exactly what the one before it said, its file says only so: {"as":"4.2"}.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureDjango, supported } from "./lib/python.mjs";
import { root, run } from "./lib/run.mjs";
import { main, step } from "./lib/say.mjs";

/** Django 3.2 is asked for the forms that it was the last to write. */
const VERSIONS = ["3.2", ...supported];

await main(async () => {
  const [filter = ""] = process.argv.slice(2);
  const programs = readdirSync(join(root, "tests/django"))
    .filter((name) => /^golden_\w+\.py$/.test(name) && name.includes(filter))
    .sort();
  for (const program of programs) await step(program, () => write(program));
});

/** What a program says in each version, as tests/golden/<name>-<version>.json. */
async function write(program) {
  const name = program.slice("golden_".length, -".py".length);
  let last = { version: "", facts: "" };
  for (const version of VERSIONS) {
    const python = await ensureDjango(version);
    const facts = await run(python, ["-W", "ignore", join("tests/django", program)]);
    const isSame = facts === last.facts;
    if (!isSame) last = { version, facts };
    const text = isSame ? JSON.stringify({ as: last.version }) : facts;
    writeFileSync(join(root, "tests/golden", `${name}-${version}.json`), `${text}\n`);
  }
}
