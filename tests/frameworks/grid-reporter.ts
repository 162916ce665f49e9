/** Prints the grid when all tests have run: the cases of the framework kit × the frameworks. */
import type { Reporter, TestModule } from "vitest/node";

/** The marks of one case by framework. */
type Row = Map<string, string>;

const MARKS: Readonly<Record<string, string>> = { passed: "✓", failed: "✗" };

export default class FrameworkGridReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const kit = modules.find(({ moduleId }) =>
      moduleId.endsWith("/frameworks/conformance.test.ts"),
    );
    if (kit !== undefined) process.stdout.write(`\n${drawGrid(kit)}\n`);
  }
}

function drawGrid(kit: TestModule): string {
  const rows = new Map<string, Row>();
  const reasons: string[] = [];
  const frameworks = [...kit.children.suites()];
  for (const framework of frameworks) {
    for (const test of framework.children.allTests()) {
      const row: Row = rows.get(test.name) ?? new Map();
      const { exception } = test.meta();
      const mark = MARKS[test.result().state] ?? "did not run";
      const note = exception === undefined ? "" : noteOf(exception, reasons);
      const shown = note === "" || mark === MARKS["failed"] ? mark : note;
      rows.set(test.name, row.set(framework.name, shown.padEnd(framework.name.length)));
    }
  }
  const names = frameworks.map(({ name }) => name);
  const width = Math.max(...Array.from(rows.keys(), (name) => name.length));
  const draw = (first: string, cells: readonly string[]): string =>
    [first.padEnd(width), ...cells].join("  ").trimEnd();
  const lines = Array.from(rows, ([name, row]) =>
    draw(
      name,
      names.map((framework) => row.get(framework) ?? ""),
    ),
  );
  const notes = reasons.map((reason, index) => `${index + 1}) cannot hold: ${reason}`);
  return [draw("", names), ...lines, "", ...notes, ""].join("\n");
}

/** The number of a reason, which is given below the grid. */
function noteOf(reason: string, reasons: string[]): string {
  if (!reasons.includes(reason)) reasons.push(reason);
  return `${reasons.indexOf(reason) + 1})`;
}
