import { createWriteStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { dropFile } from "../cli/stack/drop-file.ts";
import { RESULTS_PREFIX } from "../functions/drops/drop.ts";
import { type Cloud, startCloud } from "../local/cloud/cloud.ts";
import { startSandbox } from "../local/sandbox/sandbox.ts";
import { processesUse } from "./processes.ts";
import { generate, SHAPES } from "./shapes.ts";

// Many files at once through the embedded cloud, and the same with empty functions, to separate the cost of the pipeline
// from that of the cloud. Every count must match, or the run fails.
// npm run bench:load -- [--files N] [--large N] [--megabytes N] [--per-minute N] [--calls-per-minute N]

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "1000" },
    large: { type: "string", default: "20" },
    megabytes: { type: "string", default: "100" },
    /** The pipeline's rate limit; by default, high enough to have no effect. */
    "per-minute": { type: "string", default: "60000" },
    /** The dataset service's rate limit; unlimited by default. */
    "calls-per-minute": { type: "string" },
  },
});
const perMinute = Number(values["per-minute"]);

interface Load {
  readonly name: string;
  readonly files: number;
  /** Writes one file of the load. */
  readonly write: (path: string, index: number) => Promise<void>;
  /** Concurrent uploads. */
  readonly senders: number;
}

const small: Load = {
  name: "small files",
  files: Number(values.files),
  write: (path, index) => writeFile(path, `id,review_text,META_TASK_GROUP_ID\n1,"Great, ${index}",a\n2,Fine,b\n`),
  senders: 32,
};
const [reviews = SHAPES[0]] = SHAPES;
const large: Load = {
  name: `files of ${values.megabytes} MB`,
  files: Number(values.large),
  async write(path) {
    if (reviews)
      await pipeline(Readable.from(generate(reviews, Number(values.megabytes) * 1e6)), createWriteStream(path));
  },
  senders: 2,
};

const STEPS = ["Ingest", "PublishUpload", "PublishPoll", "PublishReport"];
const EMPTY = Object.fromEntries(
  STEPS.map((step) => [
    `Dropset-${step}Function`,
    fileURLToPath(new URL(`./empty-functions/${step.replace("Publish", "").toLowerCase()}.mjs`, import.meta.url)),
  ]),
);

async function measure(load: Load, empty: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dropset-load-"));
  let throttled = 0;
  const callsPerMinute = values["calls-per-minute"];
  const sandbox = await startSandbox({
    port: 0,
    folder: join(folder, "sandbox"),
    token: "bench",
    processingMs: 50,
    log: (line) => {
      if (/ 429\b/.test(line)) throttled++;
    },
    ...(callsPerMinute && { callsPerMinute: Number(callsPerMinute) }),
  });
  const cloud = await startCloud({
    folder,
    datasetApi: { url: sandbox.url, token: "bench" },
    settings: {
      defaultWorkspaceId: "bench",
      limits: { dropsPerMinute: perMinute, dropsAtOnce: perMinute === 60_000 ? 10_000 : 1 },
      publish: { firstPollSeconds: 1 },
    },
    ...(empty && { handlers: EMPTY }),
  });
  const messages = await countMessages(cloud);

  const dropped = new Map<string, number>();
  const seconds: number[] = [];
  const ended = Promise.withResolvers<void>();
  let failed = 0;
  cloud.events.on("executionEnded", ({ execution }) => {
    const { drop } = JSON.parse(execution.input);
    if (execution.status !== "SUCCEEDED") failed++;
    seconds.push((Date.now() - (dropped.get(drop.key) ?? 0)) / 1000);
    if (seconds.length === load.files) ended.resolve();
  });

  const s3 = new S3Client(cloud.clientSettings);
  const bucket = cloud.outputs.DropBucketName ?? "";
  const before = await processesUse();
  const start = Date.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: load.senders }, async (_, sender) => {
      const path = join(folder, `sender-${sender}.csv`);
      while (next < load.files) {
        const index = next++;
        const key = `incoming/load-${index}.csv`;
        await load.write(path, index);
        dropped.set(key, Date.now());
        await dropFile(s3, bucket, key, path);
      }
    }),
  );
  await ended.promise;
  const took = (Date.now() - start) / 1000;

  const { peakMb, cpuMs } = await processesUse();
  const counts = {
    executions: seconds.length,
    datasets: sandbox.datasets().length,
    ready: sandbox.datasets().filter(({ status }) => status === "READY").length,
    reports: await countReports(s3, bucket),
    messages: await messages(),
  };
  await cloud.stop();
  await sandbox.close();
  s3.destroy();
  await rm(folder, { recursive: true, force: true });

  seconds.sort((a, b) => a - b);
  const percentile = (share: number) => (seconds[Math.ceil(share * seconds.length) - 1] ?? 0).toFixed(1);
  const pair = (own: number, children: number) => `${own.toFixed(0)} + ${children.toFixed(0)}`;
  const memory = pair(peakMb.own, peakMb.children);
  const cpu = pair((cpuMs.own - before.cpuMs.own) / load.files, (cpuMs.children - before.cpuMs.children) / load.files);
  console.log(
    `| ${load.files} ${load.name} | ${empty ? "empty" : "ours"} | ${(load.files / took).toFixed(1)} | ${percentile(0.5)} | ${percentile(0.95)} | ${percentile(0.99)} | ${memory} | ${cpu} | ${Object.values(counts).join(" / ")} | ${throttled} |`,
  );
  const wanted = empty ? [counts.executions] : Object.values(counts);
  if (failed > 0 || wanted.some((count) => count !== load.files)) {
    throw new Error(`The counts don't match: ${JSON.stringify({ ...counts, failed })}`);
  }
}

/** Subscribes a queue to the notifications. @returns a function that counts its messages */
async function countMessages(cloud: Cloud): Promise<() => Promise<number>> {
  const sqs = new SQSClient(cloud.clientSettings);
  const sns = new SNSClient(cloud.clientSettings);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "answers" }));
  await sns.send(
    new SubscribeCommand({
      TopicArn: cloud.outputs.NoticesTopicArn,
      Protocol: "sqs",
      Endpoint: "arn:aws:sqs:us-east-1:000000000000:answers",
    }),
  );
  return async () => {
    const name = "ApproximateNumberOfMessages";
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }));
    sqs.destroy();
    sns.destroy();
    return Number(Attributes?.[name]);
  };
}

async function countReports(s3: S3Client, bucket: string): Promise<number> {
  let reports = 0;
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: s3 },
    { Bucket: bucket, Prefix: RESULTS_PREFIX },
  )) {
    reports += Contents.filter(({ Key }) => Key?.endsWith(".json")).length;
  }
  return reports;
}

console.log(
  "| load | functions | drops/s | median, s | p95, s | p99, s | peak MB, cloud + functions | CPU ms a drop, cloud + functions | executions / datasets / READY / reports / messages | throttled |",
);
console.log(`|${" --- |".repeat(10)}`);
for (const load of [small, large]) {
  if (load.files === 0) continue;
  await measure(load, true);
  await measure(load, false);
}
