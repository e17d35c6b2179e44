import { defineConfig } from "vitest/config";

/** What needs no pipeline and no browser: a mutant is tried in seconds. */
export default defineConfig({
  test: {
    include: ["test/functions/**/*.test.ts", "test/infra/{execution-history,template}.test.ts"],
    testTimeout: 60_000,
  },
});
