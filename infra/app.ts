import { App } from "aws-cdk-lib";
import { bundleFunctions } from "./bundle-functions.ts";
import { DropsetStack } from "./dropset-stack.ts";
import { readStages } from "./stages.ts";

await bundleFunctions();

const app = new App();
for (const { stackName, settings } of readStages(app.node.tryGetContext("dropset"))) {
  new DropsetStack(app, stackName, {
    description: "dropset: a CSV dropped in a bucket becomes a dataset of Prolific's AI Task Builder",
    settings,
  });
}
