import { fileURLToPath } from "node:url";
import { synthesize } from "../local/cloud/synthesize.ts";

/** Where the tests keep synthesized assemblies: made once for each set of settings while the sources are unchanged. */
export const TEST_ASSEMBLIES = fileURLToPath(new URL("../.dropset/test-assemblies", import.meta.url));

/** @param settings laid over those in cdk.json */
export function synthesizeForTests(settings: Record<string, unknown> = {}): Promise<string> {
  return synthesize(TEST_ASSEMBLIES, settings);
}
