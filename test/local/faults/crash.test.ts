import { join } from "node:path";
import { ListObjectVersionsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Drop } from "../../../functions/drops/drop.ts";
import { PATIENCE_MS } from "../../patience.ts";
import { TOKEN } from "../pipeline.ts";
import { FUNCTIONS } from "./cases.ts";
import {
  brokenAnswers,
  brokenRecord,
  brokenUploads,
  keepMessages,
  leaks,
  readRecord,
  readReports,
  underWay,
} from "./history.ts";
import { type KillablePipeline, startKillable } from "./killable-pipeline.ts";
import { heldAgainstPage } from "./page.ts";

interface Crash {
  readonly step: string;
  readonly at: string;
  readonly after?: number;
  readonly function?: string;
  readonly effect: "before" | "after";
  /** How many datasets are left empty: the documented window. */
  readonly empty?: number;
}

const { ingest, upload, poll, report } = FUNCTIONS;
const CRASHES: readonly Crash[] = [
  { step: "S3 to the queue: the event is sent", at: "s3:ObjectCreated", effect: "after" },
  { step: "ingest: about to be invoked", at: "lambda:Invoke", function: ingest, effect: "before" },
  { step: "ingest: the drop is claimed", at: "dynamodb:PutItem", function: ingest, effect: "after" },
  {
    step: "ingest: the file is about to be read",
    at: "s3:GetObjectVersion",
    after: 1,
    function: ingest,
    effect: "before",
  },
  { step: "ingest: the dataset is claimed", at: "dynamodb:PutItem", after: 1, function: ingest, effect: "after" },
  {
    step: "ingest: the dataset is created, and about to be recorded",
    at: "dynamodb:UpdateItem",
    after: 2,
    function: ingest,
    effect: "before",
    empty: 1,
  },
  { step: "ingest: the dataset is recorded", at: "dynamodb:UpdateItem", after: 2, function: ingest, effect: "after" },
  { step: "ingest: the results are stored", at: "s3:PutObject", function: ingest, effect: "after" },
  { step: "ingest: the execution is started", at: "states:StartExecution", function: ingest, effect: "after" },
  {
    step: "ingest: the drop is about to be recorded",
    at: "dynamodb:UpdateItem",
    after: 4,
    function: ingest,
    effect: "before",
  },
  { step: "the queue: the message is about to be deleted", at: "sqs:DeleteMessage", effect: "before" },
  { step: "upload: about to be invoked", at: "lambda:Invoke", function: upload, effect: "before" },
  { step: "upload: the file is about to be read", at: "s3:GetObjectVersion", function: upload, effect: "before" },
  { step: "upload: done", at: "lambda:Invoke", function: upload, effect: "after" },
  { step: "poll: about to be invoked", at: "lambda:Invoke", function: poll, effect: "before" },
  { step: "poll: done", at: "lambda:Invoke", function: poll, effect: "after" },
  { step: "report: about to be written", at: "s3:PutObject", function: report, effect: "before" },
  { step: "report: written", at: "s3:PutObject", function: report, effect: "after" },
  { step: "report: the topic is notified", at: "sns:Publish", function: report, effect: "after" },
  { step: "report: done", at: "lambda:Invoke", function: report, effect: "after" },
];

interface Lane {
  readonly pipeline: KillablePipeline;
  readonly messages: Awaited<ReturnType<typeof keepMessages>>;
}

/** Parallel pipelines, which mostly wait for messages to be redelivered. */
const LANES = 4;
let lanes: Lane[] = [];

const nameOf = (index: number) => `crash-${String(index).padStart(2, "0")}`;
const bodyOf = (index: number) => `id,a\n1,${nameOf(index)}\n`;
function laneOf(index: number): Lane {
  const lane = lanes[index % LANES];
  if (lane === undefined) throw new Error("The pipelines have not been started.");
  return lane;
}

async function startLane(): Promise<Lane> {
  // A killed run's claim ends after its timeout, and its message is redelivered after that.
  const pipeline = await startKillable({
    ingest: { timeoutSeconds: 10, maxReceiveCount: 5 },
    visibilitySeconds: 11,
    pauseMs: 100,
    limitSeconds: 120,
  });
  return { pipeline, messages: await keepMessages(pipeline) };
}

/** Kills everything once, at this step of a new drop, and waits for that drop's report. */
async function crashAt(index: number, { pipeline, messages }: Lane): Promise<void> {
  const { at, after = 0, effect, ...crash } = CRASHES[index] as Crash;
  const fault = { kind: "crash", effect } as const;
  const of = crash.function === undefined ? {} : { function: crash.function };
  await pipeline.setFaults([{ at, after, ...of, about: `${nameOf(index)}.csv`, times: 1, fault }]);
  const put = new PutObjectCommand({
    Bucket: pipeline.bucket,
    Key: `incoming/${nameOf(index)}.csv`,
    Body: bodyOf(index),
  });
  // The kill may come before the response; the client then uploads again or checks the object.
  await pipeline.s3.send(put).catch(() => {});
  await pipeline.ended();
  await pipeline.restart();
  // No drop may be on its way at the next one's end: it would suffer that end too, at whatever step it has come to.
  await vi.waitUntil(async () => (await underWay(pipeline)).length === 0, { timeout: PATIENCE_MS, interval: 200 });
  await messages.collect();
}

beforeAll(async () => {
  lanes = await Promise.all(Array.from({ length: LANES }, startLane));
  await Promise.all(
    lanes.map(async (lane, first) => {
      for (let index = first; index < CRASHES.length; index += LANES) await crashAt(index, lane);
    }),
  );
});
afterAll(async () => {
  await Promise.all(lanes.map(({ pipeline }) => pipeline.stop()));
});

async function dropsOf(index: number): Promise<Drop[]> {
  const { s3, bucket } = laneOf(index).pipeline;
  const Key = `incoming/${nameOf(index)}.csv`;
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: Key }));
  return Versions.map(({ VersionId = "" }) => ({ bucket, key: Key, versionId: VersionId }));
}
const datasetsOf = (index: number) =>
  laneOf(index)
    .pipeline.sandbox.datasets()
    .filter(({ name }) => name === nameOf(index));

describe("the whole embedded cloud, killed and restarted on the same folder, continues", () => {
  it.each(CRASHES.map((crash, index) => [crash.step, index] as const))("when it was at: %s", async (_, index) => {
    const drops = await dropsOf(index);
    expect(drops).toHaveLength(1);
    const { pipeline, messages } = laneOf(index);
    for (const drop of drops) {
      const reports = await readReports(pipeline.s3, drop);
      const record = await readRecord(pipeline, drop, reports);
      const history = { reports, record, messages: messages.about(drop) };
      expect(history.reports.at(-1)?.outcome).toBe("ready");
      expect(brokenAnswers(history, 1)).toEqual([]);
      expect(brokenRecord(history)).toEqual([]);
    }
    const datasets = datasetsOf(index);
    expect(brokenUploads(datasets, bodyOf(index))).toEqual([]);
    expect(datasets.filter(({ status }) => status === "READY")).toHaveLength(1);
    expect(datasets.filter(({ upload }) => upload === null)).toHaveLength(CRASHES[index]?.empty ?? 0);
    expect(datasets).toHaveLength(1 + (CRASHES[index]?.empty ?? 0));
  });

  it("and nothing that anybody gets to read holds the token, or an upload URL that works", async () => {
    for (const { pipeline, messages } of lanes) {
      const folders = ["logs", "executions"].map((name) => join(pipeline.folder, name));
      expect(await leaks(folders, messages.texts, TOKEN)).toEqual([]);
    }
  });

  it("as docs/reliability.md documents it", async () => {
    const rows = CRASHES.map(({ step }, index) => {
      const datasets = datasetsOf(index);
      const ready = datasets.filter(({ status }) => status === "READY").length;
      const empty = datasets.filter(({ upload }) => upload === null).length;
      const seen = `READY; datasets: ${ready} READY${empty > 0 ? `, ${empty} empty` : ""}`;
      return ["the embedded cloud is killed (SIGKILL)", step, "it continues after the next start", seen];
    });
    await heldAgainstPage("crashes", ["fault", "step", "what happens", "seen"], rows);
  });
});
