/** `npm run bench -- --quick` measures everybody at everything. How fast they are is no matter of a test. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const SERVERS = [
  "Express, bare statement",
  "Express, async-django-session",
  "express-session + connect-pg-simple",
  "Hono, bare statement",
  "Hono, async-django-session",
  "the Python original (Starlette)",
  "Django (gunicorn)",
];
const WORKLOADS = ["untouched", "read", "read, not seen before", "read and write"];
/** Known to those who know users. */
const WITH_USERS = "read session and user";
const USERLESS = ["express-session + connect-pg-simple", "the Python original (Starlette)"];
const OPERATIONS = ["read, not seen before", "read, seen before", "write"];

test("the benchmarks run, and print a row for everything", { timeout: 300_000 }, () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["scripts/bench.mjs", "--quick", "--memory"],
    { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
  );
  expect(status, stdout + stderr).toBe(0);

  const tables = stdout.split(/^\*\*(.+)\*\*.*$/m);
  for (const workload of WORKLOADS) {
    const rows = rowsOf(tables[tables.indexOf(workload) + 1] ?? "");
    const measured = rows.filter(([, rate]) => Number(rate?.replaceAll(/\D/g, "")) > 0);
    expect(measured.map(([name]) => name)).toEqual(expect.arrayContaining(SERVERS));
  }
  const users = rowsOf(tables[tables.indexOf(WITH_USERS) + 1] ?? "").map(([name]) => name);
  const knowing = SERVERS.filter((name) => !USERLESS.includes(name));
  expect(users).toEqual(expect.arrayContaining(knowing));
  const signIns = rowsOf(stdout.slice(stdout.indexOf("sign-ins at once")));
  expect(signIns.slice(1, 4).map(([atOnce]) => atOnce)).toEqual(["0", "8", "16"]);
  const codec = rowsOf(stdout).filter(([size]) => size === "300 bytes" || size === "2 KB");
  expect(codec.map(([, operation]) => operation)).toEqual([...OPERATIONS, ...OPERATIONS]);
  expect(stdout).toMatch(/a million requests change the heap in use/);

  const plot = readFileSync(".cache/bench/benchmarks.svg", "utf8");
  for (const name of SERVERS.filter((name) => !name.endsWith("bare statement"))) {
    const bars = WORKLOADS.length + (USERLESS.includes(name) ? 0 : 1);
    expect(plot.split(`>${name}</text>`)).toHaveLength(1 + bars);
  }
});

/** The cells of a Markdown table's rows. */
function rowsOf(markdown: string): string[][] {
  const lines = markdown.split("\n").filter((line) => line.startsWith("| "));
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
