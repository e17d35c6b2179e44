import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateTableCommand, DeleteTableCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  ListObjectVersionsCommand,
  PutBucketNotificationConfigurationCommand,
} from "@aws-sdk/client-s3";
import { PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DeleteStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { inspect } from "../../cli/doctor/deployment.ts";
import { type Examined, examine } from "../../cli/doctor/examine.ts";
import { PERMISSIONS } from "../../cli/doctor/permissions.ts";
import { connectStack } from "../../cli/stack/connect.ts";
import { type Pipeline, startPipeline, TOKEN, WORKSPACE } from "../local/pipeline.ts";
import { type AnsweringProxy, accessDenied, startProxy } from "./doctor/answering-proxy.ts";
import { dropset, type Ended, environmentFor, jsonLines } from "./dropset.ts";

const DEPLOY = new URL("../../infra/deploy.ts", import.meta.url).href;

/** What the command finds, where it is not right. */
async function troubles(pipeline: Pipeline): Promise<Examined[]> {
  const ended = await dropset(pipeline, "doctor", "--json");
  expect(ended.err).toBe("");
  const found = jsonLines(ended).filter(({ result }) => result !== "ok");
  expect(ended.code).toBe(found.length === 0 ? 0 : 1);
  expect(ended.out).not.toContain(TOKEN);
  return found;
}

const output = ({ cloud }: Pipeline, name: string) => cloud.outputs[name] ?? "";

describe("dropset doctor", () => {
  let pipeline: Pipeline;
  let secrets: SecretsManagerClient;
  let dynamodb: DynamoDBClient;
  let lambda: LambdaClient;
  let sfn: SFNClient;
  let sns: SNSClient;
  const called = new Set<string>();
  const fill = (SecretString: string) =>
    secrets.send(new PutSecretValueCommand({ SecretId: output(pipeline, "TokenSecretArn"), SecretString }));

  beforeAll(async () => {
    const workspaces = [{ id: WORKSPACE, prefix: "reviews" }, { id: "another" }];
    pipeline = await startPipeline({ secret: "", settings: { workspaces } });
    const { clientSettings, events } = pipeline.cloud;
    [secrets, dynamodb, lambda] = [
      new SecretsManagerClient(clientSettings),
      new DynamoDBClient(clientSettings),
      new LambdaClient(clientSettings),
    ];
    [sfn, sns] = [new SFNClient(clientSettings), new SNSClient(clientSettings)];
    events.on("called", ({ caller, action }) => caller === "local" && called.add(action));
  });
  afterAll(() => pipeline.stop());
  afterEach(() => pipeline.sandbox.faults.clear());

  it("says on the first day that the secret is empty, how to fill it, and what waits for that", async () => {
    const { code, out } = await dropset(pipeline, "doctor");
    expect(code).toBe(1);
    expect(out).toMatch(
      /✗ secret +It is empty\. Store the token: aws secretsmanager put-secret-value --secret-id arn:/,
    );
    expect(out).toMatch(/\? token +There is no token to check\./);
    expect(out).toMatch(/\? workspace +This check needs a working token\./);
    expect(out).toMatch(/\n1 to fix, 2 not checked\.\n$/);
  });

  it("names the character that a token cannot contain, and nothing of the token", async () => {
    await fill(`${TOKEN}\u200b`);
    const [secret, token] = await troubles(pipeline);
    expect(secret).toMatchObject({ check: "secret", result: "wrong", message: expect.stringContaining("U+200B") });
    expect(token).toMatchObject({ check: "token", result: "unchecked" });
  });

  it("tells a token that the service refuses", async () => {
    await fill("another-token");
    const [token, workspace] = await troubles(pipeline);
    expect(token).toMatchObject({
      check: "token",
      result: "wrong",
      message: expect.stringMatching(/refuses it \(401\)/),
    });
    expect(workspace).toMatchObject({ check: "workspace", result: "unchecked" });
  });

  it("finds everything right once the token is there, and exits with 0", async () => {
    await fill(`${TOKEN}\n`);
    called.clear();
    const { code, out } = await dropset(pipeline, "doctor");
    expect(out).toMatch(/✓ workspace +The token reaches 6278acb09062db3b35bcbeb0 \(reviews\)\.\n/);
    expect(out).toMatch(/\nEverything is right\.\n$/);
    expect(out).not.toMatch(/[✗?] /);
    expect(code).toBe(0);
  });

  it("calls all that it lists, but for an existing bucket's rule, and nothing else", () => {
    const withoutRule = Object.keys(PERMISSIONS).filter((action) => !action.startsWith("events:"));
    expect([...called].sort()).toEqual(withoutRule.sort());
  });

  it("names the workspace that the token cannot reach", async () => {
    pipeline.sandbox.faults.set([{ call: "workspace", workspace: "another", fault: { kind: "status", status: 404 } }]);
    expect(await troubles(pipeline)).toMatchObject([
      { check: "workspace", result: "wrong", message: "The token cannot reach another (404)." },
    ]);
  });

  it("does not call the token bad while the service is down", async () => {
    pipeline.sandbox.faults.set([{ call: "any", fault: { kind: "status", status: 503 } }]);
    expect(await troubles(pipeline)).toMatchObject([
      { check: "token", result: "unchecked", message: expect.stringContaining("answered 503") },
      { check: "workspace", result: "unchecked" },
    ]);
  });

  it("reports a bucket that does not notify the queue", async () => {
    const Bucket = pipeline.bucket;
    const before = await pipeline.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    const put = (NotificationConfiguration: { QueueConfigurations?: typeof before.QueueConfigurations }) =>
      pipeline.s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
    const is = { check: "bucket", result: "wrong", todo: expect.stringContaining(":Dropset-IngestQueue") };

    await put({});
    expect(await troubles(pipeline)).toMatchObject([is]);
    const [configuration] = before.QueueConfigurations ?? [];
    const QueueArn = configuration?.QueueArn?.replace("IngestQueue", "Other");
    await put({ QueueConfigurations: [{ Events: configuration?.Events, QueueArn }] });
    expect(await troubles(pipeline)).toMatchObject([is]);
    await put({ QueueConfigurations: before.QueueConfigurations });
    expect(await troubles(pipeline)).toEqual([]);
  });

  it("counts what is in the dead-letter queue", async () => {
    const QueueUrl = output(pipeline, "DeadLetterQueueUrl");
    await pipeline.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
    expect(await troubles(pipeline)).toMatchObject([
      { check: "dead letters", message: "1 message in it.", todo: expect.stringContaining("dropset redrive") },
    ]);
    await pipeline.sqs.send(new PurgeQueueCommand({ QueueUrl }));
  });

  it("reports a queue without its dead-letter queue, and a dead-letter queue that is gone", async () => {
    const QueueUrl = output(pipeline, "DropQueueUrl");
    const { Attributes = {} } = await pipeline.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["RedrivePolicy"] }),
    );
    await pipeline.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: "" } }));
    expect(await troubles(pipeline)).toMatchObject([{ check: "queue", result: "wrong" }]);
    await pipeline.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));

    await pipeline.sqs.send(new DeleteQueueCommand({ QueueUrl: output(pipeline, "DeadLetterQueueUrl") }));
    expect(await troubles(pipeline)).toMatchObject([
      { check: "dead letters", result: "wrong", message: expect.stringMatching(/IngestDeadLetters does not exist/) },
    ]);
    await pipeline.sqs.send(new CreateQueueCommand({ QueueName: "Dropset-IngestDeadLetters" }));
    expect(await troubles(pipeline)).toEqual([]);
  });

  it("reports that ingest does not receive messages, with the command that turns it on", async () => {
    const { EventSourceMappings: [mapping] = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: output(pipeline, "IngestFunctionName") }),
    );
    const enable = (Enabled: boolean) =>
      lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled }));
    await enable(false);
    expect(await troubles(pipeline)).toMatchObject([
      { check: "ingest", todo: `Run aws lambda update-event-source-mapping --uuid ${mapping?.UUID} --enabled` },
    ]);
    await enable(true);
    const { report } = await pipeline.drop("incoming/on-again.csv", "id,a\n1,x\n");
    expect(report.outcome).toBe("ready");
  });

  it("reports a ledger table that is gone", async () => {
    const TableName = output(pipeline, "LedgerTableName");
    const { Table: { AttributeDefinitions, KeySchema } = {} } = await dynamodb.send(
      new DescribeTableCommand({ TableName }),
    );
    await dynamodb.send(new DeleteTableCommand({ TableName }));
    await expect
      .poll(() => troubles(pipeline))
      .toMatchObject([{ check: "ledger", message: "The table Dropset-LedgerTable does not exist." }]);
    const create = { TableName, AttributeDefinitions, KeySchema, BillingMode: "PAY_PER_REQUEST" } as const;
    await dynamodb.send(new CreateTableCommand(create));
    await expect.poll(() => troubles(pipeline)).toEqual([]);
  });

  it("names the subscribers who have not confirmed, and reports a topic that is gone", async () => {
    const TopicArn = output(pipeline, "AlarmTopicArn");
    const { SubscriptionArn: Token } = await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: "on-call@example.com" }),
    );
    expect(await troubles(pipeline)).toMatchObject([
      { check: "alarms", result: "wrong", message: "Not confirmed yet: on-call@example.com." },
    ]);
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    const { out } = await dropset(pipeline, "doctor");
    expect(out).toMatch(/✓ alarms +1 confirmed subscription\./);

    await sns.send(new DeleteTopicCommand({ TopicArn: output(pipeline, "NoticesTopicArn") }));
    expect(await troubles(pipeline)).toMatchObject([
      { check: "notices", message: expect.stringMatching(/does not exist/) },
    ]);
    await sns.send(new CreateTopicCommand({ Name: "Dropset-NoticesTopic" }));
  });

  it("reports quotas that are below what the settings need", async () => {
    const { quotas } = pipeline.cloud;
    const { concurrentExecutions, openExecutions } = quotas;
    // A new account's.
    Object.assign(quotas, { concurrentExecutions: 10, openExecutions: 20_000 });
    expect(await troubles(pipeline)).toMatchObject([
      { check: "concurrency", message: expect.stringMatching(/has 10 concurrent executions.* the settings need 20\./) },
      {
        check: "executions",
        message: expect.stringMatching(/20,000 open executions; the settings need 43,900 at most/),
      },
    ]);
    Object.assign(quotas, { concurrentExecutions, openExecutions });
  });

  it("counts the page's open requests among concurrent executions", async () => {
    const { quotas } = pipeline.cloud;
    const { concurrentExecutions } = quotas;
    const outputs = pipeline.cloud.outputs as Record<string, string>;
    Object.assign(outputs, { PageOpenPages: "40" });
    Object.assign(quotas, { concurrentExecutions: 50 });
    expect(await troubles(pipeline)).toMatchObject([
      {
        check: "concurrency",
        message: expect.stringMatching(/the settings need 60\./),
        todo: expect.stringMatching(/ limits\.dropsPerMinute or page\.throttle\.openPages\.$/),
      },
    ]);
    delete outputs.PageOpenPages;
    Object.assign(quotas, { concurrentExecutions });
  });

  it("reports another version than its own", async () => {
    const outputs = pipeline.cloud.outputs as Record<string, string>;
    const { Version: version = "" } = outputs;
    outputs.Version = "0.0.1";
    expect(await troubles(pipeline)).toMatchObject([
      { check: "version", message: `0.0.1 is deployed, but this command is ${version}.` },
    ]);
    outputs.Version = version;
  });

  it("checks the rest of a stack that an older version deployed", async () => {
    const { IngestFunctionName: name = "", ...others } = pipeline.cloud.outputs;
    delete (pipeline.cloud.outputs as Record<string, string>).IngestFunctionName;
    const found = await troubles(pipeline);
    expect(found.map(({ check }) => check)).toEqual(["token", "workspace", "ingest", "concurrency", "executions"]);
    for (const one of found)
      expect(one).toMatchObject({ result: "unchecked", message: expect.stringMatching(/deploy it again/) });
    Object.assign(pipeline.cloud.outputs, { ...others, IngestFunctionName: name });
  });

  it("takes no arguments", async () => {
    expect(await dropset(pipeline, "doctor", "Dropset")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--stack"),
    });
    expect(await dropset(pipeline, "doctor", "--stack", "Nothing")).toMatchObject({ code: 2 });
  });

  describe("at the end of npm run deploy", () => {
    /** Runs infra/deploy.ts with a program in place of `cdk`, for there is no account here to deploy to. */
    async function deploy(cdkCode: string, ...args: string[]): Promise<Ended> {
      const cdk = join(pipeline.folder, "cdk.mjs");
      await writeFile(cdk, `import { writeFileSync } from "node:fs"; const args = process.argv.slice(2); ${cdkCode}`);
      const script = `import { deploy } from ${JSON.stringify(DEPLOY)};
        process.exitCode = await deploy(${JSON.stringify(args)}, { cdk: ${JSON.stringify(cdk)} });`;
      const env = { ...environmentFor(pipeline), PATH: process.env.PATH, HOME: pipeline.folder, NO_COLOR: "1" };
      return new Promise((resolve) => {
        const child = execFile(process.execPath, ["--input-type=module", "-e", script], { env }, (_, out, err) =>
          resolve({ code: child.exitCode, out, err }),
        );
      });
    }
    const deployed = `console.log(JSON.stringify(args));
      writeFileSync(args[args.indexOf("--outputs-file") + 1], JSON.stringify({ Dropset: {} }));`;

    it("checks each stack that was deployed, with cdk's arguments as they were given", async () => {
      const { code, out } = await deploy(deployed, "Dropset", "--require-approval", "never");
      expect(out).toMatch(/^\["deploy","Dropset","--require-approval","never","--outputs-file",/);
      expect(out).toMatch(/dropset doctor checks Dropset:[\s\S]*✓ version[\s\S]*Everything is right/);
      expect(code).toBe(0);
    });

    it("leaves the deployment's exit code as it is, and says that something is to do", async () => {
      const outputs = join(pipeline.folder, "their-outputs.json");
      pipeline.sandbox.faults.set([{ call: "any", fault: { kind: "status", status: 401 } }]);
      const { code, out } = await deploy(deployed, "--outputs-file", outputs);
      expect(out).toContain("✗ token");
      expect(out).toContain("Dropset is deployed. Fix what is marked above");
      expect(out).toContain("npx dropset doctor --stack Dropset");
      expect(code).toBe(0);
    });

    it("checks nothing after a deployment that failed, or that changed nothing", async () => {
      const failed = await deploy("process.exitCode = 3;");
      expect({ code: failed.code, out: failed.out }).toEqual({ code: 3, out: "" });
      const asked = await deploy("console.log('help');", "--help");
      expect({ code: asked.code, out: asked.out }).toEqual({ code: 0, out: "help\n" });
    });
  });

  it("reports a state machine that is gone", async () => {
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: output(pipeline, "StateMachineArn") }));
    expect(await troubles(pipeline)).toMatchObject([
      { check: "state machine", result: "wrong", message: expect.stringMatching(/PublishStateMachine does not exist/) },
      { check: "executions", result: "unchecked" },
    ]);
  });
});

describe("dropset doctor with an existing bucket", () => {
  let pipeline: Pipeline;
  let events: EventBridgeClient;
  const called = new Set<string>();

  beforeAll(async () => {
    pipeline = await startPipeline({
      settings: { existingBucket: { name: "their-bucket" }, eventBusName: "outcomes" },
    });
    events = new EventBridgeClient(pipeline.cloud.clientSettings);
    pipeline.cloud.events.on("called", ({ caller, action }) => caller === "local" && called.add(action));
  });
  afterAll(() => pipeline.stop());

  it("finds everything right, by calls that it lists", async () => {
    expect(await troubles(pipeline)).toEqual([]);
    expect([...called].sort()).toEqual(Object.keys(PERMISSIONS).sort());
  });

  describe("without a permission", () => {
    let proxy: AnsweringProxy;
    beforeAll(async () => {
      proxy = await startProxy(pipeline.cloud.endpoint);
    });
    afterAll(() => proxy.close());
    afterEach(() => proxy.answers.clear());

    const examineBehindProxy = async () => {
      const stack = await connectStack({ "endpoint-url": proxy.url }, {});
      return examine(inspect(stack)).finally(() => stack.close());
    };
    const [, ...others] = Object.keys(PERMISSIONS);

    it.each(others)("names %s, and calls nothing wrong", async (action) => {
      proxy.answers.set(action, accessDenied(action));
      const found = (await examineBehindProxy()).filter(({ result }) => result !== "ok");
      expect(found).toContainEqual(expect.objectContaining({ result: "unchecked", permission: action }));
      for (const one of found) expect(one.result).toBe("unchecked");
    });

    it("names the key's permission where that is the one that is missing", async () => {
      proxy.answers.set("secretsmanager:GetSecretValue", accessDenied("kms:Decrypt"));
      const [secret] = (await examineBehindProxy()).filter(({ result }) => result !== "ok");
      expect(secret).toMatchObject({ check: "secret", permission: "kms:Decrypt" });
    });

    it("to find the stack, exits with 2 and names it", async () => {
      const action = "cloudformation:DescribeStacks";
      proxy.answers.set(action, accessDenied(action));
      const { code, err } = await dropset(pipeline, "doctor", "--endpoint-url", proxy.url);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(action) });
    });
  });

  it("reports that EventBridge is off for the bucket", async () => {
    const put = (NotificationConfiguration: { EventBridgeConfiguration?: object }) =>
      pipeline.s3.send(
        new PutBucketNotificationConfigurationCommand({ Bucket: "their-bucket", NotificationConfiguration }),
      );
    await put({});
    expect(await troubles(pipeline)).toMatchObject([
      { check: "bucket", message: "their-bucket does not send its events to EventBridge." },
    ]);
    await put({ EventBridgeConfiguration: {} });
  });

  it("reports a rule that is disabled, and one without the queue as its target", async () => {
    const Rule = output(pipeline, "DropRuleName");
    await events.send(new DisableRuleCommand({ Name: Rule }));
    expect(await troubles(pipeline)).toMatchObject([
      { check: "rule", todo: `Run aws events enable-rule --name ${Rule}` },
    ]);
    await events.send(new EnableRuleCommand({ Name: Rule }));

    await events.send(new RemoveTargetsCommand({ Rule, Ids: ["Target0"] }));
    const [found] = await troubles(pipeline);
    expect(found).toMatchObject({
      check: "rule",
      message: expect.stringMatching(/does not have the queue as a target/),
    });
    const [, Arn] = /Arn=(\S+)$/.exec(found && "todo" in found ? found.todo : "") ?? [];
    await events.send(new PutTargetsCommand({ Rule, Targets: [{ Id: "Target0", Arn }] }));
    expect(await troubles(pipeline)).toEqual([]);
    const { report } = await pipeline.drop("incoming/wired.csv", "id,a\n1,x\n");
    expect(report.outcome).toBe("ready");
  });

  it("reports a bucket in another region, and one that is gone", async () => {
    const Bucket = "their-bucket";
    const { s3 } = pipeline;
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    for (const { Key, VersionId } of Versions) await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await troubles(pipeline)).toMatchObject([
      { check: "bucket", message: "The bucket their-bucket does not exist." },
    ]);
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    expect(await troubles(pipeline)).toMatchObject([
      {
        check: "bucket",
        message: "their-bucket is in eu-west-1, but the stack is in us-east-1, where its events do not arrive.",
      },
    ]);
  });
});
