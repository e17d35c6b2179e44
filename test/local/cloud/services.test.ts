import { request } from "node:http";
import { text } from "node:stream/consumers";
import { CloudFormationClient, DescribeStacksCommand, ListStacksCommand } from "@aws-sdk/client-cloudformation";
import { DescribeRuleCommand, EventBridgeClient, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetFunctionConfigurationCommand, LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import {
  CreateQueueCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Pipeline, startPipeline, TOKEN } from "../pipeline.ts";

let pipeline: Pipeline;
let sfn: SFNClient;

beforeAll(async () => {
  pipeline = await startPipeline();
  sfn = new SFNClient(pipeline.cloud.clientSettings);
});
afterAll(async () => {
  sfn.destroy();
  await pipeline.stop();
});

describe("the embedded S3", () => {
  const put = async (Key: string, Body: string) => {
    const { VersionId } = await pipeline.s3.send(new PutObjectCommand({ Bucket: pipeline.bucket, Key, Body }));
    return VersionId;
  };
  const get = async (Key: string, VersionId?: string) => {
    const object = await pipeline.s3.send(
      new GetObjectCommand({ Bucket: pipeline.bucket, Key, ...(VersionId && { VersionId }) }),
    );
    return { text: await object.Body?.transformToString(), version: object.VersionId, metadata: object.Metadata };
  };

  it("keeps every version of an object that is written again, and of one that is deleted", async () => {
    const key = "elsewhere/a b+ü.txt";
    const first = await put(key, "one");
    const second = await put(key, "two");
    expect(first).not.toBe(second);
    expect(await get(key)).toEqual({ text: "two", version: second, metadata: {} });
    expect(await get(key, first)).toEqual({ text: "one", version: first, metadata: {} });

    await pipeline.s3.send(new DeleteObjectCommand({ Bucket: pipeline.bucket, Key: key }));
    await expect(get(key)).rejects.toMatchObject({ name: "NoSuchKey" });
    expect(await get(key, second)).toMatchObject({ text: "two" });

    await pipeline.s3.send(new DeleteObjectCommand({ Bucket: pipeline.bucket, Key: key, VersionId: second }));
    await expect(get(key, second)).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  it("accepts a write after an earlier waiting one was aborted", async () => {
    const key = "elsewhere/given-up.txt";
    const leaving = new AbortController();
    const send = (Body: string, abortSignal?: AbortSignal) =>
      pipeline.s3.send(
        new PutObjectCommand({ Bucket: pipeline.bucket, Key: key, Body }),
        abortSignal && { abortSignal },
      );
    const slow = send("x".repeat(8_000_000));
    const waiting = Array.from({ length: 5 }, () => send("never", leaving.signal).catch(() => "left"));
    await pipeline.s3.send(new ListObjectVersionsCommand({ Bucket: pipeline.bucket, Prefix: "none/" }));
    leaving.abort();
    await Promise.all([slow, ...waiting]);
    await send("last");
    expect((await get(key)).text).toBe("last");
  });

  it("lists the versions of a key, newest first, and of no other", async () => {
    const key = "elsewhere/listed & <b>.txt";
    const versions = [await put(key, "one"), await put(key, "three"), await put(key, "fifteen")].reverse();
    await put(`${key}.other`, "other");
    const list = async (Prefix: string) => {
      const { Versions } = await pipeline.s3.send(new ListObjectVersionsCommand({ Bucket: pipeline.bucket, Prefix }));
      return Versions?.filter(({ Key }) => Key === key) ?? [];
    };
    expect((await list(key)).map(({ VersionId, IsLatest, Size }) => ({ VersionId, IsLatest, Size }))).toEqual([
      { VersionId: versions[0], IsLatest: true, Size: 7 },
      { VersionId: versions[1], IsLatest: false, Size: 5 },
      { VersionId: versions[2], IsLatest: false, Size: 3 },
    ]);
    await pipeline.s3.send(new DeleteObjectCommand({ Bucket: pipeline.bucket, Key: key }));
    expect((await list("elsewhere/")).map(({ VersionId }) => VersionId)).toEqual(versions);
  });

  it("accepts a large object in a single PUT", async () => {
    const content = "x".repeat(12 * 1024 * 1024);
    const version = await put("elsewhere/large", content);
    expect((await get("elsewhere/large", version)).text === content).toBe(true);
  });

  it("is reached by a bucket's name as the host too, as the CLI and SDKs address a bucket", async () => {
    await put("elsewhere/by-host.txt", "by host");
    const { port } = new URL(pipeline.cloud.endpoint);
    const read = (host: string, path: string) =>
      new Promise<string>((resolve, reject) => {
        const asked = request({ host: "127.0.0.1", port, path, headers: { host: `${host}:${port}` } });
        asked.once("response", (answer) => resolve(text(answer))).once("error", reject);
        asked.end();
      });
    expect(await read(`${pipeline.bucket}.localhost`, "/elsewhere/by-host.txt")).toBe("by host");
    expect(await read(`${pipeline.bucket}.s3.localhost`, "/elsewhere/by-host.txt")).toBe("by host");
    expect(await read(`${pipeline.bucket}.localhost`, "/?list-type=2")).toContain("<Key>elsewhere/by-host.txt</Key>");
    expect(await read("s3.localhost", `/${pipeline.bucket}/elsewhere/by-host.txt`)).toBe("by host");
  });

  it("refuses an invalid path, and continues", async () => {
    const refused = await fetch(`${pipeline.cloud.endpoint}/${pipeline.bucket}/%zz`);
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("<Code>InvalidURI</Code>")]);
    await put("elsewhere/after.txt", "still there");
    expect((await get("elsewhere/after.txt")).text).toBe("still there");
  });

  it("responds for a missing object", async () => {
    const head = pipeline.s3.send(new HeadObjectCommand({ Bucket: pipeline.bucket, Key: "nothing" }));
    await expect(head).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });
});

describe("the embedded Step Functions", () => {
  // A rejected drop without a work record: the report can't be made, and is tried again for a while.
  const input = () =>
    JSON.stringify({
      drop: { bucket: pipeline.bucket, key: "incoming/none.csv", versionId: "none" },
      startedAt: "2026-11-24T12:00:00.000Z",
      verdict: "rejected",
      dataset: null,
      file: null,
    });
  const start = (name: string, text = input()) =>
    sfn.send(new StartExecutionCommand({ stateMachineArn: pipeline.cloud.outputs.StateMachineArn, name, input: text }));

  it("starts a name once: the same input while it runs is the same execution, anything else is refused", async () => {
    // At once: with this input it fails in a few milliseconds, and then no longer runs.
    const [first, second] = await Promise.all([start("once"), start("once")]);
    expect(second.executionArn).toBe(first.executionArn);
    await expect(start("once", "{}")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });

    const { report } = await pipeline.drop("incoming/ended.csv", "id,a\n1,x\n");
    expect(report.outcome).toBe("ready");
    const { executionArn = "" } = await start("ended-by-hand", "{}");
    await expect
      .poll(async () => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status)
      .toBe("FAILED");
    await expect(start("ended-by-hand", "{}")).rejects.toMatchObject({ name: "ExecutionAlreadyExists" });
  });

  it("lists executions page by page, newest first, and describes one", async () => {
    const stateMachineArn = pipeline.cloud.outputs.StateMachineArn;
    for (const name of ["page-1", "page-2", "page-3"]) await start(name, "{}");
    const list = async (nextToken?: string) => {
      const page = await sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2, nextToken }));
      return { names: page.executions?.map(({ name }) => name) ?? [], nextToken: page.nextToken };
    };
    const first = await list();
    expect(first.names).toEqual(["page-3", "page-2"]);
    // One that starts between two pages shifts nothing.
    const running = await start("page-4");
    expect((await list(first.nextToken)).names[0]).toBe("page-1");
    await expect(list("nonsense")).rejects.toMatchObject({ name: "InvalidToken" });

    const history = async (executionArn: string | undefined) => {
      const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
      return events?.map(({ type, stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? type);
    };
    const ended = running.executionArn?.replace("page-4", "page-1");
    await expect.poll(() => history(ended)).toEqual(["ExecutionFailed", "ExecutionStarted"]);
    // What a state that is retried failed with comes after it was entered.
    await expect
      .poll(async () => (await history(running.executionArn))?.join(" "))
      .toMatch(/^(LambdaFunctionFailed )+Write report ExecutionStarted$/);
  });

  it("refuses an execution above the account's quota", async () => {
    const { quotas } = pipeline.cloud;
    const { openExecutions } = quotas;
    quotas.openExecutions = 0;
    await expect(start("one-too-many")).rejects.toMatchObject({ name: "ExecutionLimitExceeded" });
    quotas.openExecutions = openExecutions;
  });

  it("describes its state machine, with the definition that it runs", async () => {
    const stateMachineArn = pipeline.cloud.outputs.StateMachineArn;
    const { definition = "", status } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(status).toBe("ACTIVE");
    expect(Object.keys(JSON.parse(definition).States)).toContain("Upload");
    const other = new DescribeStateMachineCommand({ stateMachineArn: `${stateMachineArn}-not` });
    await expect(sfn.send(other)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
  });

  it("refuses a name that the service would", async () => {
    await expect(start("not a name")).rejects.toMatchObject({ name: "InvalidName" });
  });
});

describe("the embedded CloudFormation", () => {
  it("has the stack's outputs, and no other stack and no other call", async () => {
    const client = new CloudFormationClient(pipeline.cloud.clientSettings);
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: "Dropset" }));
    const outputs = Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? [];
    expect(Object.fromEntries(outputs)).toEqual(pipeline.cloud.outputs);
    expect(pipeline.cloud.outputs.DropQueueUrl).toMatch(`${pipeline.cloud.endpoint}/000000000000/`);

    const other = client.send(new DescribeStacksCommand({ StackName: "A&B" }));
    await expect(other).rejects.toMatchObject({ name: "ValidationError", message: expect.stringContaining("A&B") });
    await expect(client.send(new ListStacksCommand({}))).rejects.toThrow(/does not support ListStacks/);
    client.destroy();
  });
});

describe("the embedded Lambda", () => {
  it("shows a function's settings from the template, and none of the credentials that it runs with", async () => {
    const client = new LambdaClient(pipeline.cloud.clientSettings);
    const describeFunction = (FunctionName = "") => client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const { Environment, State } = await describeFunction(pipeline.cloud.outputs.IngestFunctionName);
    expect(State).toBe("Active");
    expect(Environment?.Variables).toMatchObject({
      DATASET_API_URL: pipeline.sandbox.url,
      LEDGER_TABLE: pipeline.cloud.outputs.LedgerTableName,
    });
    expect(Object.keys(Environment?.Variables ?? {}).filter((name) => name.startsWith("AWS_"))).toEqual([]);
    await expect(describeFunction("nothing")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(client.send(new ListFunctionsCommand({}))).rejects.toThrow(/does not support GET/);
    client.destroy();
  });
});

describe("the embedded EventBridge", () => {
  it("has no rules but the template's", async () => {
    const client = new EventBridgeClient(pipeline.cloud.clientSettings);
    const nothing = client.send(new DescribeRuleCommand({ Name: "nothing" }));
    await expect(nothing).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(client.send(new PutRuleCommand({ Name: "new" }))).rejects.toThrow(/does not support PutRule/);
    client.destroy();
  });
});

describe("the embedded SQS", () => {
  it("moves a dead-letter queue's messages back where they came from", async () => {
    const create = async (QueueName: string, Attributes = {}) => {
      const { QueueUrl } = await pipeline.sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
      return { QueueUrl, arn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}` };
    };
    const dead = await create("moved-dead");
    const policy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
    const alive = await create("moved-alive", { RedrivePolicy: policy });
    const bodies = Array.from({ length: 25 }, (_, index) => `message ${index}`);
    for (const MessageBody of bodies)
      await pipeline.sqs.send(new SendMessageCommand({ QueueUrl: dead.QueueUrl, MessageBody }));

    const move = (SourceArn: string) => pipeline.sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
    const list = async () => {
      const tasks = await pipeline.sqs.send(new ListMessageMoveTasksCommand({ SourceArn: dead.arn }));
      return tasks.Results?.[0];
    };
    expect((await move(dead.arn)).TaskHandle).toBeTruthy();
    await expect.poll(async () => (await list())?.Status).toBe("COMPLETED");
    expect(await list()).toMatchObject({
      SourceArn: dead.arn,
      ApproximateNumberOfMessagesMoved: 25,
      ApproximateNumberOfMessagesToMove: 25,
    });

    const received: (string | undefined)[] = [];
    while (received.length < bodies.length) {
      const { Messages = [] } = await pipeline.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: alive.QueueUrl, MaxNumberOfMessages: 10 }),
      );
      expect(Messages).not.toEqual([]);
      received.push(...Messages.map(({ Body }) => Body));
    }
    expect(received.sort()).toEqual(bodies.sort());

    await expect(move(alive.arn)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await expect(move(`${dead.arn}-not`)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("the embedded Secrets Manager", () => {
  it("returns the token for its secret's name, takes another, and reports a missing secret", async () => {
    const client = new SecretsManagerClient(pipeline.cloud.clientSettings);
    const read = (SecretId: string | undefined) => client.send(new GetSecretValueCommand({ SecretId }));
    expect((await read(pipeline.cloud.outputs.TokenSecretArn)).SecretString).toBe(TOKEN);
    await expect(read("nothing")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const put = (SecretId: string | undefined, SecretString: string) =>
      client.send(new PutSecretValueCommand({ SecretId, SecretString }));
    await expect(put("nothing", "x")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await put(pipeline.cloud.outputs.TokenSecretArn, "another");
    expect((await read(pipeline.cloud.outputs.TokenSecretArn)).SecretString).toBe("another");
    client.destroy();
  });
});
