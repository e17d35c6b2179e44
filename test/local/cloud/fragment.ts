import { App, Stack } from "aws-cdk-lib";
import { type Resources, readResources } from "../../../local/cloud/resources.ts";
import type { Template } from "../../../local/cloud/template.ts";

/** The template of a stack with just these constructs, as CDK synthesizes it. */
export function templateOf(build: (stack: Stack) => void): Template {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, "Test");
  build(stack);
  return { Outputs: {}, ...app.synth({ skipValidation: true }).getStackByName("Test").template };
}

export function resourcesOf(build: (stack: Stack) => void): Resources {
  return readResources(templateOf(build), "Test");
}
