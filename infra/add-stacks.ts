import type { App } from "aws-cdk-lib";
import { bundleFunctions } from "./bundle-functions.ts";
import { DropsetStack } from "./dropset-stack.ts";
import { readStages } from "./stages.ts";

/**
 * Bundles the functions, and adds the stack of each stage in the app's context.
 *
 * @param sources their hash: bundles of the same sources are used again. Without it, they are always bundled
 * @throws {InvalidSettings} names each setting that is wrong
 */
export async function addStacks(app: App, sources: string | undefined): Promise<void> {
  const stages = readStages(app.node.tryGetContext("dropset"));
  const page = stages.some(({ settings }) => settings.page !== undefined);
  await bundleFunctions({ page, sources });
  for (const { stackName, settings } of stages) {
    new DropsetStack(app, stackName, {
      description: "dropset: a CSV dropped in a bucket becomes a dataset of Prolific's AI Task Builder",
      settings,
    });
  }
}
