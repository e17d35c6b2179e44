import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EventBridgeClient, ListTargetsByRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { PurgeQueueCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import type { Drop } from "../../functions/drops/drop.ts";
import { objectCreatedEvent } from "../../local/cloud/events/s3-notifications.ts";
import { synthesize } from "../../local/cloud/template/synthesize.ts";
import { readTemplate } from "../../local/cloud/template/template.ts";
import { firstAlarm, type Measurement } from "./alarm-replay.ts";
import { type Pipeline, QUICK, startPipeline } from "./pipeline.ts";

const INGEST = "Dropset-IngestFunction";
const FILE = "id,a\n1,x\n";
/** With the default settings, when ingest is tried again after it failed, at the latest. */
const FAILED_AT_MINUTES = [0, 1, 6, 26, 86, 146, 206];
const TRIES = FAILED_AT_MINUTES.length;
/** How long after a try without an answer the next one is: the queue's visibility timeout. */
const HIDDEN_MINUTES = 30;

let pipeline: Pipeline;
let alarms: [name: string, properties: unknown][];

/** The alarms of a stack with these settings. */
async function readAlarms(settings: Record<string, unknown>): Promise<typeof alarms> {
  const { template } = await readTemplate(await synthesize(settings));
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === "AWS::CloudWatch::Alarm")
    .map(([id, { Properties }]) => [id.replace(/^MonitoringAlarms|[0-9A-F]{8}$/g, ""), Properties]);
}

beforeAll(async () => {
  alarms = await readAlarms(QUICK);
  pipeline = await startPipeline();
});
afterAll(() => pipeline.stop());
afterEach(() => {
  pipeline.sandbox.faults.clear();
  pipeline.cloud.faults.clear();
  pipeline.cloud.quotas.concurrentExecutions = 1000;
});

const emf = z.looseObject({
  _aws: z.object({ CloudWatchMetrics: z.array(z.object({ Metrics: z.array(z.object({ Name: z.string() })) })) }),
});

/** What a function has measured so far, in the order in which it did. */
async function measured(functionName: string): Promise<Omit<Measurement, "minute">[]> {
  const log = await readFile(join(pipeline.folder, "logs", `${functionName}.log`), "utf8");
  return log.split("\n").flatMap((line) => {
    if (!line.includes('"_aws"')) return [];
    const record = emf.parse(JSON.parse(line));
    const names = record._aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name));
    return names.flatMap((metric) =>
      [record[metric]].flat().map((value) => ({ metric, value: z.number().parse(value) })),
    );
  });
}

/** Whether ingest has measured that a drop fails, which it does last. @param seen so many measurements are older */
async function failingSince(seen: number): Promise<boolean> {
  return (await measured(INGEST)).slice(seen).some(({ metric }) => metric === "FailingDropSeconds");
}

interface Delivery {
  /** How long ago the file was dropped. */
  readonly droppedMinutes: number;
  /** How long ago SQS delivered the message first, and how often it did. */
  readonly firstMinutes: number;
  readonly receives: number;
}

/** Hands the drop's message to ingest as SQS does. */
async function deliver({ bucket, key, versionId }: Drop, delivery: Delivery): Promise<void> {
  const ago = (minutes: number) => Date.now() - minutes * 60_000;
  const event = objectCreatedEvent({ bucket, key, versionId, etag: "", bytes: 1, how: "Put" });
  for (const record of event.Records) record.eventTime = new Date(ago(delivery.droppedMinutes)).toISOString();
  const attributes = {
    ApproximateReceiveCount: String(delivery.receives),
    ApproximateFirstReceiveTimestamp: String(ago(delivery.firstMinutes)),
  };
  const message = { messageId: "m1", receiptHandle: "r1", body: JSON.stringify(event), attributes };
  const answer = await pipeline.cloud.function(INGEST).invoke({ Records: [{ ...message, eventSource: "aws:sqs" }] });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
}

/** @returns the error of a try that failed as a whole */
function notTakenIn(key: string): Promise<string | null> {
  return new Promise((resolve) => {
    const listen = ({ body, error }: { body: string; error: string | null }) => {
      if (!body.includes(key)) return;
      pipeline.cloud.events.off("ingestFailed", listen);
      resolve(error);
    };
    pipeline.cloud.events.on("ingestFailed", listen);
  });
}

/** The metrics of one drop whose ingest fails at every try. @param failedAt in minutes since the first one */
async function replayIngest(name: string, failedAt = FAILED_AT_MINUTES): Promise<Measurement[]> {
  const seen = (await measured(INGEST).catch(() => [])).length;
  const key = `incoming/${name}.csv`;
  const [drop] = await Promise.all([pipeline.put(key, FILE), notTakenIn(key)]);
  // SQS would redeliver it soon, perhaps while another drop's metrics are collected.
  await pipeline.sqs.send(new PurgeQueueCommand({ QueueUrl: pipeline.cloud.outputs.DropQueueUrl }));
  // Its log comes through a pipe.
  await expect.poll(() => failingSince(seen)).toBe(true);
  const replay = (await measured(INGEST)).slice(seen).map((measurement) => ({ ...measurement, minute: 0 }));
  for (const [index, minute] of failedAt.entries()) {
    if (index === 0) continue;
    const before = (await measured(INGEST)).length;
    await deliver(drop, { droppedMinutes: minute, firstMinutes: minute, receives: index + 1 });
    await expect.poll(() => failingSince(before)).toBe(true);
    replay.push(...(await measured(INGEST)).slice(before).map((measurement) => ({ ...measurement, minute })));
  }
  // After the last try, nothing is waited for.
  return failedAt.length < TRIES ? replay : [...replay, deadLetterAt(failedAt.at(-1) ?? 0)];
}

const deadLetterAt = (minute: number): Measurement => ({
  metric: "ApproximateNumberOfMessagesVisible",
  minute,
  value: 1,
});

/**
 * The metrics of one drop for which the function gives no answer at any try.
 *
 * @param metric what Lambda counts then; a claim may hold for longer than a test, so that each try is a file of its own
 */
async function replayLambda(name: string, metric: "Errors" | "Throttles"): Promise<Measurement[]> {
  const replay: Measurement[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const seen = (await measured(INGEST).catch(() => [])).length;
    const key = `incoming/${name}-${tries}.csv`;
    const [, error] = await Promise.all([pipeline.put(key, FILE), notTakenIn(key)]);
    const minute = tries * HIDDEN_MINUTES;
    replay.push(...(await measured(INGEST)).slice(seen).map((measurement) => ({ ...measurement, minute })));
    const isThrottled = error?.includes("TooManyRequestsException") ?? false;
    expect([error === null, isThrottled]).toEqual([false, metric === "Throttles"]);
    replay.push({ metric, of: "IngestFunction", minute, value: 1 });
  }
  return [...replay, deadLetterAt(TRIES * HIDDEN_MINUTES)];
}

const down = { kind: "status", status: 500 } as const;
const refused = { kind: "status", status: 401 } as const;

const KINDS: Readonly<Record<string, () => Promise<Measurement[]>>> = {
  "the token is refused, missing or malformed": async () => {
    pipeline.sandbox.faults.set([{ call: "any", fault: refused }]);
    return replayIngest("token");
  },
  "ingest crashes, or runs out of time": async () => {
    pipeline.cloud.faults.set([{ at: "dataset:create", fault: { kind: "kill", effect: "before" } }]);
    return replayLambda("crash", "Errors");
  },
  "ingest fails for any other reason: the service, S3, a key": async () => {
    pipeline.sandbox.faults.set([{ call: "create", fault: down }]);
    return replayIngest("down");
  },
  "Lambda throttles the functions": async () => {
    pipeline.cloud.quotas.concurrentExecutions = 0;
    return replayLambda("throttled", "Throttles");
  },
  "a dataset ends in ERROR, or a step is refused permanently": async () => {
    pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "error" } }]);
    const ended = new Promise<string>((resolve) =>
      pipeline.cloud.events.once("executionEnded", ({ execution }) => resolve(execution.status)),
    );
    await pipeline.put("incoming/error.csv", FILE);
    return (await ended) === "FAILED" ? [{ metric: "ExecutionsFailed", minute: 0, value: 1 }] : [];
  },
};

/** What the runbook's table says of a trouble. */
async function readRunbook(trouble: string) {
  const runbook = await readFile(new URL("../../docs/runbook.md", import.meta.url), "utf8");
  const row = runbook.split("\n").find((line) => line.startsWith(`| ${trouble} `));
  const [, , name, minutes] = row?.split("|").map((cell) => cell.trim()) ?? [];
  return { name, minute: Number(minutes) };
}

/** The alarms that are raised, the first one first. */
function raisedBy(measurements: readonly Measurement[], all: typeof alarms) {
  return all
    .map(([name, properties]) => ({ name, minute: firstAlarm(properties, measurements) }))
    .filter((one): one is { name: string; minute: number } => one.minute !== null)
    .sort((one, other) => one.minute - other.minute);
}

describe("a single drop, at one an hour", () => {
  it.each(Object.entries(KINDS))(
    "raises the alarm in the runbook's table where %s",
    async (trouble, replay) => {
      const expected = await readRunbook(trouble);
      expect(raisedBy(await replay(), alarms)[0]).toEqual(expected);
    },
    60_000,
  );

  it("that fails in an outage of a few minutes, and then no more, raises none", async () => {
    pipeline.sandbox.faults.set([{ call: "create", fault: down }]);
    const measurements = await replayIngest("outage", FAILED_AT_MINUTES.slice(0, 3));
    expect(raisedBy(measurements, alarms)).toEqual([]);
  });

  it.each([
    ["just now", 0],
    ["hours ago, and waited for its turn, or was redriven", 180],
  ])("that was dropped %s, fails once, and not again, raises none", async (_, droppedMinutes) => {
    pipeline.sandbox.faults.set([{ call: "create", fault: down }]);
    const key = `incoming/blip-${droppedMinutes}.csv`;
    const [drop, first] = await Promise.all([pipeline.put(key, FILE), notTakenIn(key)]);
    expect(first).toBeNull();
    await pipeline.sqs.send(new PurgeQueueCommand({ QueueUrl: pipeline.cloud.outputs.DropQueueUrl }));
    const before = (await measured(INGEST)).length;
    await deliver(drop, { droppedMinutes, firstMinutes: 0, receives: 1 });
    await expect.poll(() => failingSince(before)).toBe(true);
    const measurements = (await measured(INGEST)).slice(before).map((measurement) => ({ ...measurement, minute: 0 }));
    for (const [name, properties] of alarms) expect(firstAlarm(properties, measurements), name).toBeNull();
  });
});

describe("a single event of an existing bucket that EventBridge cannot deliver", () => {
  const settings = { existingBucket: { name: "their-bucket" } };
  let theirs: Pipeline;

  beforeAll(async () => {
    theirs = await startPipeline({ settings });
  });
  afterAll(() => theirs.stop());

  it("is in the dead-letter queue with its reason, and raises the alarm in the runbook's table", async () => {
    const { cloud, sqs } = theirs;
    const events = new EventBridgeClient(cloud.clientSettings);
    const Rule = cloud.outputs.DropRuleName;
    const { Targets: [target] = [] } = await events.send(new ListTargetsByRuleCommand({ Rule }));
    const gone = { Id: target?.Id, Arn: `${target?.Arn}-gone`, DeadLetterConfig: target?.DeadLetterConfig };
    await events.send(new PutTargetsCommand({ Rule, Targets: [gone] }));
    events.destroy();

    let failedInvocations = 0;
    cloud.events.on("eventNotDelivered", () => failedInvocations++);
    await theirs.put("incoming/not-delivered.csv", FILE);
    const { Messages: [letter] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: cloud.outputs.DeadLetterQueueUrl, MessageAttributeNames: ["All"] }),
    );
    expect(letter?.Body).toContain("not-delivered.csv");
    expect(letter?.MessageAttributes?.ERROR_CODE?.StringValue).toBe("NO_RESOURCE");

    const raised = raisedBy(
      [
        { metric: "FailedInvocations", of: "DropsDropped", minute: 0, value: failedInvocations },
        { metric: "ApproximateNumberOfMessagesVisible", of: "DeadLetters", minute: 0, value: 1 },
      ],
      await readAlarms({ ...QUICK, ...settings }),
    );
    expect(raised).toContainEqual(await readRunbook("EventBridge cannot deliver an existing bucket's event"));
    for (const { minute } of raised) expect(minute).toBe(1);
  });
});
