import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { appWith, VARIANTS } from "./stacks.ts";

describe("cdk-nag's AWS Solutions rules and CloudFormation's schemas", () => {
  it.each(Object.entries(VARIANTS))("find nothing unexplained in the stack %s", async (_, settings) => {
    const { app } = await appWith({ Dropset: settings }, { validated: true });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    // Synthesis fails with every finding that nobody acknowledged.
    app.synth();
  });

  it("are really checked: what has no reason, or what CloudFormation would refuse, fails the synthesis", async () => {
    const { app, stacks } = await appWith({ Dropset: {} });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const [stack] = stacks;
    const { Topic } = await import("aws-cdk-lib/aws-sns");
    if (stack) new Topic(stack, "Open");
    expect(() => app.synth()).toThrow("AwsSolutions-SNS3");

    const wrong = await appWith({ Dropset: {} }, { validated: true });
    const { CfnQueue } = await import("aws-cdk-lib/aws-sqs");
    for (const one of wrong.stacks) new CfnQueue(one, "Wrong", { delaySeconds: 100_000 });
    expect(() => wrong.app.synth()).toThrow("DelaySeconds");
  });
});
