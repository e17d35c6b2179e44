import { defineConfig } from "vitest/config";

const shared = { testTimeout: 60_000, hookTimeout: 60_000 };
/** These break one pipeline in hundreds of ways at once and count what is seen, so they have the machine to themselves. */
const FAULTS = "test/local/faults/**/*.test.ts";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: "tests",
          include: ["test/**/*.test.ts"],
          exclude: [FAULTS],
          // Most of their time they wait for the pipeline.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...shared, name: "faults", include: [FAULTS], maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
