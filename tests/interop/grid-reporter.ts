/** Prints the grid when all tests have run: client × Django, ✓ or the names of the cases that failed. */
import type { Reporter, TestCase, TestModule } from "vitest/node";

/** A row of the grid: the cells of one client by version. */
type Row = Map<string, Cell>;

interface Cell {
  passed: number;
  readonly failed: string[];
}

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
  return [head, ...lines, ""].join("\n");
}

function drawCell(cell: Cell | undefined): string {
  if (cell === undefined || cell.passed + cell.failed.length === 0) return "did not run";
  return cell.failed.length === 0 ? `✓ ${cell.passed}` : `✗ ${cell.failed.join("; ")}`;
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
