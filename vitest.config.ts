import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { COMPILED_CODE } from "./local/cache.ts";
import { LongestFirst } from "./test/longest-first.ts";
import { PATIENCE_MS } from "./test/patience.ts";

// Commands, functions and clouds that tests start keep what V8 compiled, as the local run's do.
process.env.NODE_COMPILE_CACHE ??= COMPILED_CODE;

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/bundle-once.ts"],
    // The pipelines wait for half of their time: six files at a time keep two cores busy, where Vitest would run one. Each takes
    // up to 1 GB with its processes.
    maxWorkers: Math.min(16, Math.max(6, 2 * availableParallelism())),
    // The AWS SDK, CDK and the embedded cloud are loaded once by each worker and not once by each file.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // They end what hangs. The longest hook takes less than two minutes on two idle cores.
    testTimeout: 3 * PATIENCE_MS,
    hookTimeout: 3 * PATIENCE_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
  },
});
