import { defineConfig } from "vitest/config";

/** Tests that disturb others (they kill a database, or measure) run after them, one file at a time. */
const ALONE = "tests/**/*.alone.test.ts";

const limits = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...limits,
          name: "tests",
          include: ["tests/**/*.test.ts"],
          exclude: [ALONE],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...limits,
          name: "alone",
          include: [ALONE],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    reporters: [
      "default",
      "./tests/interop/grid-reporter.ts",
      "./tests/frameworks/grid-reporter.ts",
    ],
    coverage: { include: ["src/**"] },
  },
});
