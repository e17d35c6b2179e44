import { configDefaults, defineConfig } from "vitest/config";

process.env.TEST_CASES ??= "0.05";

/** What needs no pipeline and no browser, with few random cases: a mutant is tried in seconds. */
export default defineConfig({
  test: {
    include: [
      "test/functions/**/*.test.ts",
      "test/docs/{rules,typed-datasets}.test.ts",
      "test/infra/{execution-history,publish-definition}.test.ts",
    ],
    exclude: [
      ...configDefaults.exclude,
      // They run code in processes of their own, in which no mutant is active.
      "test/functions/**/*memory.test.ts",
      "test/functions/page/{app,handler}.test.ts",
    ],
    setupFiles: ["test/mutation/seed.ts"],
    testTimeout: 60_000,
  },
});
