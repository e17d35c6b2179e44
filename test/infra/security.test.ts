import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import type { DropsetProps } from "../../infra/dropset.ts";
import { DropsetStack } from "../../infra/dropset-stack.ts";
import { appWith, VARIANTS } from "./stacks.ts";

const templates = new Map<string, Promise<Template>>();

function templateOf(settings: DropsetProps): Promise<Template> {
  const asked = JSON.stringify(settings);
  const template = templates.get(asked) ?? synthesize(settings);
  templates.set(asked, template);
  return template;
}

async function synthesize(settings: DropsetProps): Promise<Template> {
  const { stacks } = await appWith({ Dropset: settings });
  const [stack] = stacks;
  if (!(stack instanceof DropsetStack)) throw new Error("There is no stack.");
  return Template.fromStack(stack);
}

const policiesOf = (template: Template, type: string) =>
  Object.values(template.findResources(type)).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument));

describe("what is kept", () => {
  it("is private, versioned, and encrypted by AWS's own keys, as it comes", async () => {
    const template = await templateOf({});
    template.hasResourceProperties("AWS::S3::Bucket", {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      VersioningConfiguration: { Status: "Enabled" },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
    });
    template.resourceCountIs("AWS::KMS::Key", 0);
    template.resourcePropertiesCountIs("AWS::SQS::Queue", { SqsManagedSseEnabled: true }, 2);
    template.hasResourceProperties("AWS::SNS::Topic", { KmsMasterKeyId: Match.anyValue() });
  });

  it("is encrypted by a key where the settings ask for one, and the functions may use it", async () => {
    const template = await templateOf({ kmsKey: "create" });
    template.hasResourceProperties("AWS::KMS::Key", { EnableKeyRotation: true });
    for (const [type, property] of [
      ["AWS::SQS::Queue", "KmsMasterKeyId"],
      ["AWS::SNS::Topic", "KmsMasterKeyId"],
      ["AWS::SecretsManager::Secret", "KmsKeyId"],
      ["AWS::Logs::LogGroup", "KmsKeyId"],
    ] as const) {
      for (const { Properties } of Object.values(template.findResources(type))) {
        expect(JSON.stringify(Properties[property]), type).toContain("EncryptionKey");
      }
    }
    template.hasResourceProperties("AWS::S3::Bucket", {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } },
        ],
      },
    });
    template.hasResourceProperties("AWS::DynamoDB::Table", { SSESpecification: { SSEType: "KMS" } });
    template.hasResourceProperties("AWS::StepFunctions::StateMachine", {
      EncryptionConfiguration: { Type: "CUSTOMER_MANAGED_KMS_KEY", KmsKeyId: Match.anyValue() },
    });
    const [keyPolicy] = Object.values(template.findResources("AWS::KMS::Key"));
    expect(JSON.stringify(keyPolicy)).toContain("delivery.logs.amazonaws.com");
    template.hasResourceProperties("AWS::IAM::Policy", {
      Roles: [{ Ref: Match.stringLikeRegexp("StateMachineRole") }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Condition: { StringLike: { "kms:EncryptionContext:aws:states:stateMachineArn": Match.anyValue() } },
          }),
        ]),
      },
    });
    for (const step of ["IngestFunction", "PublishUploadFunction", "PublishPollFunction", "PublishReportFunction"]) {
      const policies = Object.entries(template.findResources("AWS::IAM::Policy"));
      const [, policy] = policies.find(([id]) => id.startsWith(step)) ?? [];
      expect(JSON.stringify(policy), step).toContain("kms:Decrypt");
    }
  });

  it("expires after the time in the settings", async () => {
    const template = await templateOf({
      retention: { droppedDays: 30, resultDays: 60, oldVersionDays: 7, logDays: 14 },
    });
    template.hasResourceProperties("AWS::S3::Bucket", {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({
            Prefix: "incoming/",
            ExpirationInDays: 30,
            NoncurrentVersionExpiration: { NoncurrentDays: 7 },
          }),
          Match.objectLike({ Prefix: "results/", ExpirationInDays: 60 }),
          Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
        ]),
      },
    });
    template.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 14 });
  });

  it.each([
    ["keep", "RetainExceptOnCreate"],
    ["destroy", "Delete"],
  ] as const)("is treated as asked when the stack is removed: %s", async (removal, policy) => {
    const template = await templateOf({ removal, kmsKey: "create" });
    for (const type of ["AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::KMS::Key"]) {
      template.hasResource(type, { DeletionPolicy: policy });
    }
  });
});

describe("a role", () => {
  it.each(Object.entries(VARIANTS))("is for services of this account alone: %s", async (_, settings) => {
    const template = await templateOf(settings);
    const roles = Object.entries(template.findResources("AWS::IAM::Role"));
    expect(roles.length).toBeGreaterThan(4);
    for (const [id, { Properties }] of roles) {
      for (const statement of Properties.AssumeRolePolicyDocument.Statement) {
        expect(statement.Condition, id).toEqual({
          StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } },
        });
      }
    }
  });
});

describe("a log group", () => {
  it.each(Object.entries(VARIANTS))(
    "is there for each function, expires, and goes with the stack: %s",
    async (_, settings) => {
      const template = await templateOf(settings);
      const groups = template.findResources("AWS::Logs::LogGroup");
      for (const { Properties } of Object.values(template.findResources("AWS::Lambda::Function"))) {
        expect(groups).toHaveProperty(Properties.LoggingConfig.LogGroup.Ref);
      }
      template.allResources("AWS::Logs::LogGroup", {
        DeletionPolicy: "Delete",
        Properties: Match.objectLike({ RetentionInDays: 90 }),
      });
    },
  );

  it("of the state machine has the name that AWS advises for delivered logs, one for each stack", async () => {
    const { stacks } = await appWith({ "Dropset-test": {}, "Dropset-live": {} });
    const names = stacks.flatMap((stack) =>
      Object.values(Template.fromStack(stack).findResources("AWS::Logs::LogGroup"))
        .map(({ Properties }) => Properties.LogGroupName)
        .filter((name) => name !== undefined),
    );
    expect(names).toHaveLength(2);
    for (const name of names) expect(name).toMatch(/^\/aws\/vendedlogs\/states\/Dropset/);
    expect(new Set(names).size).toBe(2);
  });
});

describe("who is let in", () => {
  it("comes by TLS", async () => {
    const template = await templateOf({});
    for (const type of ["AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"]) {
      const policies = policiesOf(template, type);
      expect(policies.length, type).toBeGreaterThan(0);
      for (const policy of policies) expect(policy, type).toContain('"aws:SecureTransport":"false"');
    }
  });

  it("is, at the alarms' topic, CloudWatch for this account, without a key and with one", async () => {
    for (const settings of [{}, { kmsKey: "create" }]) {
      const template = await templateOf(settings);
      const alarms = Object.values(template.findResources("AWS::CloudWatch::Alarm"));
      const topics = new Set(
        alarms.flatMap(({ Properties }) => Properties.AlarmActions.map(({ Ref }: { Ref: string }) => Ref)),
      );
      expect(topics.size).toBe(1);
      const policies = Object.values(template.findResources("AWS::SNS::TopicPolicy"));
      const own = policies.find(({ Properties }) => topics.has(Properties.Topics[0].Ref));
      expect(own?.Properties.PolicyDocument.Statement).toContainEqual({
        Sid: "Alarms",
        Effect: "Allow",
        Action: "sns:Publish",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Resource: { Ref: [...topics][0] },
        Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
      });
    }
  });

  it("is, at the queue, S3 for this bucket of this account", async () => {
    const sends = policiesOf(await templateOf({}), "AWS::SQS::QueuePolicy").filter((policy) =>
      policy.includes('sqs:SendMessage"'),
    );
    expect(sends).toEqual([expect.stringContaining('"aws:SourceAccount":{"Ref":"AWS::AccountId"}')]);
    expect(sends[0]).toContain('"aws:SourceArn":{"Fn::GetAtt":["DropsBucket');
  });

  it("is EventBridge by this rule for an existing bucket, whose own notifications stay unchanged", async () => {
    const template = await templateOf({ existingBucket: { name: "their-bucket" } });
    template.resourceCountIs("AWS::S3::Bucket", 0);
    template.resourceCountIs("Custom::S3BucketNotifications", 0);
    template.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: { detail: { bucket: { name: ["their-bucket"] }, object: { key: [{ prefix: "incoming/" }] } } },
    });
    expect(policiesOf(template, "AWS::SQS::QueuePolicy").join()).toContain(
      '"aws:SourceArn":{"Fn::GetAtt":["DropsDropped',
    );
  });

  it("is, where the bucket is somebody's, EventBridge at the dead-letter queue, for what it cannot deliver", async () => {
    const template = await templateOf({ existingBucket: { name: "their-bucket" } });
    const [deadLetters] = Object.keys(template.findResources("AWS::SQS::Queue")).filter((id) =>
      id.includes("DeadLetters"),
    );
    template.hasResourceProperties("AWS::Events::Rule", {
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: { "Fn::GetAtt": [deadLetters, "Arn"] } } })],
    });
    const policies = Object.values(template.findResources("AWS::SQS::QueuePolicy"));
    const own = policies.filter(({ Properties }) => JSON.stringify(Properties.Queues).includes(deadLetters ?? "none"));
    expect(JSON.stringify(own)).toContain('"Service":"events.amazonaws.com"');
  });
});

it("several stages can be deployed to one account, without a common name", async () => {
  const { stacks } = await appWith({ "Dropset-test": {}, "Dropset-live": {} });
  const named = stacks.flatMap((stack) =>
    Object.values(
      Template.fromStack(stack).toJSON().Resources as Record<string, { Properties?: Record<string, unknown> }>,
    )
      .flatMap(({ Properties = {} }) =>
        ["BucketName", "QueueName", "TopicName", "TableName", "FunctionName", "Name"].map((name) => Properties[name]),
      )
      .filter((name) => typeof name === "string"),
  );
  // EventBridge, KMS and dashboards too name themselves after the stack.
  expect(new Set(named).size).toBe(named.length);
});
