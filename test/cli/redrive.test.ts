import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import { GetQueueAttributesCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Drop, executionName } from "../../functions/drops/drop.ts";
import type { RedriveMessage } from "../../functions/ingest/redrive-message.ts";
import { type Pipeline, startPipeline, WORKSPACE } from "../local/pipeline.ts";
import { dropset, jsonLines } from "./dropset.ts";

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ settings: { ingest: { maxReceiveCount: 1 } } });
});
afterAll(() => pipeline.stop());
afterEach(() => pipeline.sandbox.faults.set([]));

const FILE = "id,a\n1,x\n";
const datasetsNamed = (name: string) => pipeline.sandbox.datasets().filter((dataset) => dataset.name === name);

/** Drops a file that cannot be ingested, and waits until its message is in the dead-letter queue. */
async function dropDeadLetter(name: string, reason: RegExp): Promise<Drop> {
  const drop = await pipeline.put(`incoming/${name}.csv`, FILE);
  // A caller that waits for its report gets the reason that there is none.
  await expect(pipeline.follower.answer(drop)).rejects.toThrow(reason);
  await expect.poll(() => deadLetters()).toBe(1);
  return drop;
}

/** Drops a file whose upload the service refuses for good. */
async function dropStepFailed(name: string): Promise<Drop> {
  pipeline.sandbox.faults.set([{ call: "uploadUrl", fault: { kind: "status", status: 400 } }]);
  const { report } = await pipeline.drop(`incoming/${name}.csv`, FILE);
  expect(report).toMatchObject({ outcome: "failed", findings: [{ code: "publish-failed" }] });
  pipeline.sandbox.faults.set([]);
  return report.drop;
}

/** Drops a file whose dataset ends in ERROR. */
async function dropDatasetError(name: string): Promise<Drop> {
  pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "error" } }]);
  const { report } = await pipeline.drop(`incoming/${name}.csv`, FILE);
  expect(report).toMatchObject({ outcome: "failed", findings: [{ code: "dataset-error" }] });
  pipeline.sandbox.faults.set([]);
  return report.drop;
}

describe("dropset redrive", () => {
  it("follows, with --wait, what it moved out of the dead-letter queue", async () => {
    pipeline.sandbox.faults.set([{ call: "any", fault: { kind: "status", status: 401 } }]);
    await dropDeadLetter("followed", /401/);
    const status = await dropset(pipeline, "status");
    expect(status.out).toMatch(/followed\.csv +dead-letter +1 /);
    expect(status.out).toMatch(/followed\.csv +stopped +after 1 attempt: Could not create a dataset: .*401/);
    expect(status.out).toContain("Once the cause is fixed, run: dropset redrive --stack Dropset\n");
    pipeline.sandbox.faults.set([]);

    const { code, out } = await dropset(pipeline, "redrive", "--wait");
    expect(out).toMatch(/^Dead letters: 1 moved back\.\n/);
    expect(out).toMatch(/followed\.csv +READY +1 +2 +0 /);
    expect(code).toBe(0);
    expect(datasetsNamed("followed")).toHaveLength(1);
  });

  it("moves the dead-letter queue back, and what lay there becomes READY with one dataset", async () => {
    pipeline.sandbox.faults.set([{ call: "create", fault: { kind: "status", status: 503 } }]);
    const drop = await dropDeadLetter("dead", /create a dataset.*503/);
    pipeline.sandbox.faults.set([]);

    const status = await dropset(pipeline, "status");
    expect(status.out).toContain(
      "Dead letters: 1.\nOnce the cause is fixed, dropset redrive --stack Dropset moves them back.",
    );
    const [received] = jsonLines(await dropset(pipeline, "status", "--json", "dead.csv"));
    expect(received).toMatchObject({ state: "dead-letter", drop: { versionId: drop.versionId } });

    const named = await dropset(pipeline, "redrive", "dead.csv");
    expect(named).toMatchObject({
      code: 1,
      out: '"incoming/dead.csv" is in the dead-letter queue. To move all of that queue back, run: dropset redrive --stack Dropset\n',
    });

    const dry = await dropset(pipeline, "redrive", "--dry-run");
    expect(dry).toMatchObject({ code: 0, out: expect.stringContaining("Dead letters: 1 would be moved back.") });
    expect(await deadLetters()).toBe(1);

    const { code, out } = await dropset(pipeline, "redrive");
    expect(out).toContain("Dead letters: 1 moved back.");
    expect(code).toBe(0);
    const { report } = await pipeline.follower.answer(drop);
    expect(report.outcome).toBe("ready");
    expect(datasetsNamed("dead")).toHaveLength(1);
    expect(await deadLetters()).toBe(0);
  });

  it("restarts a drop whose step failed, with its dataset, and only once", async () => {
    const { versionId } = await dropStepFailed("step");
    const [dataset] = datasetsNamed("step");

    const dry = await dropset(pipeline, "redrive", "--dry-run", "step.csv");
    expect(dry.out).toMatch(/step\.csv +step-failed +1 +\S+ +would be restarted/);

    const ended = await dropset(pipeline, "redrive", "--wait");
    expect(ended.out).toMatch(/step\.csv +step-failed +1 +\S+ +restarted\n/);
    expect(ended.out).toMatch(new RegExp(`step\\.csv +READY +1 +2 +0 +- +0 +${dataset?.id}\n`));
    expect(ended.code).toBe(0);
    expect(datasetsNamed("step")).toMatchObject([{ id: dataset?.id, uploads: 1 }]);

    const again = await dropset(pipeline, "redrive");
    expect(again.out).toMatch(/step\.csv .*already restarted/);
    const [now] = jsonLines(await dropset(pipeline, "status", "--json", "step.csv"));
    expect(now).toMatchObject({ state: "ready", attempt: 2, drop: { versionId } });
    expect(await dropset(pipeline, "report", "step.csv")).toMatchObject({ code: 0 });
  });

  it("restarts a drop whose dataset ended in ERROR only with --new-dataset, and then with another one", async () => {
    await dropDatasetError("spent");
    const [spent] = datasetsNamed("spent");

    const left = await dropset(pipeline, "redrive", "spent.csv");
    expect(left.out).toMatch(/spent\.csv +dataset-error +1 +\S+ +skipped: needs --new-dataset/);
    expect(left.code).toBe(1);
    expect(datasetsNamed("spent")).toHaveLength(1);

    const ended = await dropset(pipeline, "redrive", "--new-dataset", "--wait", "--json", "spent.csv");
    expect(ended.code).toBe(0);
    const [report] = jsonLines(ended);
    expect(report).toMatchObject({ outcome: "ready", dataset: { name: "spent", status: "READY" } });
    expect(report.dataset.id).not.toBe(spent?.id);
    expect(datasetsNamed("spent")).toHaveLength(2);
  });

  it("creates nothing twice when two run it at once, and when its message comes twice", async () => {
    const drops = [await dropStepFailed("twice"), await dropDatasetError("both")];
    const args = ["redrive", "--new-dataset", "--json"];
    await Promise.all([dropset(pipeline, ...args), dropset(pipeline, ...args)]);
    for (const drop of drops) await ended(drop, 2);
    await dropset(pipeline, ...args);
    await queueIsEmpty();
    expect(datasetsNamed("twice")).toMatchObject([{ status: "READY", uploads: 1 }]);
    expect(datasetsNamed("both").map(({ status }) => status)).toEqual(["ERROR", "READY"]);
    for (const drop of drops) await expect(execution(drop, 3)).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
  });

  it("counts on: a second failure is attempt 2, and is restarted as attempt 3 with the same dataset", async () => {
    const drop = await dropStepFailed("thrice");
    pipeline.sandbox.faults.set([{ call: "uploadUrl", fault: { kind: "status", status: 400 } }]);
    const second = await dropset(pipeline, "redrive", "--wait", "--json", "thrice.csv");
    expect(second.code).toBe(1);
    expect(jsonLines(second)).toMatchObject([{ outcome: "failed", findings: [{ code: "publish-failed" }] }]);
    pipeline.sandbox.faults.set([]);
    expect(await dropset(pipeline, "redrive", "--wait", "thrice.csv")).toMatchObject({ code: 0 });
    await ended(drop, 3);
    expect(datasetsNamed("thrice")).toMatchObject([{ uploads: 1 }]);
  });

  it("leaves a drop whose key holds another file by now, unless that key is named", async () => {
    await dropStepFailed("replaced");
    await pipeline.drop("incoming/replaced.csv", "id,a\n1,another\n");
    const left = await dropset(pipeline, "redrive", "--dry-run");
    expect(left.out).toMatch(/replaced\.csv +step-failed .*skipped: a newer file was uploaded/);
    const named = await dropset(pipeline, "redrive", "--dry-run", "replaced.csv");
    expect(named.out).toMatch(/replaced\.csv +step-failed .*would be restarted/);
  });

  it("ignores rejected files, and failures before --since", async () => {
    await pipeline.drop(`incoming/${WORKSPACE}/wrong.csv`, "id,a\n1\n");
    expect(await dropset(pipeline, "redrive", `${WORKSPACE}/wrong.csv`)).toMatchObject({
      code: 1,
      out: `"incoming/${WORKSPACE}/wrong.csv" did not fail: it was rejected. Fix the file, and upload it again.\n`,
    });
    expect((await dropset(pipeline, "redrive", "--dry-run", "--since", "0s")).out).toContain("No failed drops");
    await dropStepFailed("long ago");
    const before = await dropset(pipeline, "redrive", "--since", "0s", "long ago.csv");
    expect(before.code).toBe(1);
    expect(before.out).toMatch(
      /^"incoming\/long ago\.csv" has not failed since \S+Z\. To look further back, use --since\.\n$/,
    );
  });

  it("restarts nothing if there is no drop under a key, and says of any other key why there is nothing to restart", async () => {
    await dropStepFailed("named");
    const missing = await dropset(pipeline, "redrive", "named.csv", "nope.csv");
    expect(missing).toMatchObject({ code: 2, out: "" });
    expect(missing.err).toMatch(/^There is no drop under "incoming\/nope\.csv" in \S+\.\n$/);
    await pipeline.drop("incoming/fine.csv", FILE);
    const fine = '"incoming/fine.csv" did not fail: it is READY.\n';
    expect(await dropset(pipeline, "redrive", "fine.csv")).toMatchObject({ code: 0, out: fine });
    const both = await dropset(pipeline, "redrive", "--wait", "--json", "named.csv", "fine.csv");
    expect(both).toMatchObject({ code: 0, err: expect.stringContaining(fine) });
    expect(jsonLines(both)).toMatchObject([{ outcome: "ready", dataset: { name: "named" } }]);
  });

  it("reaches no bucket but the stack's: a message that names another one restarts nothing", async () => {
    const message: RedriveMessage = {
      dropset: "redrive",
      drop: { bucket: "another-bucket", key: "incoming/x.csv", versionId: "v" },
      bytes: 1,
      droppedAt: new Date().toISOString(),
      attempt: 2,
      datasetAttempt: 1,
    };
    const before = pipeline.sandbox.datasets().length;
    await pipeline.sqs.send(
      new SendMessageCommand({ QueueUrl: pipeline.cloud.outputs.DropQueueUrl, MessageBody: JSON.stringify(message) }),
    );
    await queueIsEmpty();
    expect(pipeline.sandbox.datasets()).toHaveLength(before);
  });

  it.each([
    ["an unknown option", ["--nope"], /Unknown option/],
    ["a time that is none", ["--since", "yesterday"], /--since needs a time/],
    ["a missing stack", ["--stack", "Nope"], /no stack "Nope"/],
  ])("exits 2 on wrong use: %s", async (_, args, message) => {
    const { code, out, err } = await dropset(pipeline, "redrive", ...args);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});

async function execution(drop: Drop, attempt: number) {
  const sfn = new SFNClient(pipeline.cloud.clientSettings);
  const arn = pipeline.cloud.outputs.StateMachineArn?.replace(":stateMachine:", ":execution:");
  const name = executionName(drop, attempt);
  return sfn.send(new DescribeExecutionCommand({ executionArn: `${arn}:${name}` })).finally(() => sfn.destroy());
}

async function ended(drop: Drop, attempt: number): Promise<void> {
  await expect.poll(async () => (await execution(drop, attempt).catch(() => undefined))?.status).toBe("SUCCEEDED");
}

async function deadLetters(): Promise<number> {
  const { waiting, taken } = await counts(pipeline.cloud.outputs.DeadLetterQueueUrl);
  // A look into the queue hides its messages for a moment.
  return waiting + taken;
}

async function queueIsEmpty(): Promise<void> {
  const left = async () => {
    const { waiting, taken } = await counts(pipeline.cloud.outputs.DropQueueUrl);
    return waiting + taken;
  };
  await expect.poll(left).toBe(0);
}

async function counts(QueueUrl: string | undefined) {
  const { Attributes } = await pipeline.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  return {
    waiting: Number(Attributes?.ApproximateNumberOfMessages),
    taken: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
  };
}
