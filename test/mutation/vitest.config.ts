import { configDefaults, defineConfig } from "vitest/config";

/** What needs no pipeline and no browser: a mutant is tried in seconds. */
export default defineConfig({
  test: {
    include: ["test/functions/**/*.test.ts", "test/infra/{execution-history,publish-definition}.test.ts"],
    exclude: [
      ...configDefaults.exclude,
      // It uploads a gigabyte from a process of its own, in which no mutant is active.
      "test/functions/upload/memory.test.ts",
      // Thousands of random inputs for each mutant would take hours; other tests notice small changes.
      "test/functions/**/*-fuzz.test.ts",
    ],
    testTimeout: 60_000,
  },
});
