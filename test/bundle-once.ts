import { bundleFunctions } from "../infra/bundle-functions.ts";
import { hashSources } from "../infra/sources.ts";

/** Bundles the functions before the first test: Vitest's workers start at the same time, and each would bundle them. */
export async function setup(): Promise<void> {
  await bundleFunctions({ sources: await hashSources() });
}
