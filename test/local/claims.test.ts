import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Progress } from "../../cli/drops/progress.ts";
import { type Pipeline, startPipeline } from "./pipeline.ts";

const FILE = "id,a\n1,x\n";
const INGEST = "Dropset-IngestFunction";

let pipeline: Pipeline;
beforeAll(async () => {
  // So few receives that one for each claim that is met would use them up, and claims that last longer than a redelivery takes.
  pipeline = await startPipeline({ settings: { ingest: { timeoutSeconds: 60, maxReceiveCount: 2 } } });
});
afterAll(() => pipeline.stop());

async function visibility(seconds: number): Promise<void> {
  const Attributes = { VisibilityTimeout: String(seconds) };
  await pipeline.sqs.send(new SetQueueAttributesCommand({ QueueUrl: pipeline.cloud.outputs.DropQueueUrl, Attributes }));
}

/** What ingest logged about a key, each line as an object. */
async function logged(key: string) {
  const log = await readFile(join(pipeline.folder, "logs", `${INGEST}.log`), "utf8");
  return log
    .split("\n")
    .filter((line) => line.includes(key))
    .map((line) => JSON.parse(line));
}

/** How often a metric was counted so far. */
async function counted(metric: string): Promise<number> {
  const log = await readFile(join(pipeline.folder, "logs", `${INGEST}.log`), "utf8");
  return log
    .split("\n")
    .filter((line) => line.includes("_aws"))
    .flatMap((line) => JSON.parse(line)[metric] ?? [])
    .flat()
    .reduce((sum: number, value: number) => sum + value, 0);
}

describe("a second event for a drop", () => {
  it("that is in progress or done is a duplicate: no failure, no delay, no second dataset", async () => {
    const seenSteps: Progress[] = [];
    pipeline.follower.on("progress", ({ key }, progress) => {
      if (key === "incoming/twice.csv") seenSteps.push(progress);
    });
    const duplicates = async () =>
      (await logged("twice.csv")).flatMap(({ message, of }) => (message === "Duplicate event" ? [of] : []));
    const createNow = pipeline.hold("create");
    const drop = await pipeline.put("incoming/twice.csv", FILE);
    await pipeline.announce(drop);
    await expect.poll(duplicates).toContain("in-progress");
    createNow();
    await pipeline.follower.answer(drop);
    await pipeline.announce(drop);
    await expect.poll(duplicates).toContain("done");
    expect((await logged("twice.csv")).filter(({ level }) => level === "ERROR")).toEqual([]);
    // An invocation writes its metrics at its end.
    await expect.poll(() => counted("DuplicateEvents")).toBeGreaterThanOrEqual(2);
    expect(await counted("IngestFailures")).toBe(0);
    expect(seenSteps.map(({ step }) => step)).not.toContain("delayed");
    expect(seenSteps.filter(({ step }) => step === "validating")).toHaveLength(1);
    expect(pipeline.sandbox.datasets().filter(({ name }) => name === "twice")).toHaveLength(1);
  });

  it("waits for the claim of an invocation that died, however few receives are left", async () => {
    await visibility(1);
    pipeline.cloud.faults.set([
      { at: "dynamodb:PutItem", function: INGEST, after: 1, times: 1, fault: { kind: "kill", effect: "after" } },
    ]);
    const { report } = await pipeline.drop("incoming/orphan.csv", FILE);
    expect(report.outcome).toBe("ready");
    expect(await logged("orphan.csv")).toContainEqual(
      expect.objectContaining({ message: "Duplicate event", of: "in-progress" }),
    );
    expect(await counted("IngestFailures")).toBe(0);
    expect(pipeline.sandbox.datasets().filter(({ name }) => name === "orphan")).toHaveLength(1);
  });
});
