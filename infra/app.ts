import { App } from "aws-cdk-lib";
import { bundleFunctions } from "./bundle-functions.ts";
import { DropsetStack } from "./dropset-stack.ts";
import { InvalidSettings } from "./invalid-settings.ts";
import { readStages } from "./stages.ts";

try {
  await addStacks(new App());
} catch (error) {
  if (!(error instanceof InvalidSettings)) throw error;
  // The list alone: where in this code it was made helps nobody. Without the exit, CDK would write an empty assembly.
  process.stderr.write(`${error.message}\n`, () => process.exit(1));
}

async function addStacks(app: App): Promise<void> {
  const stages = readStages(app.node.tryGetContext("dropset"));
  const page = stages.some(({ settings }) => settings.page !== undefined);
  // The local run synthesizes for many settings, and knows its sources; a deployment always bundles.
  await bundleFunctions({ page, sources: process.env.DROPSET_SOURCES });
  for (const { stackName, settings } of stages) {
    new DropsetStack(app, stackName, {
      description: "dropset: a CSV dropped in a bucket becomes a dataset of Prolific's AI Task Builder",
      settings,
    });
  }
}
