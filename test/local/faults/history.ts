import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import { type Drop, dropId } from "../../../functions/drops/drop.ts";
import { reportKey } from "../../../functions/drops/object-keys.ts";
import type { DropRecord } from "../../../functions/drops/records/drop-record.ts";
import { connectRecordReader } from "../../../functions/drops/records/record-reader.ts";
import { settleRecord } from "../../../functions/drops/records/settle-record.ts";
import { type Report, totalFindings } from "../../../functions/drops/report.ts";
import { readDropMessage } from "../../../functions/ingest/s3-events.ts";
import type { Cloud } from "../../../local/cloud/cloud.ts";
import type { SandboxDataset } from "../../../local/sandbox/dataset.ts";

/** A pipeline, wherever it runs: what is needed to look at it from outside. */
export interface Watched {
  readonly clientSettings: Cloud["clientSettings"];
  readonly outputs: Cloud["outputs"];
  readonly s3: S3Client;
  readonly sqs: SQSClient;
}

/** Everything that was ever said about one drop. */
export interface DropHistory {
  /** Its record, as the page and the command line show it. */
  readonly record: DropRecord | undefined;
  /** Every version of its report, oldest first. */
  readonly reports: readonly Report[];
  /** The outcome and the dataset of each message about it. */
  readonly messages: readonly { readonly outcome: string; readonly datasetId: string | undefined }[];
}

const envelope = z.object({
  Message: z.string(),
  MessageAttributes: z.object({
    outcome: z.object({ Value: z.string() }),
    datasetId: z.object({ Value: z.string() }).optional(),
  }),
});

/** Keeps every message that the topic sends, from now on. */
export async function keepMessages({ sqs, outputs, clientSettings }: Watched) {
  const name = `kept-${crypto.randomUUID()}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const sns = new SNSClient(clientSettings);
  const Endpoint = `arn:aws:sqs:us-east-1:000000000000:${name}`;
  await sns.send(new SubscribeCommand({ TopicArn: outputs.NoticesTopicArn, Protocol: "sqs", Endpoint }));
  sns.destroy();
  const kept: z.infer<typeof envelope>[] = [];
  const texts: string[] = [];

  return {
    /** Every message so far, as it came. */
    texts,
    /** Reads the messages that have arrived. */
    async collect(): Promise<void> {
      for (;;) {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
        if (Messages.length === 0) return;
        for (const { Body = "" } of Messages) {
          texts.push(Body);
          kept.push(envelope.parse(JSON.parse(Body)));
        }
        const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    about(drop: Drop): DropHistory["messages"] {
      const place = `Report: s3://${drop.bucket}/${reportKey(drop)}\n`;
      return kept
        .filter(({ Message }) => Message.includes(place))
        .map(({ MessageAttributes: { outcome, datasetId } }) => ({
          outcome: outcome.Value,
          datasetId: datasetId?.Value,
        }));
    },
  };
}

/** Every version of a drop's report, oldest first. */
export async function readReports(s3: S3Client, drop: Drop): Promise<Report[]> {
  const Bucket = drop.bucket;
  const Key = reportKey(drop);
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
  const reports: Report[] = [];
  for (const { VersionId } of Versions.reverse()) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    reports.push(JSON.parse((await Body?.transformToString()) ?? "null"));
  }
  return reports;
}

/** A drop's record, as it is shown when it has not changed for a while. @param reports the drop's */
export async function readRecord(
  { clientSettings, outputs }: Watched,
  drop: Drop,
  reports: readonly Report[],
): Promise<DropRecord | undefined> {
  const client = new DynamoDBClient(clientSettings);
  const reader = connectRecordReader(outputs.RecordsTableName ?? "", client);
  const record = await reader.find(dropId(drop)).finally(() => client.destroy());
  const readReport = async () => reports.at(-1);
  return record && settleRecord(record, { bucket: drop.bucket, readReport, now: Date.now() + A_WHILE_MS });
}
const A_WHILE_MS = 600_000;

/** What is wrong with a drop's record: it says what the last report says, and without one, that there is none. */
export function brokenRecord({ record, reports }: Pick<DropHistory, "record" | "reports">): string[] {
  const last = reports.at(-1);
  if (!last) return record?.step === "answered" ? ["has a record that is answered, and no report"] : [];
  if (!record) return ["has a report, and no record"];
  // Another attempt is in the dead-letter queue.
  if (record.attempt > 1 && record.step !== "answered") return [];
  const { outcome, datasetId, findings } = record;
  const said = JSON.stringify({ outcome, datasetId, findings });
  const wanted = JSON.stringify({
    outcome: last.outcome,
    datasetId: last.dataset?.id ?? null,
    findings: totalFindings(last),
  });
  return said === wanted ? [] : [`has a record at ${record.step} that says ${said}, and a report that says ${wanted}`];
}

const inspected = z.object({
  messages: z.object({ ready: z.array(z.object({ body: z.string() })), inflight: z.array(z.unknown()) }),
});

/** The drops in the dead-letter queue, read without receiving messages, which SQS itself cannot do. */
export async function deadLetters({ clientSettings: { endpoint }, outputs }: Watched): Promise<Drop[]> {
  const name = outputs.DeadLetterQueueUrl?.split("/").at(-1);
  const response = await fetch(`${endpoint}/_fauxqs/queues/${name}`);
  const { messages } = inspected.parse(await response.json());
  return messages.ready.flatMap(({ body }) => readDropMessage(body).drops.map(({ drop }) => drop));
}

const queue = z.object({
  messages: z.object({
    ready: z.array(z.object({ body: z.string() })),
    delayed: z.array(z.object({ body: z.string() })),
    inflight: z.array(z.object({ message: z.object({ body: z.string() }), visibilityDeadline: z.number() })),
  }),
});

/** Work in progress: messages in the drop queue, received or not, and executions. */
export async function underWay({ outputs, clientSettings }: Watched): Promise<string[]> {
  const response = await fetch(`${clientSettings.endpoint}/_fauxqs/queues/${outputs.DropQueueUrl?.split("/").at(-1)}`);
  const { ready, delayed, inflight } = queue.parse(await response.json()).messages;
  const sfn = new SFNClient(clientSettings);
  const { executions = [] } = await sfn
    .send(new ListExecutionsCommand({ stateMachineArn: outputs.StateMachineArn, statusFilter: "RUNNING" }))
    .finally(() => sfn.destroy());
  return [
    ...[...ready, ...delayed].map(({ body }) => `waiting: ${body}`),
    ...inflight.map(({ message, visibilityDeadline }) => `taken until ${visibilityDeadline}: ${message.body}`),
    ...executions.map(({ name }) => `running: ${name}`),
  ];
}

/** What is wrong with what was said about a drop: each answer is one, and every message says what the report says. */
export function brokenAnswers(
  { reports, messages }: Pick<DropHistory, "reports" | "messages">,
  attempts: number,
): string[] {
  const answers = new Set(reports.map(({ outcome, dataset }) => `${outcome} ${dataset?.id}`));
  const told = new Set(messages.map(({ outcome, datasetId }) => `${outcome} ${datasetId}`));
  return [
    ...(answers.size > attempts ? [`has ${answers.size} different answers: ${[...answers].join(", ")}`] : []),
    ...[...answers].filter((answer) => !told.has(answer)).map((answer) => `was never notified of: ${answer}`),
    ...[...told]
      .filter((answer) => !answers.has(answer))
      .map((answer) => `was notified of what no report says: ${answer}`),
  ];
}

/** What is wrong with a dataset that has a file: it is another file than the one that was dropped. */
export function brokenUploads(datasets: readonly SandboxDataset[], body: string): string[] {
  const md5 = md5Of(body);
  return datasets
    .filter(({ upload }) => upload !== null && upload.md5 !== md5)
    .map(({ id, upload }) => `has other bytes in its dataset ${id}: ${upload?.md5}, not ${md5}`);
}

export function md5Of(body: string): string {
  return createHash("md5").update(body).digest("hex");
}

/** Leaked secrets: the token, and upload URLs that are still valid. */
export async function leaks(folders: readonly string[], texts: readonly string[], token: string): Promise<string[]> {
  const secret = new RegExp(`${token}|X-Amz-Signature=[0-9a-f]{8}|<SignatureProvided>[0-9a-f]{8}|"upload_url"`);
  const found = texts.filter((text) => secret.test(text));
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && secret.test(await readFile(path, "utf8"))) found.push(path);
    }
  }
  return found;
}
