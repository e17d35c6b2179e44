import { Match, Template } from "aws-cdk-lib/assertions";
import { beforeAll, describe, expect, it } from "vitest";
import { FUNCTION_ENVIRONMENT } from "../../bench/function-environment.ts";
import { synthesize } from "../../local/cloud/template/synthesize.ts";
import { readTemplate } from "../../local/cloud/template/template.ts";

interface Asl {
  StartAt: string;
  States: Record<string, AslState>;
}
interface AslState {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  SecondsPath?: string;
  Resource?: string;
  TimeoutSeconds?: number;
  Retry?: {
    ErrorEquals: string[];
    JitterStrategy: string;
    BackoffRate: number;
    MaxDelaySeconds: number;
    MaxAttempts: number;
  }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
}

let template: Template;
let machine: Asl;

beforeAll(async () => {
  const assembly = await synthesize({
    defaultWorkspaceId: "default-workspace",
    publish: { limitSeconds: 1234 },
  });
  template = Template.fromJSON((await readTemplate(assembly)).template);
  machine = readMachine(template);
});

/** The definition, with each reference replaced by the resource's id. */
function readMachine(from: Template): Asl {
  const [resource] = Object.values(from.findResources("AWS::StepFunctions::StateMachine"));
  const parts: unknown[] = resource?.Properties.DefinitionString["Fn::Join"][1];
  return JSON.parse(
    parts
      .map((part) => (typeof part === "string" ? part : JSON.stringify(part).match(/"([A-Z]\w+[0-9A-F]{8})"/)?.[1]))
      .join(""),
  );
}

describe("the drop bucket", () => {
  it("keeps every version", () => {
    template.hasResourceProperties("AWS::S3::Bucket", { VersioningConfiguration: { Status: "Enabled" } });
  });

  it("notifies the queue of every object below incoming/, with any extension", () => {
    template.hasResourceProperties("Custom::S3BucketNotifications", {
      NotificationConfiguration: {
        QueueConfigurations: [
          {
            Events: ["s3:ObjectCreated:*"],
            Filter: { Key: { FilterRules: [{ Name: "prefix", Value: "incoming/" }] } },
          },
        ],
      },
    });
  });
});

describe("the queue", () => {
  it("hands what fails too often to the dead-letter queue", () => {
    template.hasResourceProperties("AWS::SQS::Queue", { RedrivePolicy: { maxReceiveCount: 7 } });
  });

  it("hides a message six times as long as the function may run", () => {
    const [mapping] = Object.values(template.findResources("AWS::Lambda::EventSourceMapping"));
    const target = mapping?.Properties.FunctionName.Ref;
    const ingest = template.findResources("AWS::Lambda::Function")[target]?.Properties;
    template.hasResourceProperties("AWS::SQS::Queue", { VisibilityTimeout: ingest.Timeout * 6 });
  });

  it("lets ingest say when a message that failed is redelivered", () => {
    const [queue] = Object.keys(template.findResources("AWS::SQS::Queue", { Properties: { RedrivePolicy: {} } }));
    template.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(["sqs:ChangeMessageVisibility"]),
            Resource: { "Fn::GetAtt": [queue, "Arn"] },
          }),
        ]),
      },
    });
  });

  it("may be sent its own messages again, more often than Lambda allows by itself", () => {
    const ingest = template.findResources("AWS::Lambda::Function", {
      Properties: { Description: Match.stringLikeRegexp("Validates a dropped CSV") },
    });
    expect(Object.values(ingest)).toMatchObject([{ Properties: { RecursiveLoop: "Allow" } }]);
    template.resourcePropertiesCountIs("AWS::Lambda::Function", { RecursiveLoop: "Allow" }, 1);
  });

  it("is answered message by message", () => {
    template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
  });
});

describe("the functions", () => {
  it("are five of ours, on Node 24 and arm64", () => {
    template.resourcePropertiesCountIs("AWS::Lambda::Function", { Runtime: "nodejs24.x", Architectures: ["arm64"] }, 5);
  });

  it("upload in little memory", () => {
    const variables = { FIRST_POLL_SECONDS: "2", NODE_OPTIONS: Match.stringLikeRegexp("--max-semi-space-size=1$") };
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: { Variables: variables },
      Description: Match.stringLikeRegexp("upload URL"),
    });
  });

  it("never have the token in their environment", () => {
    for (const { Properties } of Object.values(template.findResources("AWS::Lambda::Function"))) {
      const names = Object.keys(Properties.Environment?.Variables ?? {});
      expect(names).not.toContain("DATASET_API_TOKEN");
    }
  });

  it("are loaded by the benchmark of cold starts with every variable that they have here", () => {
    const names = new Set<string>();
    for (const { Properties } of Object.values(template.findResources("AWS::Lambda::Function"))) {
      for (const name of Object.keys(Properties.Environment?.Variables ?? {})) names.add(name);
    }
    // The runtime's own, and Powertools', have defaults.
    const ours = [...names].filter((name) => !/^(?:AWS|NODE|POWERTOOLS)_/.test(name));
    expect(ours.filter((name) => !(name in FUNCTION_ENVIRONMENT))).toEqual([]);
  });
});

describe("the permissions", () => {
  it("name each action and each resource, but where AWS has no other", () => {
    const wide: string[] = [];
    for (const [id, { Properties }] of Object.entries(template.findResources("AWS::IAM::Policy"))) {
      for (const { Action, Resource } of Properties.PolicyDocument.Statement) {
        const actions = [Action].flat().filter((action: string) => action.includes("*"));
        const resources = [Resource].flat().filter((resource: unknown) => resource === "*");
        if (actions.length + resources.length > 0) wide.push(`${id}: ${[Action].flat().join(", ")}`);
      }
    }
    // X-Ray and the delivery of a state machine's logs know no resources:
    // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    const traces = "xray:PutTelemetryRecords, xray:PutTraceSegments";
    expect(wide.sort()).toEqual([
      expect.stringMatching(`^IngestFunction.*: ${traces}$`),
      expect.stringMatching(`^PublishPollFunction.*: ${traces}$`),
      expect.stringMatching(`^PublishRefusedFunction.*: ${traces}$`),
      expect.stringMatching(`^PublishReportFunction.*: ${traces}$`),
      expect.stringMatching(/^PublishStateMachineRole.*: (logs:\w+, )+(xray:\w+(, )?)+$/),
      expect.stringMatching(`^PublishUploadFunction.*: ${traces}$`),
    ]);
  });
});

describe("the secret", () => {
  it("is made empty", () => {
    template.hasResourceProperties("AWS::SecretsManager::Secret", {
      GenerateSecretString: Match.absent(),
      SecretString: Match.absent(),
    });
  });
});

describe("the ledger", () => {
  it("is kept when the stack is deleted, but not when its creation fails", () => {
    template.hasResource("AWS::DynamoDB::Table", { DeletionPolicy: "RetainExceptOnCreate" });
  });
});

describe("the state machine", () => {
  const state = (name: string): AslState => {
    const found = machine.States[name];
    if (!found) throw new Error(`There is no state ${name}.`);
    return found;
  };

  it("is a standard one", () => {
    template.hasResourceProperties("AWS::StepFunctions::StateMachine", { StateMachineType: "STANDARD" });
  });

  it("uploads, waits, polls and decides", () => {
    expect(state("Upload").Next).toBe("Uploaded?");
    expect(state("Uploaded?").Choices?.[0]?.Next).toBe("Wait");
    expect(state("Wait")).toMatchObject({ Next: "Poll", SecondsPath: "$.poll.waitSeconds" });
    expect(state("Poll").Next).toBe("READY?");
    expect(state("READY?").Default).toBe("Wait");
  });

  it("comes to every end through the report", () => {
    const ends = Object.entries(machine.States).filter(([, { Type }]) => Type === "Pass");
    expect(ends.length).toBeGreaterThan(5);
    for (const [name, { Next }] of ends) expect(Next, name).toBe("Write report");
    for (const task of ["Upload", "Poll"]) {
      expect(state(task).Catch).toEqual([
        expect.objectContaining({ ErrorEquals: ["States.ALL"], Next: "Step failed" }),
      ]);
    }
  });

  it("fails only after the report, and only then", () => {
    const leadingTo = (target: string) =>
      Object.entries(machine.States).flatMap(([name, { Next, Default, Choices = [] }]) =>
        [Next, Default, ...Choices.map((choice) => choice.Next)].includes(target) ? [name] : [],
      );
    expect(leadingTo("Failed")).toEqual(["Outcome?"]);
    expect(leadingTo("Answered")).toEqual(["Outcome?"]);
    expect(leadingTo("Outcome?")).toEqual(["Write report"]);
  });

  it("retries errors by their names, with backoff, full jitter and a cap", () => {
    for (const task of ["Upload", "Poll", "Write report"]) {
      const retries = state(task).Retry ?? [];
      expect(retries.length, task).toBeGreaterThan(0);
      for (const retry of retries) {
        expect(retry.ErrorEquals).not.toContain("States.ALL");
        expect(retry).toMatchObject({ JitterStrategy: "FULL", BackoffRate: 2 });
        expect(retry.MaxDelaySeconds).toBeLessThanOrEqual(600);
      }
    }
  });

  it("gives each task more time than its function has", () => {
    const [upload, poll, report] = ["Upload", "Poll", "Write report"].map((task) => state(task).TimeoutSeconds ?? 0);
    expect({ upload, poll, report }).toEqual({ upload: 960, poll: 150, report: 360 });
  });

  it("has its overall limit from the settings", () => {
    expect(JSON.stringify(state("READY?").Choices)).toContain('"NumericGreaterThanEquals":1234');
  });
});
