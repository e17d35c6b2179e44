import { App } from "aws-cdk-lib";
import { addStacks } from "./add-stacks.ts";
import { InvalidSettings } from "./settings/invalid-settings.ts";

try {
  // The local run synthesizes for many settings, and knows its sources; a deployment always bundles.
  await addStacks(new App(), process.env.DROPSET_SOURCES);
} catch (error) {
  if (!(error instanceof InvalidSettings)) throw error;
  // The list alone: where in this code it was made helps nobody. Without the exit, CDK would write an empty assembly.
  process.stderr.write(`${error.message}\n`, () => process.exit(1));
}
