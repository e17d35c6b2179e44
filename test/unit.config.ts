import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import base from "../vitest.config.ts";

process.env.TEST_CASES ??= "0.1";

/** What needs no pipeline and no browser, with a tenth of the random cases: an answer while one works. */
export default defineConfig({
  test: {
    ...base.test,
    include: [
      "test/{docs,functions,cli/stack,local/sandbox}/**/*.test.ts",
      "test/cli/read-file.test.ts",
      "test/infra/{execution-history,publish-definition,settings-fuzz}.test.ts",
      "test/page/wait-text.test.ts",
      "test/import-rules.test.ts",
    ],
    // What takes processor time all the while, so Vitest's one worker less than there are cores would leave one idle.
    maxWorkers: availableParallelism(),
  },
});
