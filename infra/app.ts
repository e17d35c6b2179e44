import { App } from "aws-cdk-lib";
import { DropsetStack } from "./dropset-stack.ts";
import { readSettings } from "./settings.ts";

const app = new App();
new DropsetStack(app, "Dropset", {
  description: "dropset: a CSV dropped in a bucket becomes a dataset of Prolific's AI Task Builder",
  settings: readSettings(app.node.tryGetContext("dropset")),
});
