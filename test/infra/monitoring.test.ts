import { readFile } from "node:fs/promises";
import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { beforeAll, describe, expect, it } from "vitest";
import { LONGEST_WAIT_SECONDS } from "../../functions/ingest/retry-wait.ts";
import { Dropset } from "../../infra/dropset.ts";
import { appWith } from "./stacks.ts";

/** The alarm that there is with an existing bucket alone. */
const BRIDGED = "EventsNotDelivered";
/** The alarm that there is with a page alone; page.test.ts has it. */
const PAGED = "PageErrors";

let template: Template;
let alarms: [name: string, properties: Record<string, unknown>][];

beforeAll(async () => {
  const { stacks } = await appWith({ "Dropset-test": { alarmEmails: ["night@example.com"] } });
  const [stack] = stacks;
  if (!stack) throw new Error("There is no stack.");
  template = Template.fromStack(stack);
  alarms = Object.entries(template.findResources("AWS::CloudWatch::Alarm")).map(([id, { Properties }]) => [
    id.replace(/^MonitoringAlarms|[0-9A-F]{8}$/g, ""),
    Properties,
  ]);
});

describe("the alarms", () => {
  it("cover everything that can be lost or stuck", () => {
    expect(alarms.map(([name]) => name).sort()).toEqual([
      "DeadLetters",
      "ExecutionsFailed",
      "ExecutionsTimedOut",
      "FunctionsThrottled",
      "IngestErrors",
      "OldestDrop",
      "RecordsNotWritten",
      "ServiceThrottled",
      "StuckDrop",
      "TokenRefused",
    ]);
  });

  it("have a reason, notify the topic when they start and end, and are quiet without data", () => {
    for (const [name, properties] of alarms) {
      expect(properties, name).toMatchObject({
        AlarmDescription: expect.stringMatching(
          `[.] See docs/runbook.md#${name.toLowerCase()}, and run npx dropset doctor --stack Dropset-test$`,
        ),
        AlarmActions: [{ Ref: expect.stringMatching(/^MonitoringAlarmTopic/) }],
        OKActions: [{ Ref: expect.stringMatching(/^MonitoringAlarmTopic/) }],
        TreatMissingData: "notBreaching",
      });
    }
  });

  it("stay on from a drop's failure to its next one, which the longest wait is between", () => {
    const stuck = Object.fromEntries(alarms).StuckDrop;
    expect(stuck).toMatchObject({ Period: 300, DatapointsToAlarm: 1 });
    expect(stuck).toHaveProperty("EvaluationPeriods", LONGEST_WAIT_SECONDS / 300 + 1);
  });

  it("watch over the delivery of events too, where the bucket is somebody's", async () => {
    const { stacks } = await appWith({ Dropset: { existingBucket: { name: "their-bucket" } } });
    const [stack] = stacks;
    if (!stack) throw new Error("There is no stack.");
    const bridged = Template.fromStack(stack);
    const [rule] = Object.keys(bridged.findResources("AWS::Events::Rule"));
    bridged.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmDescription: Match.stringLikeRegexp(`#${BRIDGED.toLowerCase()},`),
      Namespace: "AWS/Events",
      MetricName: "FailedInvocations",
      Dimensions: [{ Name: "RuleName", Value: { Ref: rule } }],
      Threshold: 1,
      AlarmActions: [{ Ref: Match.stringLikeRegexp("^MonitoringAlarmTopic") }],
    });
  });

  it("each have a section in the runbook, and it has no other", async () => {
    const runbook = await readFile(new URL("../../docs/runbook.md", import.meta.url), "utf8");
    const sections = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
    expect(sections.sort()).toEqual([...alarms.map(([name]) => name), BRIDGED, PAGED].sort());
  });

  it("measure this stack's drops and no other's", () => {
    const own = JSON.stringify(alarms).match(/"Name":"service","Value":"[^"]+"/g);
    expect(new Set(own)).toEqual(new Set(['"Name":"service","Value":"Dropset-test"']));
    template.allResourcesProperties("AWS::Lambda::Function", Match.anyValue());
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: { POWERTOOLS_SERVICE_NAME: "Dropset-test" } },
    });
  });

  it("link to the runbook where the settings say where it is", async () => {
    const { stacks } = await appWith({ Dropset: { alarms: { runbookUrl: "https://wiki.example.com/dropset" } } });
    const [stack] = stacks;
    if (!stack) throw new Error("There is no stack.");
    Template.fromStack(stack).hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmDescription: Match.stringLikeRegexp("https://wiki.example.com/dropset#stuckdrop,"),
    });
  });

  it("and metrics of two constructs in one stack are apart", () => {
    const stack = new Stack(new App(), "Team");
    for (const id of ["One", "Two"]) new Dropset(stack, id, { existingBucket: { name: "their-bucket" } });
    const two = JSON.stringify(Template.fromStack(stack).findResources("AWS::CloudWatch::Alarm"));
    expect(new Set(two.match(/"Name":"service","Value":"[^"]+"/g))).toEqual(
      new Set(['"Name":"service","Value":"Team-One"', '"Name":"service","Value":"Team-Two"']),
    );
  });

  it("reach people by e-mail where the settings name them", () => {
    template.hasResourceProperties("AWS::SNS::Subscription", { Protocol: "email", Endpoint: "night@example.com" });
  });
});

describe("what is seen of a run", () => {
  it("has traces of every function and of the state machine", () => {
    const ours = { Runtime: "nodejs24.x", TracingConfig: { Mode: "Active" } };
    template.resourcePropertiesCountIs("AWS::Lambda::Function", ours, 5);
    template.hasResourceProperties("AWS::StepFunctions::StateMachine", { TracingConfiguration: { Enabled: true } });
  });

  it("is on a dashboard", () => {
    const [dashboard] = Object.values(template.findResources("AWS::CloudWatch::Dashboard"));
    const body = JSON.stringify(dashboard);
    expect(dashboard?.Properties.DashboardName).toEqual({
      "Fn::Join": ["", ["Dropset-test-", { Ref: "AWS::Region" }]],
    });
    for (const metric of ["DropsAnswered", "SecondsToReady", "Rows", "Bytes", "ValidationSeconds", "PacedSeconds"]) {
      expect(body).toContain(metric);
    }
  });
});
