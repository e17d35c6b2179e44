import { configDefaults, defineConfig } from "vitest/config";
process.env.TEST_CASES ??= "0.02";
export default defineConfig({ test: { include: ["test/functions/validation/{rules,typed,shape,bytes,utf8-check}.test.ts", "test/functions/validation/{answers,rules,schema}/*.test.ts", "test/functions/validation/jsonl/rules.test.ts", "test/docs/rules.test.ts", "test/docs/typed-datasets.test.ts"], exclude: [...configDefaults.exclude], setupFiles: ["test/mutation/seed.ts"], testTimeout: 60_000 } });
