import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Progress } from "../../cli/drops/progress.ts";
import type { Drop } from "../../functions/drops/drop.ts";
import type { FaultRule } from "../../local/sandbox/faults.ts";
import { deadLetters } from "./faults/history.ts";
import { type Pipeline, startPipeline } from "./pipeline.ts";

const FILE = "id,a\n1,x\n";
const INGEST = "Dropset-IngestFunction";
const MINUTE = 60_000;

const failing = (status: number, more: { retryAfter?: number; times?: number } = {}): FaultRule[] => {
  const { retryAfter, ...times } = more;
  return [{ call: "create", ...times, fault: { kind: "status", status, ...(retryAfter && { retryAfter }) } }];
};

describe("a drop whose ingest failed", () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    // A message is hidden for a second where the function asks for more, and for the queue's half an hour where it does not ask.
    pipeline = await startPipeline({ settings: { ingest: { maxReceiveCount: 2 } }, pauseMs: 50 });
  });
  afterAll(() => pipeline.stop());
  afterEach(() => pipeline.sandbox.faults.clear());

  it.each([
    ["500", failing(500, { times: 1 })],
    ["503 with a long Retry-After", failing(503, { times: 1, retryAfter: 3600 })],
  ])("at %s is redelivered when its next try is due, and becomes READY", async (name, rules) => {
    pipeline.sandbox.faults.set(rules);
    const { report } = await pipeline.drop(`incoming/${name}.csv`, FILE);
    expect(report.outcome).toBe("ready");
    expect(pipeline.sandbox.datasets().filter((dataset) => dataset.name === name)).toHaveLength(1);
  });

  it("for the last time is in the dead-letter queue at once", async () => {
    pipeline.sandbox.faults.set(failing(500));
    const drop = await pipeline.put("incoming/last.csv", FILE);
    await expect(pipeline.follower.answer(drop)).rejects.toThrow(/answered 500/);
    const { cloud, s3, sqs } = pipeline;
    const watched = { clientSettings: cloud.clientSettings, outputs: cloud.outputs, s3, sqs };
    await expect.poll(() => deadLetters(watched)).toEqual([drop]);
  });
});

describe("the next try of a drop whose ingest failed", () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await startPipeline();
  });
  afterAll(() => pipeline.stop());
  afterEach(() => {
    pipeline.sandbox.faults.clear();
    pipeline.cloud.faults.clear();
  });

  /** Drops a file that fails. @returns the reason, and how long after that the next try is, in milliseconds, by the record and by SQS */
  async function failOnce(key: string) {
    const isOurs = ({ body }: { body: string }) => body.includes(key);
    const bySqs = new Promise<number>((resolve) => {
      pipeline.cloud.events.on("ingestFailed", (trouble) => isOurs(trouble) && resolve(trouble.againAt));
    });
    const delayed = new Promise<Extract<Progress, { step: "delayed" }>>((resolve) => {
      pipeline.follower.on("progress", (drop: Drop, progress) => {
        if (drop.key === key && progress.step === "delayed") resolve(progress);
      });
    });
    const startedAt = Date.now();
    await pipeline.put(key, FILE);
    const { reason, againAt } = await delayed;
    const failedBy = Date.now();
    return { reason, byRecord: againAt - failedBy, bySqs: (await bySqs) - failedBy, took: failedBy - startedAt };
  }

  it.each([
    ["is within a minute, and not before half of it", "soon", failing(500), MINUTE / 2, MINUTE],
    ["is not before what Retry-After says", "asked", failing(503, { retryAfter: 7200 }), 120 * MINUTE, 120 * MINUTE],
  ])("%s", async (_, name, rules, earliest, latest) => {
    pipeline.sandbox.faults.set(rules);
    const { byRecord, bySqs, took } = await failOnce(`incoming/${name}.csv`);
    for (const wait of [byRecord, bySqs]) {
      expect(wait).toBeGreaterThan(earliest - took);
      expect(wait).toBeLessThanOrEqual(latest);
    }
    expect(Math.abs(byRecord - bySqs)).toBeLessThan(took);
  });

  it("is after the visibility timeout where SQS does not let it be set, and the drop's own error is the reason", async () => {
    pipeline.sandbox.faults.set(failing(500));
    const fault = { kind: "reset", effect: "before" } as const;
    pipeline.cloud.faults.set([{ at: "sqs:ChangeMessageVisibility", function: INGEST, fault }]);
    const { reason, byRecord, bySqs, took } = await failOnce("incoming/not-set.csv");
    expect(reason).toMatch(/create a dataset.*answered 500/);
    for (const wait of [byRecord, bySqs]) {
      expect(wait).toBeGreaterThan(30 * MINUTE - took);
      expect(wait).toBeLessThanOrEqual(30 * MINUTE);
    }
    const log = () => readFile(join(pipeline.folder, "logs", `${INGEST}.log`), "utf8");
    await expect.poll(log).toContain('"Redelivered only after the visibility timeout"');
  });
});
