import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { appWith, VARIANTS } from "./stacks.ts";

describe("cdk-nag's AWS Solutions rules", () => {
  it.each(Object.entries(VARIANTS))("find nothing unexplained in the stack %s", async (_, settings) => {
    const { app } = await appWith({ Dropset: settings });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    // Synthesis fails with every finding that nobody acknowledged.
    app.synth();
  });

  it("are really run: without a reason, synthesis fails with the rule's name", async () => {
    const { app, stacks } = await appWith({ Dropset: {} });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const [stack] = stacks;
    const { Topic } = await import("aws-cdk-lib/aws-sns");
    if (stack) new Topic(stack, "Open");
    expect(() => app.synth()).toThrow("AwsSolutions-SNS3");
  });
});
