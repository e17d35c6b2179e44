import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { checkEventBus } from "../../../cli/doctor/checks/event-bus.ts";
import { checkIngest } from "../../../cli/doctor/checks/ingest.ts";
import { checkOpenExecutions } from "../../../cli/doctor/checks/quotas.ts";
import { checkStateMachine } from "../../../cli/doctor/checks/state-machine.ts";
import { checkLedger } from "../../../cli/doctor/checks/tables.ts";
import { checkSecret, checkServiceToken } from "../../../cli/doctor/checks/token.ts";
import { checkAlarms } from "../../../cli/doctor/checks/topics.ts";
import { checkWorkspaces } from "../../../cli/doctor/checks/workspaces.ts";
import { type Deployment, inspect } from "../../../cli/doctor/deployment.ts";
import { explain } from "../../../cli/doctor/examine.ts";
import { explainService } from "../../../cli/doctor/service-answer.ts";
import { connectStack } from "../../../cli/stack/connect.ts";
import { DatasetServiceUnavailable } from "../../../functions/datasets/errors.ts";
import { type AnsweringProxy, json, startProxy } from "./answering-proxy.ts";

// Answers that AWS gives and the embedded cloud does not, in front of no cloud at all.

const TOKEN = "a-token-that-must-not-be-seen";
const OUTPUTS = {
  DropBucketName: "bucket",
  StateMachineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:machine",
  DropQueueUrl: "https://sqs.eu-west-1.amazonaws.com/123456789012/queue",
  DeadLetterQueueArn: "arn:aws:sqs:eu-west-1:123456789012:dead",
  IngestFunctionName: "ingest",
  LedgerTableName: "ledger",
  TokenSecretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:token",
};

let aws: AnsweringProxy;
let deployment: Deployment | undefined;

beforeAll(async () => {
  aws = await startProxy("http://127.0.0.1:9");
});
afterAll(() => aws.close());
afterEach(() => {
  deployment?.close();
  deployment?.stack.close();
  aws.answers.clear();
});

/** A new one for each test: it reads everything once. */
async function deployed(about: Record<string, string> = OUTPUTS): Promise<Deployment> {
  const outputs = Object.entries(about).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<member><StackName>Dropset</StackName><Outputs>${outputs.join("")}</Outputs></member>`;
  const body = `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  aws.answers.set("cloudformation:DescribeStacks", { status: 200, headers: { "content-type": "text/xml" }, body });
  const inspected = inspect(await connectStack({ "endpoint-url": aws.url }, {}));
  deployment = inspected;
  return inspected;
}

const answer = (action: string, body: unknown, status = 200) => aws.answers.set(action, json(body, status));

/** A dataset service that answers every call with the same status, and repeats the token. */
async function withService<T>(status: number, work: () => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    response.writeHead(status).end(JSON.stringify({ message: request.headers.authorization }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  ingestWith({ DATASET_API_URL: `http://127.0.0.1:${port}` });
  answer("secretsmanager:GetSecretValue", { SecretString: TOKEN });
  try {
    return await work();
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

function ingestWith(variables: Record<string, string>): void {
  const Variables = { WORKSPACES: "[]", DROPS_AT_ONCE: "100", DROPS_PER_MINUTE: "60", ...variables };
  answer("lambda:GetFunctionConfiguration", { State: "Active", Environment: { Variables } });
}

describe("dropset doctor", () => {
  it.each([
    ["State", { State: "Failed", StateReason: "no ENI" }, /cannot run: no ENI/],
    [
      "LastUpdateStatus",
      { LastUpdateStatus: "Failed", LastUpdateStatusReason: "no role" },
      /update .* failed: no role/,
    ],
  ])("reports an ingest function whose %s is Failed, with Lambda's reason", async (_, configuration, message) => {
    answer("lambda:GetFunctionConfiguration", configuration);
    expect(await checkIngest(await deployed())).toMatchObject([
      { result: "wrong", message: expect.stringMatching(message) },
    ]);
  });

  it("reports that nothing connects the queue to the ingest function", async () => {
    ingestWith({});
    answer("lambda:ListEventSourceMappings", { EventSourceMappings: [] });
    expect(await checkIngest(await deployed())).toMatchObject([
      { result: "wrong", message: expect.stringMatching(/mapping from the queue to ingest does not exist/) },
    ]);
  });

  it("names kms:Decrypt where Lambda may not decrypt the settings", async () => {
    const Environment = { Error: { ErrorCode: "AccessDeniedException", Message: "no kms:Decrypt" } };
    answer("lambda:GetFunctionConfiguration", { Environment });
    const failure = await checkWorkspaces(await deployed()).catch((error: unknown) => error);
    expect(explain(failure)).toMatchObject({ result: "unchecked", permission: "kms:Decrypt" });
  });

  it("reports a ledger and a state machine that are not active", async () => {
    answer("dynamodb:DescribeTable", { Table: { TableStatus: "ARCHIVED" } });
    answer("states:DescribeStateMachine", { name: "machine", status: "DELETING" });
    const checked = await deployed();
    expect(await checkLedger(checked)).toMatchObject([{ result: "wrong", message: "ledger is ARCHIVED." }]);
    expect(await checkStateMachine(checked)).toMatchObject([{ result: "wrong", message: "machine is DELETING." }]);
  });

  it("reports a secret that waits for its deletion, with the command that restores it", async () => {
    const message = "You can't perform this operation on the secret because it was marked for deletion.";
    answer("secretsmanager:GetSecretValue", { __type: "InvalidRequestException", message }, 400);
    expect(await checkSecret(await deployed())).toMatchObject([
      { result: "wrong", todo: `Run aws secretsmanager restore-secret --secret-id ${OUTPUTS.TokenSecretArn}` },
    ]);
  });

  it.each([
    ["is not text", {}],
    ["is blank", { SecretString: " \n" }],
  ])("takes a secret that %s for an empty one", async (_, secret) => {
    answer("secretsmanager:GetSecretValue", secret);
    expect(await checkSecret(await deployed())).toMatchObject([{ result: "wrong", message: "It is empty." }]);
  });

  it.each([401, 404, 500])("never prints the token, even if the service answers %i and repeats it", async (status) => {
    await withService(status, async () => {
      ingestWorkspace();
      const checked = await deployed();
      const found = [...(await checkServiceToken(checked)), ...(await checkWorkspaces(checked))];
      expect(found).toHaveLength(2);
      expect(found[0]?.message).toContain(String(status));
      expect(JSON.stringify(found)).not.toContain(TOKEN);
    });
  });

  it("blames nothing where the service cannot be reached from this machine, and says what to check", () => {
    const facts = { status: null, mayHaveTakenEffect: false, code: "ENOTFOUND" };
    expect(explainService(new DatasetServiceUnavailable("No answer", facts), "https://nowhere")).toMatchObject({
      result: "unchecked",
      todo: expect.stringContaining("datasetApiUrl"),
    });
  });

  it("takes the documented default where Service Quotas lists no quota for open executions", async () => {
    ingestWith({ DATASET_API_URL: "http://127.0.0.1" });
    answer("states:DescribeStateMachine", { definition: JSON.stringify({ TimeoutSeconds: 25_200 }) });
    answer("servicequotas:ListServiceQuotas", {
      Quotas: [{ QuotaName: "StartExecution throttle token bucket", Value: 5 }],
    });
    expect(await checkOpenExecutions(await deployed())).toEqual([
      { result: "ok", message: "The account may have 1,000,000 open executions; the settings need 25,300 at most." },
    ]);
  });

  it("names an address in the settings that is no longer subscribed", async () => {
    const AlarmTopicArn = "arn:aws:sns:us-east-1:000000000000:alarms";
    const about = { ...OUTPUTS, AlarmTopicArn, AlarmEmails: '["ann@example.com","Bob@example.com"]' };
    const subscribed = (...addresses: string[]) => {
      const members = addresses.map(
        (one) => `<member><Endpoint>${one}</Endpoint><SubscriptionArn>arn:1</SubscriptionArn></member>`,
      );
      const result = `<Subscriptions>${members.join("")}</Subscriptions>`;
      const body = `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult>${result}</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>`;
      aws.answers.set("sns:ListSubscriptionsByTopic", { status: 200, headers: { "content-type": "text/xml" }, body });
    };
    subscribed("bob@example.com", "eve@example.com");
    expect(await checkAlarms(await deployed(about))).toMatchObject([
      { result: "wrong", message: expect.stringMatching(/^ann@example\.com is not subscribed:/) },
    ]);
    subscribed("bob@example.com", "ann@example.com");
    expect(await checkAlarms(await deployed(about))).toEqual([{ result: "ok", message: "2 confirmed subscriptions." }]);
  });

  it("accepts a stack without a topic of its own for alarms", async () => {
    expect(await checkAlarms(await deployed())).toMatchObject([{ result: "ok" }]);
  });

  it("misses a bus for events that is not there", async () => {
    expect(await checkEventBus(await deployed())).toEqual([]);
    const about = { ...OUTPUTS, EventBusName: "outcomes" };
    answer("events:DescribeEventBus", { Name: "outcomes" });
    expect(await checkEventBus(await deployed(about))).toMatchObject([{ result: "ok" }]);
    answer("events:DescribeEventBus", { __type: "ResourceNotFoundException", message: "It does not exist." }, 400);
    expect(await checkEventBus(await deployed(about))).toMatchObject([
      { result: "wrong", message: expect.stringContaining("outcomes does not exist") },
    ]);
  });

  it("goes on after an error that nobody expected, and shows it", () => {
    expect(explain(new TypeError("x is not a function"))).toMatchObject({
      result: "unchecked",
      message: "It failed unexpectedly: x is not a function",
    });
  });

  it.each([
    ["AccessDeniedException", "Access to KMS is not allowed"],
    ["KmsAccessDeniedException", "The key cannot be used"],
  ])("names kms:Decrypt for %s where AWS does not", async (__type, message) => {
    answer("secretsmanager:GetSecretValue", { __type, message }, 400);
    const failure = await checkSecret(await deployed()).catch((error: unknown) => error);
    expect(explain(failure)).toMatchObject({ permission: "kms:Decrypt" });
  });
});

/** The same service, with a workspace to ask for. */
function ingestWorkspace(): void {
  const body = JSON.parse(aws.answers.get("lambda:GetFunctionConfiguration")?.body ?? "{}");
  ingestWith({ ...body.Environment.Variables, WORKSPACES: JSON.stringify([{ id: "w" }]) });
}
