/** Prints the grid when all tests have run: client × Django, ✓ and how many cases passed, or ✗ and which did not. */
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** A row of the grid: the cells of one client by version. */
type Row = Map<string, Cell>;

interface Cell {
  passed: number;
  /** The cases that failed or did not run. */
  readonly failed: string[];
}

/** Failed cases that are named; when the set-up fails, all do. */
const NAMED = 5;

export default class GridReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const grids = modules.filter(({ moduleId }) =>
      /\/interop\/grid\.\w+\.test\.ts$/.test(moduleId),
    );
    if (grids.length > 0) process.stdout.write(`\n${grids.map(drawGrid).join("\n")}\n`);
  }
}

function drawGrid(module: TestModule): string {
  const rows = new Map<string, Row>();
  for (const test of module.children.allTests()) note(rows, test);
  const vendor = /grid\.(\w+)\.test/.exec(module.moduleId)?.[1] ?? "";
  const versions = [...new Set(Array.from(rows.values(), (row) => [...row.keys()]).flat())];
  const width = Math.max(vendor.length, ...Array.from(rows.keys(), (name) => name.length));
  const head = [vendor.padEnd(width), ...versions].join("  ");
  const lines = Array.from(rows, ([name, row]) => {
    const cells = versions.map((version) => drawCell(row.get(version)).padEnd(version.length));
    return [name.padEnd(width), ...cells].join("  ").trimEnd();
  });
  return [head, ...lines, ...Array.from(rows, listFailed).flat(), ""].join("\n");
}

function drawCell(cell: Cell = { passed: 0, failed: [] }): string {
  return cell.failed.length === 0 && cell.passed > 0
    ? `✓ ${cell.passed}`
    : `✗ ${cell.failed.length}`;
}

function listFailed([client, row]: [string, Row]): string[] {
  return Array.from(row).flatMap(([version, { failed }]) => {
    const more = failed.length > NAMED ? [`  and ${failed.length - NAMED} more`] : [];
    const names = [...failed.slice(0, NAMED).map((name) => `  ✗ ${name}`), ...more];
    return failed.length === 0 ? [] : ["", `${client} × ${version}`, ...names];
  });
}

/** Its place is Django's version, then the client. */
function note(rows: Map<string, Row>, test: TestCase): void {
  const client = test.parent;
  const version = client.type === "suite" ? client.parent : client;
  if (client.type !== "suite" || version.type !== "suite") return;
  const row: Row = rows.get(client.name) ?? new Map();
  const cell = row.get(version.name) ?? { passed: 0, failed: [] };
  rows.set(client.name, row.set(version.name, cell));
  const { state } = test.result();
  if (state === "passed") cell.passed++;
  else cell.failed.push(test.name);
}
