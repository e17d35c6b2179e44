import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DropList } from "../../../local/run/drop-list.ts";
import { type Pipeline, startPipeline } from "../pipeline.ts";

let pipeline: Pipeline;
let folder: string;

beforeAll(async () => {
  [pipeline, folder] = await Promise.all([startPipeline(), mkdtemp(join(tmpdir(), "dropset-list-"))]);
});
afterAll(async () => {
  await pipeline.stop();
  await rm(folder, { recursive: true, force: true });
});

it("a list remembers its drops over a restart, the unanswered ones too, and a line that was cut costs nothing", async () => {
  const path = join(folder, "remembered.ndjson");
  const list = await DropList.open(path);
  list.follow(pipeline.tracker, pipeline.cloud);
  const { report } = await pipeline.drop("incoming/remembered.csv", "id,a\n1,x\n");
  const drop = await pipeline.put("incoming/unanswered.csv", "id,a\n1,x\n");
  await pipeline.reached(drop, "processing");
  await list.flush();
  await appendFile(path, '{"id":"cut');

  const kept = (await DropList.open(path)).since(0);
  expect(kept).toMatchObject([
    { key: "incoming/remembered.csv", outcome: "ready", rows: 1, finishedAt: report.finishedAt },
    { key: "incoming/unanswered.csv", step: "processing", outcome: null, bytes: 9 },
  ]);
  // A line for each drop: what was overtaken is not kept.
  expect((await readFile(path, "utf8")).trimEnd().split("\n")).toHaveLength(2);
});

it("a list without a file is rebuilt from the reports in the bucket", async () => {
  await pipeline.drop("incoming/found-1.csv", "id,a\n1,x\n");
  await pipeline.drop("incoming/found-2.csv", "id,a\n1\n");
  const list = await DropList.open(join(folder, "anew.ndjson"));
  await list.catchUp(pipeline.s3, pipeline.bucket);
  const found = list.since(0).filter(({ key }) => key.startsWith("incoming/found-"));
  expect(found).toMatchObject([
    { key: "incoming/found-1.csv", outcome: "ready" },
    { key: "incoming/found-2.csv", outcome: "rejected", findings: 1 },
  ]);
});

it("a list returns the changes since a revision in their order", async () => {
  const list = await DropList.open(join(folder, "changes.ndjson"));
  list.follow(pipeline.tracker, pipeline.cloud);
  await pipeline.drop("incoming/change-1.csv", "id,a\n1,x\n");
  const { revision } = list;
  await pipeline.drop("incoming/change-2.csv", "id,a\n1,x\n");
  expect(list.since(revision).map(({ key }) => key)).toEqual(["incoming/change-2.csv"]);
  expect(list.since(list.revision)).toEqual([]);
});

it("a list shows why an ingest failed, also after a restart, until it succeeds", async () => {
  const path = join(folder, "trouble.ndjson");
  const list = await DropList.open(path);
  const drop = { bucket: pipeline.bucket, key: "incoming/trouble.csv", versionId: "1" };
  const reason = "Could not create a dataset: answered 401";
  list.progressed(drop, { step: "dropped", bytes: 9 });
  list.progressed(drop, {
    step: "delayed",
    reason,
    tries: 4,
    mostTries: 5,
    againAt: Date.UTC(2026, 0, 1),
    needsPerson: true,
  });
  expect(list.since(0)).toMatchObject([{ step: "delayed", trouble: { reason, againAt: "2026-01-01T00:00:00.000Z" } }]);
  list.progressed(drop, { step: "given-up", reason, tries: 5, redrive: "npx dropset redrive" });
  await list.flush();
  const kept = await DropList.open(path);
  expect(kept.since(0)).toMatchObject([
    { step: "given-up", bytes: 9, trouble: { reason, tries: 5, againAt: null, redrive: "npx dropset redrive" } },
  ]);
  kept.progressed(drop, { step: "validating" });
  expect(kept.since(0)).toMatchObject([{ step: "validating", trouble: null }]);
});

it("a list shows how much of a large file was read", async () => {
  const list = await DropList.open(join(folder, "large.ndjson"));
  list.follow(pipeline.tracker, pipeline.cloud);
  const told: number[] = [];
  list.on("changed", () => {
    const line = list.since(0).at(-1);
    if (line?.step === "validating" && line.done !== null) told.push(line.done);
  });
  await pipeline.drop(
    "incoming/large.csv",
    `id,a\n${Array.from({ length: 500_000 }, (_, id) => `${id},a line\n`).join("")}`,
  );
  expect(told.length).toBeGreaterThan(10);
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect(told.at(-1)).toBe(1);
});

it("a list shows why a drop is retried or waits at its step, and ignores duplicates", async () => {
  const list = await DropList.open(join(folder, "waits.ndjson"));
  const drop = { bucket: pipeline.bucket, key: "incoming/waits.csv", versionId: "1" };
  const againAt = Date.UTC(2026, 0, 1);
  const iso = "2026-01-01T00:00:00.000Z";
  list.progressed(drop, { step: "dropped", bytes: 9 });
  list.progressed(drop, { step: "validating" });
  list.progressed(drop, { step: "paced", until: againAt, behind: 3, lastAt: againAt + 3000 });
  expect(list.since(0)).toMatchObject([{ step: "validating", trouble: { kind: "paced", againAt: iso } }]);
  list.progressed(drop, { step: "processing" });
  list.progressed(drop, { step: "retrying", reason: "answered 503", tries: 2, againAt, needsPerson: false });
  const retried = { step: "processing", trouble: { kind: "retried", reason: "answered 503", tries: 2, againAt: iso } };
  expect(list.since(0)).toMatchObject([retried]);
  list.progressed(drop, { step: "duplicate", of: "in-progress" });
  expect(list.since(0)).toMatchObject([retried]);
  list.progressed(drop, { step: "processing" });
  expect(list.since(0)).toMatchObject([{ step: "processing", trouble: null }]);
  await list.flush();
});
