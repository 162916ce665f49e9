/** The static checks, each a name and a command or a function; a check fails by throwing. */
import { exportsAreCurrent } from "./exports.mjs";
import { packTarball } from "./pack.mjs";
import { run } from "./run.mjs";
import { Explained, step } from "./say.mjs";

const tool = (name, ...args) => run(`node_modules/.bin/${name}`, args);

/** A check per line: what it holds, and how it is done. */
const CHECKS = [
  ["exports map is the tree's", checkExports],
  ["lint", () => tool("oxlint", "--deny-warnings")],
  ["format", () => tool("oxfmt", "--check", ".")],
  ["types", () => tool("tsc", "-p", "tsconfig.json")],
  ["types of examples", () => tool("tsc", "-p", "tsconfig.consumers.json")],
  ["imports run one way", () => tool("depcruise", "--config", ".dependency-cruiser.cjs", "src")],
  ["nothing unused", () => tool("knip")],
  ["API documented", () => tool("typedoc", "--logLevel", "Warn")],
  ["package well formed", checkPackage],
];

/** Builds what has changed; a failure is returned as [["build", output]], as those of the checks are. */
export function build() {
  return attempt("build", () => run(process.execPath, ["scripts/build.mjs", "--if-needed"]));
}

/** Runs all checks, two at a time, and returns the failures as [name, output]. */
export async function runChecks() {
  const failures = [];
  const waiting = [...CHECKS];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      failures.push(...(await attempt(...next)));
    }
  };
  await Promise.all([work(), work()]);
  return failures;
}

async function attempt(name, work) {
  try {
    await step(name, work);
    return [];
  } catch (error) {
    return [[name, error.message]];
  }
}

function checkExports() {
  if (!exportsAreCurrent()) throw new Explained("Out of date. Run: npm run build");
}

async function checkPackage() {
  const tarball = await packTarball();
  await tool("publint", "run", tarball, "--strict");
  await tool("attw", tarball, "--profile", "esm-only", "--format", "ascii");
}
