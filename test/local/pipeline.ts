import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Answer, Progress } from "../../cli/drops/progress.ts";
import { type Drop, dropId, versionOfEtag } from "../../functions/drops/drop.ts";
import { type Cloud, startCloud } from "../../local/cloud/cloud.ts";
import { objectCreatedEvent } from "../../local/cloud/events/s3-notifications.ts";
import { synthesize } from "../../local/cloud/template/synthesize.ts";
import { DropFollower } from "../../local/run/drop-follower.ts";
import { ResultsFolder } from "../../local/run/results-folder.ts";
import { type Sandbox, startSandbox } from "../../local/sandbox/sandbox.ts";
import type { CallMoment } from "../../local/sandbox/switches.ts";
import { runHere } from "./run-app-here.ts";

export interface PipelineOptions {
  readonly settings?: Record<string, unknown>;
  readonly processingMs?: number;
  readonly folder?: string;
  /** How long Step Functions pauses, where not as the definition has it. */
  readonly pauseMs?: number;
  /** The page's port; 0 for any. */
  readonly apiPort?: number;
  /** Whether people sign in on the page. */
  readonly signIn?: boolean;
  /** What the stack's secret holds, where it is not the token. */
  readonly secret?: string;
}

/** The whole pipeline for a test: the embedded cloud and the sandbox, in a new folder. */
export interface Pipeline {
  readonly cloud: Cloud;
  readonly sandbox: Sandbox;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly bucket: string;
  readonly folder: string;
  readonly follower: DropFollower;
  /** Puts an object, as any client of S3 would. */
  put(key: string, body: string | Uint8Array, metadata?: Record<string, string>): Promise<Drop>;
  /** Puts an object and waits for its answer, and for the end of its execution, which writes more after the report. */
  drop(key: string, body: string | Uint8Array, metadata?: Record<string, string>): Promise<Answer>;
  /** Sends S3's event for a drop to the queue, whether S3 sent it already or the object was never there. */
  announce(drop: Drop): Promise<void>;
  /** Resolves when a drop has come to a step. */
  reached(drop: Drop, step: Progress["step"]): Promise<void>;
  /** Holds the service's calls of this kind before they take effect, until the function that it returns is called. */
  hold(call: CallMoment["call"]): () => void;
  /** The notices from now on: the next one, or the next one about a file, past late ones about others. */
  subscribe(): Promise<(file?: string) => Promise<Notice>>;
  stop(options?: { keepFolder?: boolean }): Promise<void>;
}

export interface Notice {
  readonly Subject: string;
  readonly Message: string;
  readonly MessageAttributes: Readonly<Record<string, { readonly Value: string }>>;
}

export const TOKEN = "a-token-that-must-not-be-seen";
export const WORKSPACE = "6278acb09062db3b35bcbeb0";

/** Quick polls, so that a test takes a second or two, and a limit that keeps an execution's history short. */
export const QUICK = {
  defaultWorkspaceId: WORKSPACE,
  publish: { firstPollSeconds: 1, longestPollSeconds: 1, limitSeconds: 600 },
};

/** @throws what the start throws; then nothing of it is left running, nor its folder if it made one */
export async function startPipeline(options: PipelineOptions = {}): Promise<Pipeline> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "dropset-test-")));
  let sandbox: Sandbox | undefined;
  let running: Cloud | undefined;
  const held = new Map<CallMoment["call"], Promise<void>>();
  try {
    sandbox = await startSandbox({
      port: 0,
      watch: async (moment) => {
        if (moment.when === "before") await held.get(moment.call);
        return (await running?.outsideCall(moment)) ?? "there";
      },
      folder: join(folder, "sandbox"),
      token: TOKEN,
      processingMs: options.processingMs ?? 50,
    });
    running = await startCloud({
      folder,
      datasetApi: { url: sandbox.url, token: options.secret ?? TOKEN },
      assembly: await synthesize({ ...QUICK, ...options.settings }, runHere),
      ...(options.pauseMs !== undefined && { pauseMs: options.pauseMs }),
      ...(options.apiPort !== undefined && { apiPort: options.apiPort }),
      ...(options.signIn !== undefined && { signIn: options.signIn }),
    });
  } catch (error) {
    await sandbox?.close();
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return connect({ folder, sandbox, cloud: running, held });
}

interface Started extends Pick<Pipeline, "folder" | "sandbox" | "cloud"> {
  readonly held: Map<CallMoment["call"], Promise<void>>;
}

function connect({ folder, sandbox, cloud, held }: Started): Pipeline {
  const s3 = new S3Client(cloud.clientSettings);
  const sqs = new SQSClient(cloud.clientSettings);
  const bucket = cloud.outputs.DropBucketName ?? "";
  const follower = new DropFollower(cloud, new ResultsFolder(join(folder, "results"), s3));
  follower.setMaxListeners(0);

  const put = async (key: string, body: string | Uint8Array, metadata?: Record<string, string>): Promise<Drop> => {
    const { ETag, VersionId } = await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...(metadata && { Metadata: metadata }) }),
    );
    return { bucket, key, versionId: VersionId ?? versionOfEtag(ETag ?? "") };
  };

  const ends = new Map<string, PromiseWithResolvers<void>>();
  const endOf = (drop: Drop) => {
    const end = ends.get(dropId(drop)) ?? Promise.withResolvers<void>();
    ends.set(dropId(drop), end);
    return end;
  };
  cloud.events.on("executionEnded", ({ execution }) => {
    const { drop } = JSON.parse(execution.input);
    // One that was started by hand has none.
    if (drop) endOf(drop).resolve();
  });

  return {
    cloud,
    sandbox,
    s3,
    sqs,
    bucket,
    folder,
    follower,
    put,
    async drop(key, body, metadata) {
      const drop = await put(key, body, metadata);
      const answer = await follower.answer(drop);
      await endOf(drop).promise;
      return answer;
    },
    async announce({ key, versionId }) {
      const version = versionId.startsWith("etag-") ? {} : { versionId };
      const etag = versionId.replace(/^etag-/, "");
      const event = objectCreatedEvent({ bucket, key, versionId: undefined, ...version, etag, bytes: 1, how: "Put" });
      const QueueUrl = cloud.outputs.DropQueueUrl;
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
    },
    reached: (drop, step) =>
      new Promise((resolve) => {
        follower.on("progress", (other, progress) => {
          if (other.key === drop.key && other.versionId === drop.versionId && progress.step === step) resolve();
        });
      }),
    hold(call) {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(call, promise);
      return () => {
        held.delete(call);
        resolve();
      };
    },
    async subscribe() {
      const name = `notices-${crypto.randomUUID()}`;
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
      const sns = new SNSClient(cloud.clientSettings);
      await sns.send(
        new SubscribeCommand({
          TopicArn: cloud.outputs.NoticesTopicArn,
          Protocol: "sqs",
          Endpoint: `arn:aws:sqs:us-east-1:000000000000:${name}`,
        }),
      );
      return async (file) => {
        for (;;) {
          const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
          const [message] = received.Messages ?? [];
          if (!message) throw new Error(`No notice about ${file ?? "any file"} came within 20 s.`);
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
          const notice: Notice = JSON.parse(message.Body ?? "null");
          if (file === undefined || notice.Subject.includes(` ${file} `)) return notice;
        }
      };
    },
    async stop({ keepFolder = false } = {}) {
      await follower.close();
      await cloud.stop();
      await sandbox.close();
      s3.destroy();
      sqs.destroy();
      if (!keepFolder) await rm(folder, { recursive: true, force: true });
    },
  };
}
