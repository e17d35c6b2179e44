import { App } from "aws-cdk-lib";
import { addStacks } from "../../infra/add-stacks.ts";
import type { RunApp } from "../../local/cloud/template/synthesize.ts";

/** Runs the CDK app in the tests' process: loading CDK takes most of a synthesis, and is done once for all pipelines there. */
export const runHere: RunApp = async (outdir, context, sources) => {
  const app = new App({ outdir, context, builtinCloudFormationValidation: false });
  await addStacks(app, sources);
  app.synth();
};
