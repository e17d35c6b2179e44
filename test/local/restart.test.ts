import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Progress } from "../../cli/drops/progress.ts";
import { startCloud } from "../../local/cloud/cloud.ts";
import { DropFollower } from "../../local/run/drop-follower.ts";
import { ResultsFolder } from "../../local/run/results-folder.ts";
import { QUICK, startPipeline, TOKEN } from "./pipeline.ts";

it("a drop in progress continues after a restart on the same folder, with the same dataset", async () => {
  const before = await startPipeline({ processingMs: 60_000 });
  const drop = await before.put("incoming/restart.csv", "id,a\n1,x\n");
  await before.reached(drop, "processing");
  await before.stop({ keepFolder: true });

  const after = await startPipeline({ folder: before.folder, processingMs: 50 });
  try {
    // What was dropped, and how far it had come, is all still there; only the sandbox's clock is helped along.
    const [dataset] = after.sandbox.datasets();
    expect(dataset).toMatchObject({ status: "PROCESSING", uploads: 1 });
    await after.sandbox.finishProcessing();

    const { report } = await after.follower.answer(drop);
    expect(report).toMatchObject({ outcome: "ready", dataset: { id: dataset?.id } });
    expect(after.sandbox.datasets()).toHaveLength(1);
  } finally {
    await after.stop();
    await rm(before.folder, { recursive: true, force: true });
  }
});

it("a drop that ended before a start is no progress of that run, and its report is kept", async () => {
  const pipeline = await startPipeline();
  const results = join(pipeline.folder, "later results");
  try {
    // Its record says that it has ended: its report, which is written first, is not enough.
    await pipeline.reached(await pipeline.put("incoming/before.csv", "id,a\n1,x\n"), "answered");
    const later = new DropFollower(pipeline.cloud, new ResultsFolder(results, pipeline.s3));
    const read = new Set<string>();
    const said: string[] = [];
    later.on("record", ({ key }) => read.add(key));
    later.on("progress", ({ key }, { step }) => said.push(`${key} ${step}`));
    await expect.poll(() => read).toContain("incoming/before.csv");

    await later.answer(await pipeline.put("incoming/after.csv", "id,a\n1,x\n"));
    await later.close();
    expect(said.filter((line) => line.includes("before"))).toEqual([]);
    expect(said.filter((line) => line.startsWith("incoming/after.csv "))).not.toEqual([]);
    expect((await readdir(results)).sort()).toEqual(["after.csv", "before.csv"]);
  } finally {
    await pipeline.stop();
  }
});

it("a failed ingest shows the reason, and is retried at once after a restart", async () => {
  const before = await startPipeline();
  // A token that was revoked: a person fixes the cause, and starts again.
  before.sandbox.faults.set([{ call: "any", fault: { kind: "status", status: 401 } }]);
  const delayed = new Promise<Progress>((resolve) =>
    before.follower.on("progress", (_, progress) => progress.step === "delayed" && resolve(progress)),
  );
  const drop = await before.put("incoming/delayed.csv", "id,a\n1,x\n");
  expect(await delayed).toMatchObject({
    reason: expect.stringMatching(/create a dataset.*answered 401/),
    tries: 1,
    mostTries: 7,
    againAt: expect.toSatisfy((time: number) => time > Date.now() && time <= Date.now() + 60_000, "within a minute"),
  });
  await before.stop({ keepFolder: true });

  const after = await startPipeline({ folder: before.folder });
  try {
    const { report } = await after.follower.answer(drop);
    expect(report.outcome).toBe("ready");
    expect(after.sandbox.datasets()).toHaveLength(1);
  } finally {
    await after.stop();
    await rm(before.folder, { recursive: true, force: true });
  }
});

it("a start on a port in use reports it, and unlocks the folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dropset-taken-"));
  const taken = createServer();
  const port = await new Promise<number>((resolve) =>
    taken.listen(0, "127.0.0.1", () => resolve(Object(taken.address()).port)),
  );
  const options = {
    folder,
    datasetApi: { url: "http://127.0.0.1:1", token: TOKEN },
    settings: QUICK,
  };
  try {
    await expect(startCloud({ ...options, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    // DynamoDB's store lets one process have it, and that one once.
    const cloud = await startCloud(options);
    await cloud.stop();
  } finally {
    taken.close();
    await rm(folder, { recursive: true, force: true });
  }
});
