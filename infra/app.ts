import { App } from "aws-cdk-lib";
import { bundleFunctions } from "./bundle-functions.ts";
import { DropsetStack } from "./dropset-stack.ts";
import { readStages } from "./stages.ts";

const app = new App();
const stages = readStages(app.node.tryGetContext("dropset"));
await bundleFunctions({ page: stages.some(({ settings }) => settings.page !== undefined) });

for (const { stackName, settings } of stages) {
  new DropsetStack(app, stackName, {
    description: "dropset: a CSV dropped in a bucket becomes a dataset of Prolific's AI Task Builder",
    settings,
  });
}
