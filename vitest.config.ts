import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Most of a pipeline's time is spent in waiting: two files at a time keep two cores busy, where Vitest would run one.
    maxWorkers: 2,
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
