import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Progress } from "../../cli/drops/progress.ts";
import type { Drop } from "../../functions/drops/drop.ts";
import { type Pipeline, startPipeline, WORKSPACE } from "../local/pipeline.ts";
import { dropset, dropsetInTerminal, jsonLines, startDropset } from "./dropset.ts";

let pipeline: Pipeline;
let ready: Answer;
let rejected: Answer;
let failed: Answer;

beforeAll(async () => {
  pipeline = await startPipeline();
  ready = await pipeline.drop(`incoming/${WORKSPACE}/ready one.csv`, "id,a,META_b\n1,x,y\n");
  rejected = await pipeline.drop("incoming/rejected.csv", "id,a\n1,x,\u001b[31m\n");
  pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "error" } }]);
  failed = await pipeline.drop("incoming/failed.csv", "id,a\n1,x\n");
  pipeline.sandbox.faults.set([]);
});
afterAll(() => pipeline.stop());
afterEach(() => pipeline.sandbox.faults.set([]));

describe("dropset status", () => {
  it("lists the most recent drops, the newest first, and what waits in the queues", async () => {
    const { code, out } = await dropset(pipeline, "status");
    expect(code).toBe(0);
    const lines = out.split("\n").map((line) => line.trimEnd());
    expect(lines[1]).toMatch(/failed\.csv +failed \(dataset-error\) +1 +[0-9a-f-]{36} +\w+$/);
    expect(lines[2]).toMatch(/rejected\.csv +rejected +1 +- +\w+$/);
    expect(lines[3]).toMatch(new RegExp(`${WORKSPACE}/ready one\\.csv +READY +1 +${ready.report.dataset?.id} +\\w+$`));
    expect(out).toMatch(/Queue: 0 waiting, 0 in ingest.* Dead letters: 0\./);
  });

  it("has a limit and an outcome filter, prints JSON lines, and ignores executions that were started by hand", async () => {
    const sfn = new SFNClient(pipeline.cloud.clientSettings);
    const stateMachineArn = pipeline.cloud.outputs.StateMachineArn;
    await sfn.send(new StartExecutionCommand({ stateMachineArn, name: "by-hand", input: "{}" }));
    sfn.destroy();
    const keys = async (...args: string[]) =>
      jsonLines(await dropset(pipeline, "status", "--json", ...args)).map(({ drop }) => drop.key);
    expect(await keys("--limit", "2")).toEqual(["incoming/failed.csv", "incoming/rejected.csv"]);
    expect(await keys("--outcome", "failed")).toEqual(["incoming/failed.csv"]);
    expect(await keys("--outcome", "rejected")).toEqual(["incoming/rejected.csv"]);
    expect(await keys("--outcome", "ready", "--limit", "1")).toEqual([ready.report.drop.key]);
    expect(await keys("--outcome", "publishing")).toEqual([]);
  });

  it("shows every version of a key, and the state that a publishing one is in", async () => {
    const first = await pipeline.drop("incoming/twice & again.csv", "id,a\n1,first\n");
    pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "never" } }]);
    const second = await pipeline.put("incoming/twice & again.csv", "id,a\n1,second\n");
    await pipeline.put("incoming/twice & again.csv.csv", "id,a\n1,other\n");
    await pipeline.reached(second, "processing");

    const ended = await dropset(pipeline, "status", "--json", "twice & again.csv");
    expect(ended.code).toBe(0);
    expect(jsonLines(ended)).toMatchObject([
      { state: "publishing", detail: "processing", drop: second },
      { state: "ready", detail: null, drop: first.report.drop, datasetId: first.report.dataset?.id },
    ]);
    const publishing = await dropset(pipeline, "status", "--outcome", "publishing");
    expect(publishing.out).toMatch(/twice & again\.csv +publishing \(\S+\)/);
  });

  it.skipIf(process.platform !== "linux").each([80, 40])("fits a terminal of %i columns", async (width) => {
    const { code, out } = await dropsetInTerminal(pipeline, width, "status");
    expect(code).toBe(0);
    const lines = out.split("\r\n");
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(lines).toContain("failed.csv  failed (dataset-error)");
    expect(lines.filter((line) => line.endsWith(` ${ready.report.dataset?.id}`))).toHaveLength(1);
  });

  it("shows why an upload is retried: the last error, how often it was tried, and when the next try is", async () => {
    const seenSteps: Progress[] = [];
    const watch = ({ key }: Drop, progress: Progress) => key === "incoming/retried.csv" && seenSteps.push(progress);
    pipeline.follower.on("progress", watch);
    pipeline.sandbox.faults.set([{ call: "uploadUrl", fault: { kind: "bad-url", how: "expired" } }]);
    const drop = await pipeline.put("incoming/retried.csv", "id,a\n1,x\n");
    await pipeline.reached(drop, "retrying");
    const [line] = jsonLines(await dropset(pipeline, "status", "--json", "retried.csv"));
    expect(line).toMatchObject({
      state: "publishing",
      detail: "uploading",
      retrying: { reason: expect.stringMatching(/upload to .* was answered 403/), tries: expect.any(Number) },
    });
    const shown = await dropset(pipeline, "status", "--outcome", "publishing");
    expect(shown.out).toMatch(
      /retried\.csv +retrying +The upload to .*403.*\n +attempt \d+ failed, next retry by \d\d:\d\d/,
    );

    pipeline.sandbox.faults.set([]);
    await pipeline.follower.answer(drop);
    pipeline.follower.off("progress", watch);
    expect(seenSteps).toContainEqual(
      expect.objectContaining({ step: "retrying", tries: 1, reason: expect.stringMatching(/403/), needsPerson: false }),
    );
  });

  it("shows why a drop is not ingested yet, and when the next try is", async () => {
    pipeline.sandbox.faults.set([{ call: "any", fault: { kind: "status", status: 403 } }]);
    await pipeline.reached(await pipeline.put("incoming/refused.csv", "id,a\n1,x\n"), "delayed");
    const [line] = jsonLines(await dropset(pipeline, "status", "--json", "refused.csv"));
    expect(line).toMatchObject({
      state: "received",
      retrying: { reason: expect.stringMatching(/create a dataset.*403/), tries: 1, againAt: expect.any(String) },
    });
    const wait = Date.parse(line.retrying.againAt) - Date.now();
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60_000);
  });

  it("keeps its columns beside a key of 1,014 characters", async () => {
    const key = `incoming/${"long ".repeat(201).slice(0, 1001)}.csv`;
    expect(key).toHaveLength(1014);
    const { report } = await pipeline.drop(key, "id,a\n1,x\n");
    const { out } = await dropset(pipeline, "status");
    const [head = "", row = ""] = out.split("\n");
    expect(row).toMatch(/ long long .*….*long.*\.csv +READY/);
    expect(row.length).toBeLessThan(220);
    expect(row.slice(head.indexOf("DATASET"))).toMatch(new RegExp(`^${report.dataset?.id} `));
    expect(jsonLines(await dropset(pipeline, "status", "--json", "--limit", "1"))).toMatchObject([{ drop: { key } }]);
  });

  it("accepts a key with or without incoming/ and as an S3 address, and exits 2 for a missing one", async () => {
    for (const key of ["failed.csv", "incoming/failed.csv", `s3://${pipeline.bucket}/incoming/failed.csv`]) {
      expect(jsonLines(await dropset(pipeline, "status", "--json", key))).toMatchObject([{ drop: failed.report.drop }]);
    }
    const { code, out, err } = await dropset(pipeline, "status", "nowhere.csv");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain('There is no drop under "incoming/nowhere.csv"');
  });
});

describe("dropset report", () => {
  it("prints what a person wants to know, and exits 0 for READY", async () => {
    const { code, out } = await dropset(pipeline, "report", `${WORKSPACE}/ready one.csv`);
    expect(code).toBe(0);
    expect(out).toMatch(/ready one\.csv {2}READY\n/);
    expect(out).toContain(`ready one (${ready.report.dataset?.id}), READY`);
    expect(out).toMatch(/Shown +id, a\n +Hidden +META_b\n/);
  });

  it("prints each finding with its place and hint, moves no cursor, and exits 1 for rejected and failed", async () => {
    const { code, out } = await dropset(pipeline, "report", "rejected.csv");
    expect(code).toBe(1);
    const [finding] = rejected.report.findings;
    expect(out).toContain(`error  ${finding?.code}  line 2`);
    expect(out).toContain(finding?.hint);
    expect(out).not.toContain("\u001b");
    expect(await dropset(pipeline, "report", "failed.csv")).toMatchObject({
      code: 1,
      out: expect.stringContaining("dataset-error"),
    });
  });

  it("prints the newest report for a key, or the one for a version, and with --json the report itself", async () => {
    const first = await pipeline.drop("incoming/newest.csv", "id,a\n1,first\n");
    const second = await pipeline.drop("incoming/newest.csv", "id,a\n1,second\n");
    await pipeline.drop("incoming/newest.csv/below.csv", "id,a\n1,below\n");
    expect(jsonLines(await dropset(pipeline, "report", "--json", "newest.csv"))).toEqual([second.report]);
    const args = ["report", "--json", "--version", first.report.drop.versionId, "newest.csv"];
    expect(jsonLines(await dropset(pipeline, ...args))).toEqual([first.report]);
  });

  it("exits 2 for an address in another bucket, and names both", async () => {
    for (const command of ["report", "status"]) {
      const { code, err } = await dropset(pipeline, command, "s3://another/incoming/failed.csv");
      expect(err).toContain(`is in the bucket another, but the stack Dropset has the bucket ${pipeline.bucket}`);
      expect(code).toBe(2);
    }
  });

  it("exits 2 if there is no report", async () => {
    const { code, out, err } = await dropset(pipeline, "report", "nowhere.csv");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain('no report for "incoming/nowhere.csv"');
    expect(err).toContain("dropset status --stack Dropset incoming/nowhere.csv\n");
  });
});

it("needs no credentials and no region with the local run's address", async () => {
  const args = ["status", "--json", "--endpoint-url", pipeline.cloud.endpoint];
  const { code, err } = await startDropset(args, {}, pipeline.folder).ended;
  expect(err).toBe("");
  expect(code).toBe(0);
});

it.each([
  ["report without a key", ["report"], /Name one key/],
  ["report of two keys", ["report", "a", "b"], /Name one key/],
  ["status of two keys", ["status", "a", "b"], /Name at most one key/],
  ["a limit of none", ["status", "--limit", "0"], /--limit needs/],
  ["an unknown outcome", ["status", "--outcome", "great"], /--outcome must be one of/],
  ["an outcome for a key", ["status", "--outcome", "ready", "a"], /--outcome cannot be used with a key/],
])("exits 2 on wrong use: %s", async (_, args, message) => {
  const { code, out, err } = await dropset(pipeline, ...args);
  expect(err).toMatch(message);
  expect({ code, out }).toEqual({ code: 2, out: "" });
});

it.each(["doctor", "push", "status", "report", "redrive"])(
  "dropset %s explains itself, and needs no stack for that",
  async (name) => {
    const { code, out } = await dropset(pipeline, name, "--help");
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: dropset ${name} `));
    for (const option of ["--json", "--stack", "--endpoint-url"]) expect(out).toContain(option);
  },
);
