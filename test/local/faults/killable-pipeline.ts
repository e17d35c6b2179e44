import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import type { CloudFaultRule } from "../../../local/cloud/faults/faults.ts";
import { type Sandbox, startSandbox } from "../../../local/sandbox/sandbox.ts";
import { TOKEN, WORKSPACE } from "../pipeline.ts";
import type { Watched } from "./history.ts";

const PROCESS = fileURLToPath(new URL("./cloud-process.ts", import.meta.url));

export interface KillableOptions {
  readonly ingest: { readonly timeoutSeconds: number; readonly maxReceiveCount: number };
  /** After how many seconds a message is redelivered whose run was killed. */
  readonly visibilitySeconds: number;
  readonly pauseMs: number;
  readonly limitSeconds: number;
}

/** The pipeline with its embedded cloud in its own process, on a fixed address. */
export interface KillablePipeline extends Watched {
  readonly sandbox: Sandbox;
  readonly bucket: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Switches the cloud's faults: these in place of those that are on, or behind them. */
  setFaults(rules: readonly CloudFaultRule[]): Promise<void>;
  addFaults(rules: readonly CloudFaultRule[]): Promise<void>;
  /** Ends the cloud's process by SIGKILL, wherever it is. */
  kill(): Promise<void>;
  /** Resolves when the process has ended. */
  ended(): Promise<void>;
  /** Starts it again on the same folder and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const started = z.object({
  endpoint: z.string(),
  clientSettings: z.object({
    endpoint: z.string(),
    region: z.string(),
    credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  }),
  outputs: z.record(z.string(), z.string()),
});

export async function startKillable(options: KillableOptions): Promise<KillablePipeline> {
  const folder = await mkdtemp(join(tmpdir(), "dropset-test-"));
  const sandbox = await startSandbox({ port: 0, folder: join(folder, "sandbox"), token: TOKEN, processingMs: 20 });
  let cloud: ChildProcess;

  const start = async (port: number) => {
    const given = {
      folder,
      port,
      datasetApi: { url: sandbox.url, token: TOKEN },
      pauseMs: options.pauseMs,
      settings: {
        defaultWorkspaceId: WORKSPACE,
        ingest: options.ingest,
        limits: { dropsPerMinute: 600, dropsAtOnce: 10_000 },
        publish: {
          firstPollSeconds: 1,
          longestPollSeconds: 1,
          limitSeconds: options.limitSeconds,
          uninitialisedLimitSeconds: 1,
        },
      },
    };
    cloud = fork(PROCESS, [JSON.stringify(given)], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const over = once(cloud, "exit").then(([code]) => {
      throw new Error(`The embedded cloud ended at its start with ${code}.`);
    });
    const [message] = await Promise.race([once(cloud, "message"), over]);
    over.catch(() => {});
    return started.parse(message);
  };

  const { endpoint, clientSettings, outputs } = await start(0);
  const port = Number(new URL(endpoint).port);
  const s3 = new S3Client(clientSettings);
  const sqs = new SQSClient(clientSettings);
  const Attributes = { VisibilityTimeout: String(options.visibilitySeconds) };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: outputs.DropQueueUrl, Attributes }));
  // Turns are an hour ahead, and none waits: each drop takes its turn in one call, so that calls can be counted.
  const dynamodb = new DynamoDBClient(clientSettings);
  const overAt = { N: String(Date.now() + 900_000) };
  await dynamodb.send(new PutItemCommand({ TableName: outputs.LedgerTableName, Item: { id: { S: "pace" }, overAt } }));
  dynamodb.destroy();

  const switchFaults = async (method: string, rules: readonly CloudFaultRule[]) => {
    const response = await fetch(`${endpoint}/_cloud/faults`, { method, body: JSON.stringify(rules) });
    if (!response.ok) throw new Error(await response.text());
  };
  const gone = async () => {
    if (cloud.exitCode === null && cloud.signalCode === null) await once(cloud, "exit");
  };
  return {
    clientSettings,
    outputs,
    s3,
    sqs,
    sandbox,
    folder,
    bucket: outputs.DropBucketName ?? "",
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_REGION: "us-east-1",
    },
    setFaults: (rules) => switchFaults("PUT", rules),
    addFaults: (rules) => switchFaults("POST", rules),
    async kill() {
      cloud.kill("SIGKILL");
      await gone();
    },
    ended: gone,
    async restart() {
      await start(port);
    },
    async stop() {
      cloud.kill("SIGTERM");
      await gone();
      await sandbox.close();
      s3.destroy();
      sqs.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
