import { join } from "node:path";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Drop } from "../../../functions/drops/drop.ts";
import type { SandboxDataset } from "../../../local/sandbox/dataset.ts";
import { dropset } from "../../cli/dropset.ts";
import { PATIENCE_MS } from "../../patience.ts";
import { type Pipeline, startPipeline, TOKEN, WORKSPACE } from "../pipeline.ts";
import { type Case, type Ending, CASES as FILE_CASES } from "./cases.ts";
import {
  brokenAnswers,
  brokenRecord,
  brokenUploads,
  type DropHistory,
  deadLetters,
  keepMessages,
  leaks,
  readRecord,
  readReports,
  underWay,
  type Watched,
} from "./history.ts";
import { heldAgainstPage } from "./page.ts";
import { TYPED_CASES } from "./typed-cases.ts";

const CASES = [...FILE_CASES, ...TYPED_CASES];

/** Concurrent drops: enough that none waits for another's timeout, few enough for two cores. */
const AT_ONCE = 20;

/** All cases take three minutes on two idle cores, and several times as long next to other files. */
const LONGEST_MS = 6 * PATIENCE_MS;

interface Run extends Case {
  readonly name: string;
  readonly body: string;
  readonly drop: Drop;
  /** While the fault was active, and after a redrive without it. */
  readonly broken: Seen;
  readonly fixed: Seen;
  /** How often each of its rules hit. */
  readonly hits: readonly number[];
}

interface Seen extends DropHistory {
  readonly ending: Ending;
  readonly datasets: readonly SandboxDataset[];
}

let pipeline: Pipeline;
let runs: readonly Run[];
let leaked: readonly string[];

beforeAll(async () => {
  pipeline = await startPipeline({
    // A message whose run was killed is redelivered after 31 seconds; its claim ends with the function's timeout, before that.
    // On a busy machine, a run may take more than ten.
    settings: {
      ingest: { timeoutSeconds: 30, maxReceiveCount: 3 },
      limits: { dropsPerMinute: 120, dropsAtOnce: 10_000 },
      fix: "on",
      publish: {
        firstPollSeconds: 1,
        longestPollSeconds: 1,
        limitSeconds: 30,
        uninitialisedLimitSeconds: 2,
        queueLimitSeconds: 3,
      },
    },
    pauseMs: 100,
  });
  const { cloud, sqs, s3 } = pipeline;
  const visibility = { QueueUrl: cloud.outputs.DropQueueUrl, Attributes: { VisibilityTimeout: "31" } };
  await sqs.send(new SetQueueAttributesCommand(visibility));
  await takePace({ clientSettings: cloud.clientSettings, outputs: cloud.outputs, s3, sqs });
  runs = await runAll(CASES);
}, LONGEST_MS);
afterAll(() => pipeline.stop());

/** Puts the pace an hour ahead, so that no drop waits: each takes its turn in one call, and calls can be counted. */
async function takePace({ clientSettings, outputs }: Watched): Promise<void> {
  const dynamodb = new DynamoDBClient(clientSettings);
  const overAt = { N: String(Date.now() + 3_600_000) };
  await dynamodb.send(new PutItemCommand({ TableName: outputs.LedgerTableName, Item: { id: { S: "pace" }, overAt } }));
  dynamodb.destroy();
}

async function runAll(cases: readonly Case[]): Promise<Run[]> {
  const { cloud, sandbox, s3, sqs, bucket } = pipeline;
  const watched: Watched = { clientSettings: cloud.clientSettings, outputs: cloud.outputs, s3, sqs };
  const messages = await keepMessages(watched);
  const named = cases.map((one, index) => {
    const name = `case-${String(index).padStart(3, "0")}`;
    return { ...one, name, body: `id,a\n1,${name}\n${one.isTyped ? "2,another\n" : ""}` };
  });
  await Promise.all(named.filter(({ isTyped }) => isTyped).map(({ name }) => defineFolder(name)));
  sandbox.faults.set(named.flatMap(({ name, sandbox }) => sandbox.map((rule) => ({ ...rule, dataset: name }))));
  cloud.faults.set(named.flatMap(({ name, cloud }) => cloud.map((rule) => ({ ...rule, about: `${name}.csv` }))));

  const over = whenOver();
  const drops = new Map<string, Drop>();
  const waiting = [...named];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { name, body, isFixed } = next;
      const key = keyOf(next);
      const ended = over(key);
      drops.set(name, await pipeline.put(key, isFixed ? body.replaceAll(",", ";") : body));
      await ended;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await quiet(watched);

  const dead = new Set((await deadLetters(watched)).map(({ key }) => key));
  const hits = new Map<string, number[]>();
  for (const { rule, played } of sandbox.faults.list()) addHit(hits, rule.dataset ?? "", played);
  for (const { rule, played } of cloud.faults.list()) addHit(hits, (rule.about ?? "").replace(/\.csv$/, ""), played);
  const look = async () => {
    await messages.collect();
    const datasets = sandbox.datasets();
    return Promise.all(named.map(({ name, body }) => see({ name, body, datasets })));
  };
  const see = async ({ name, body, datasets }: { name: string; body: string; datasets: SandboxDataset[] }) => {
    const drop = drops.get(name) ?? { bucket, key: name, versionId: "" };
    const reports = await readReports(s3, drop);
    const record = await readRecord(watched, drop, reports);
    const ofName = datasets.filter((dataset) => dataset.name === name && !isAnotherDrop(dataset, body));
    const seen = { reports, record, messages: messages.about(drop), datasets: ofName };
    return { ...seen, ending: endingOf(reports, dead.has(drop.key)) };
  };
  const broken = await look();

  // The causes are fixed.
  sandbox.faults.clear();
  cloud.faults.clear();
  await sandbox.finishProcessing();
  const redriven = await dropset(pipeline, "redrive", "--new-dataset", "--json");
  if (redriven.code !== 0) throw new Error(`The redrive failed: ${redriven.out}${redriven.err}`);
  dead.clear();
  await quiet(watched);
  const fixed = await look();
  expect(await deadLetters(watched)).toEqual([]);

  const { folder } = pipeline;
  leaked = await leaks(
    [join(folder, "logs"), join(folder, "executions"), join(folder, "results")],
    messages.texts,
    TOKEN,
  );
  return named.map((one, index) => {
    const drop = drops.get(one.name);
    const [before, after] = [broken[index], fixed[index]];
    if (!drop || !before || !after) throw new Error(`${one.name} was not run.`);
    return { ...one, drop, broken: before, fixed: after, hits: hits.get(one.name) ?? [] };
  });
}

function keyOf({ name, isTyped }: Pick<Run, "name" | "isTyped">): string {
  return `incoming/${isTyped ? `${folderOf(name)}/` : ""}${name}.csv`;
}

/** With the file's name in its own, so that faults about the file hit what is asked about the folder too. */
function folderOf(name: string): string {
  return `folder of ${name}.csv`;
}

/** Defines a folder with one dataset of this name, before there are any faults. */
async function defineFolder(name: string): Promise<void> {
  const schema = { fields: { id: { type: "text" }, a: { type: "text" } } };
  const definition = { name, workspaceId: WORKSPACE, schema, files: "one-dataset" };
  const { report } = await pipeline.drop(`incoming/${folderOf(name)}/_dataset.json`, JSON.stringify(definition));
  expect(report.outcome).toBe("accepted");
}

function addHit(hits: Map<string, number[]>, name: string, played: number): void {
  hits.set(name, [...(hits.get(name) ?? []), played]);
}

/** The file that was written over this one is a drop of its own, with a dataset of the same name. */
function isAnotherDrop({ upload }: SandboxDataset, body: string): boolean {
  return upload !== null && upload.bytes !== Buffer.byteLength(body);
}

/** Resolves when a key's execution has ended, or its message is in the dead-letter queue. */
function whenOver(): (key: string) => Promise<void> {
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  const end = (key: string) => {
    waiting.get(key)?.resolve();
    waiting.delete(key);
  };
  pipeline.cloud.events.on("executionEnded", ({ execution }) => end(JSON.parse(execution.input).drop.key));
  const { sqs, cloud, s3 } = pipeline;
  const watched = { clientSettings: cloud.clientSettings, outputs: cloud.outputs, s3, sqs };
  return (key) => {
    const ended = Promise.withResolvers<void>();
    waiting.set(key, ended);
    // What cannot be watched would never end.
    if (waiting.size === 1) watchDeadLetters().catch(failAll);
    return ended.promise;
  };

  async function watchDeadLetters(): Promise<void> {
    const areOver = async () => {
      for (const { key } of await deadLetters(watched)) end(key);
      return waiting.size === 0;
    };
    // Most cases never get there, so that nothing may come for minutes.
    await vi.waitUntil(areOver, { timeout: LONGEST_MS, interval: 500 });
  }

  function failAll(error: unknown): void {
    for (const { reject } of waiting.values()) reject(error);
  }
}

async function quiet(watched: Watched): Promise<void> {
  await vi.waitUntil(async () => (await underWay(watched)).length === 0, { timeout: PATIENCE_MS, interval: 200 });
}

function endingOf(reports: DropHistory["reports"], dead: boolean): Ending {
  const last = reports.at(-1);
  if (!last) return dead ? "dead-letter" : "unanswered";
  const { outcome, findings } = last;
  return outcome === "ready" || outcome === "accepted" ? outcome : `${outcome}: ${findings[0]?.code}`;
}

/** What was seen, as the page's table says it. */
function describeSeen({ broken, fixed, empty }: Run): string {
  const endings = {
    ready: "READY",
    accepted: "accepted",
    "dead-letter": "in the dead-letter queue",
    unanswered: "the execution FAILED, no report",
  } as const;
  const say = (ending: Ending) =>
    /^(failed|partial|rejected)/.test(ending) ? ending : endings[ending as keyof typeof endings];
  const ready = fixed.datasets.filter(({ status }) => status === "READY").length;
  const counts = [
    ...(ready > 0 ? [`${ready} READY`] : []),
    ...(empty > 0 ? [`${fixed.datasets.filter(({ upload }) => upload === null).length} empty`] : []),
    ...(fixed.datasets.some(({ status }) => status === "ERROR") ? ["1 ERROR"] : []),
  ];
  const datasets = counts.length > 0 ? `; datasets: ${counts.join(", ")}` : "; no dataset";
  if (/^(rejected|partial)/.test(broken.ending)) return `${say(broken.ending)}${datasets}`;
  return broken.ending === "ready"
    ? `READY${datasets}`
    : `${say(broken.ending)}; after redrive ${say(fixed.ending)}${datasets}`;
}

describe("whatever breaks", () => {
  it.each(CASES.map((one, index) => [one.step, one.fault, index] as const))("%s: %s", (_, __, index) => {
    const run = runs[index];
    if (!run) throw new Error("It was not run.");
    const { broken, fixed, body } = run;
    expect(Math.min(...run.hits), "the fault hit").toBeGreaterThan(0);

    // One report with its notice, or the message in the dead-letter queue.
    expect(broken.ending).toBe(run.ending);
    expect(brokenAnswers(broken, 1)).toEqual([]);
    expect(brokenRecord(broken)).toEqual([]);
    // After the fault is removed and the failures were redriven.
    expect(fixed.ending).toBe(run.redriven);
    expect(brokenAnswers(fixed, 2)).toEqual([]);
    expect(brokenRecord(fixed)).toEqual([]);

    // One dataset with the dropped file, and an empty one for each lost response (the documented window).
    expect(brokenUploads(fixed.datasets, body)).toEqual([]);
    const counted = (datasets: readonly SandboxDataset[]) => ({
      ready: datasets.filter(({ status }) => status === "READY").length,
      empty: datasets.filter(({ upload }) => upload === null).length,
    });
    const isUsable = run.redriven === "ready" || run.redriven.startsWith("partial");
    expect(counted(fixed.datasets)).toEqual({ ready: isUsable ? 1 : 0, empty: run.empty });
    expect(broken.datasets.length).toBeLessThanOrEqual(1 + run.empty);
  });

  it("no log, report or message contains the token, or a valid upload URL", () => {
    expect(leaked).toEqual([]);
  });

  it("is documented in docs/reliability.md as observed", async () => {
    const rows = runs.map((run) => [run.fault, run.step, run.happens, describeSeen(run)]);
    await heldAgainstPage("matrix", ["fault", "step", "what happens", "seen"], rows);
  });
});
