import { readFile } from "node:fs/promises";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { GetQueueAttributesCommand, GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { executionName } from "../../functions/drops/drop.ts";
import { outcomeDetail } from "../../functions/report/outcome-event.ts";
import type { SentEvent } from "../../local/cloud/events/event-bus.ts";
import { type Pipeline, startPipeline, WORKSPACE } from "./pipeline.ts";

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.stop());

const example = (name: string) => readFile(new URL(`../../examples/${name}`, import.meta.url));
const datasetNamed = (name: string) => pipeline.sandbox.datasets().filter((dataset) => dataset.name === name);

describe("the guide's three files", () => {
  it("the reviews become READY, with all their columns shown", async () => {
    const { report } = await pipeline.drop("incoming/reviews.csv", await example("reviews.csv"));
    expect(report).toMatchObject({
      outcome: "ready",
      dataset: { name: "reviews", workspaceId: WORKSPACE, status: "READY" },
      file: {
        rows: 3,
        columns: ["id", "review_text", "product_name", "rating"].map((name) => ({ name, visible: true })),
        taskGroups: null,
      },
      findings: [],
    });
  });

  it("the reviews with metadata become READY, with the metadata hidden", async () => {
    const { report } = await pipeline.drop(
      "incoming/reviews-with-metadata.csv",
      await example("reviews-with-metadata.csv"),
    );
    expect(report.outcome).toBe("ready");
    expect(report.file.columns.filter(({ visible }) => !visible).map(({ name }) => name)).toEqual([
      "META_source",
      "META_timestamp",
    ]);
  });

  it("the grouped reviews become READY, with their task groups", async () => {
    const { report } = await pipeline.drop("incoming/reviews-grouped.csv", await example("reviews-grouped.csv"));
    expect(report).toMatchObject({
      outcome: "ready",
      file: { rows: 4, taskGroups: { count: 2, smallest: 2, largest: 2 } },
    });
  });
});

describe("a drop's name", () => {
  it.each([
    "plain.csv",
    "with spaces and + plus.csv",
    "100% sure.csv",
    "%2F%20.csv",
    'it\'s "quoted".csv',
    "émoji 🎉 日本語.csv",
    "a/b/c d.csv",
    "semi;colon&amp=?#hash.csv",
    "..dots...csv",
  ])("arrives right in the dataset's name and in the upload URL: %s", async (name) => {
    const { report } = await pipeline.drop(`incoming/${WORKSPACE}/${name}`, `id,${JSON.stringify(name).length}\n1,x\n`);
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({
      outcome: "ready",
      dataset: { name: name.replace(/\.csv$/, ""), workspaceId: WORKSPACE },
    });
    expect(datasetNamed(name.replace(/\.csv$/, ""))).toMatchObject([{ filename: name.split("/").at(-1) }]);
  });

  it("and its workspace are overridden by the object's metadata", async () => {
    const { report } = await pipeline.drop("incoming/override.csv", "id,a\n1,x\n", {
      "dataset-name": "Another name",
      "workspace-id": "another-workspace",
    });
    expect(report.dataset).toMatchObject({ name: "Another name", workspaceId: "another-workspace" });
  });
});

describe("a workspace", () => {
  afterEach(() => pipeline.sandbox.faults.clear());

  it.each([401, 404])("that a good token cannot reach, answered %i, is reported at once", async (status) => {
    pipeline.sandbox.faults.set([{ call: "create", workspace: "misspelled", fault: { kind: "status", status } }]);
    const { report } = await pipeline.drop("incoming/misspelled/reach.csv", "id,a\n1,x\n");
    expect(report).toMatchObject({
      outcome: "rejected",
      dataset: null,
      findings: [{ code: "workspace-not-allowed", message: expect.stringContaining(`answered ${status}`) }],
    });
    expect(pipeline.sandbox.requests.filter(({ path }) => path === "/api/v1/users/me/")).not.toEqual([]);
  });

  it("that the folder and the metadata disagree about is refused, and nothing is created", async () => {
    const before = pipeline.sandbox.datasets().length;
    const { report } = await pipeline.drop(`incoming/${WORKSPACE}/conflict.csv`, "id,a\n1,x\n", {
      "workspace-id": "another-workspace",
    });
    expect(report).toMatchObject({ outcome: "rejected", findings: [{ code: "workspace-conflict" }] });
    expect(pipeline.sandbox.datasets()).toHaveLength(before);
  });
});

describe("a creation's answer", () => {
  afterEach(() => pipeline.sandbox.faults.clear());

  it("without a status is enough", async () => {
    pipeline.sandbox.faults.set([{ call: "create", fault: { kind: "answer", body: "no-status" } }]);
    const { report } = await pipeline.drop("incoming/no-status.csv", "id,a\n1,x\n");
    expect(report).toMatchObject({ outcome: "ready", findings: [] });
    expect(datasetNamed("no-status")).toHaveLength(1);
  });

  it("of version 4 without a schema ends in a report that says what to do", async () => {
    pipeline.sandbox.faults.set([{ call: "create", fault: { kind: "answer", body: "version-4" } }]);
    const { report } = await pipeline.drop("incoming/version-4.csv", "id,a\n1,x\n");
    const [dataset] = datasetNamed("version-4");
    expect(report).toMatchObject({
      outcome: "failed",
      dataset: { id: dataset?.id },
      findings: [{ code: "schema-needed", hint: expect.stringContaining("Set a schema") }],
    });
    expect(datasetNamed("version-4")).toMatchObject([{ uploads: 0 }]);
  });

  it("that left out the version is reported too, once the dataset has no status", async () => {
    pipeline.sandbox.faults.set([{ call: "get", fault: { kind: "answer", body: "version-4" } }]);
    const { report } = await pipeline.drop("incoming/version-4-later.csv", "id,a\n1,x\n");
    expect(report).toMatchObject({
      outcome: "failed",
      findings: [{ code: "publish-failed", message: expect.stringContaining("set a schema") }],
    });
  });
});

describe("a repeated event", () => {
  it("after the answer creates no second dataset", async () => {
    const { report } = await pipeline.drop("incoming/twice.csv", "id,a\n1,twice\n");
    const executions = await countExecutions();
    await pipeline.announce(report.drop);
    await queueIsEmpty();
    expect(datasetNamed("twice")).toMatchObject([{ id: report.dataset?.id }]);
    expect(await countExecutions()).toBe(executions);
  });

  it("at the same time creates no second dataset", async () => {
    const drop = await pipeline.put("incoming/at-once.csv", "id,a\n1,at once\n");
    await Promise.all([pipeline.announce(drop), pipeline.announce(drop), pipeline.announce(drop)]);
    const { report } = await pipeline.follower.answer(drop);
    expect(report.outcome).toBe("ready");
    expect(datasetNamed("at-once")).toHaveLength(1);
  });
});

describe("a key that is written again", () => {
  it("is a second drop with its own report", async () => {
    const first = await pipeline.drop("incoming/again.csv", "id,a\n1,first\n");
    const second = await pipeline.drop("incoming/again.csv", "id,a\n1,second\n");
    expect(second.report.drop.versionId).not.toBe(first.report.drop.versionId);
    expect(datasetNamed("again")).toHaveLength(2);
    const { Contents } = await pipeline.s3.send(
      new ListObjectsV2Command({ Bucket: pipeline.bucket, Prefix: "results/again.csv/" }),
    );
    const reports = Contents?.filter(({ Key }) => Key?.endsWith(".json"));
    expect(reports).toHaveLength(2);
  });
});

describe("a file that is wrong", () => {
  it.each([
    ["not a CSV by its name", "incoming/picture.png", "id,a\n1,x\n", "not-csv"],
    ["empty", "incoming/empty.csv", "", "empty-file"],
    ["a header alone", "incoming/header.csv", "id,a\n", "no-rows"],
    ["ragged", "incoming/ragged.csv", "id,a\n1,x,y\n", "row-width"],
    ["left open in a quote", "incoming/open.csv", 'id,a\n1,"x\n', "quote"],
    ["all metadata", "incoming/meta.csv", "META_a,META_b\n1,x\n", "no-visible-column"],
    ["with two columns of a name", "incoming/twins.csv", "id,id\n1,x\n", "duplicate-column"],
  ])("because it is %s is rejected with a report, and no dataset is created", async (_, key, body, code) => {
    const before = pipeline.sandbox.datasets().length;
    const { report } = await pipeline.drop(key, body);
    expect(report).toMatchObject({ outcome: "rejected", dataset: null, findingCounts: { [code]: expect.any(Number) } });
    expect(report.findings.map((finding) => finding.code)).toContain(code);
    expect(pipeline.sandbox.datasets()).toHaveLength(before);
  });
});

describe("the answer", () => {
  it("is the report beside the file, with the fields that are promised", async () => {
    const { report } = await pipeline.drop("incoming/report.csv", "id,a\n1,report\n");
    const { drop } = report;
    const object = await pipeline.s3.send(
      new GetObjectCommand({ Bucket: pipeline.bucket, Key: `results/report.csv/${drop.versionId}.json` }),
    );
    expect(object.ContentType).toBe("application/json");
    expect(Object.keys(JSON.parse((await object.Body?.transformToString()) ?? ""))).toEqual([
      "drop",
      "outcome",
      "dataset",
      "file",
      "findings",
      "findingCounts",
      "fixes",
      "fixedFile",
      "fixable",
      "definition",
      "import",
      "refusedFile",
      "droppedBy",
      "startedAt",
      "finishedAt",
    ]);
    expect(Date.parse(report.finishedAt)).toBeGreaterThanOrEqual(Date.parse(report.startedAt));
  });

  it("is the same as a page next to the report", async () => {
    const { report } = await pipeline.drop("incoming/page.csv", "id,a,META_b\n1,shown,kept\n");
    const object = await pipeline.s3.send(
      new GetObjectCommand({ Bucket: pipeline.bucket, Key: `results/page.csv/${report.drop.versionId}.html` }),
    );
    expect(object.ContentType).toBe("text/html; charset=utf-8");
    expect(await object.Body?.transformToString()).toMatch(/^<!doctype html>[\s\S]*shown[\s\S]*kept/);
  });

  it("is a notice that a person can read, with attributes to filter on", async () => {
    const next = await pipeline.subscribe();
    const ready = await pipeline.drop("incoming/told.csv", "id,a,META_b\n1,told,x\n");
    const told = await next("told.csv");
    expect(told.Subject).toBe("dropset: told.csv is READY");
    expect(told.Message).toContain("Participants see: id, a");
    expect(told.Message).toContain("Metadata, not shown: META_b");
    expect(told.Message).toContain(ready.report.dataset?.id);
    expect(told.Message).toContain(`results/told.csv/${ready.report.drop.versionId}.html`);
    expect(told.MessageAttributes).toMatchObject({
      outcome: { Value: "ready" },
      workspaceId: { Value: WORKSPACE },
      datasetId: { Value: ready.report.dataset?.id },
    });

    await pipeline.drop("incoming/told-wrong.csv", "id,a\n1\n");
    const wrong = await next("told-wrong.csv");
    expect(wrong.Subject).toBe("dropset: told-wrong.csv was rejected");
    expect(wrong.Message).toContain("row-width (line 2)");
    expect(wrong.MessageAttributes).toMatchObject({
      outcome: { Value: "rejected" },
      workspaceId: { Value: WORKSPACE },
    });
    expect(wrong.MessageAttributes).not.toHaveProperty("datasetId");
  });
});

describe("the outcome", () => {
  afterEach(() => pipeline.sandbox.faults.clear());

  it("is an event on the default bus, with the report's facts and its place", async () => {
    const sent: SentEvent[] = [];
    // Of this test alone: an event comes after the report.
    const listen = (event: SentEvent) => JSON.stringify(event).includes("incoming/event") && sent.push(event);
    pipeline.cloud.events.on("eventSent", listen);
    const { report } = await pipeline.drop("incoming/event.csv", "id,a,META_TASK_GROUP_ID\n1,x,g\n2,y,g\n3,z,h\n");
    await pipeline.drop("incoming/event-wrong.csv", "id,a\n1\n");
    pipeline.sandbox.faults.set([{ call: "create", times: 1, fault: { kind: "status", status: 422 } }]);
    await pipeline.drop("incoming/event-failed.csv", "id,a\n1,x\n");
    await expect.poll(() => sent).toHaveLength(3);
    pipeline.cloud.events.off("eventSent", listen);

    expect(sent.map(({ bus, source, detailType }) => [bus, source, detailType])).toEqual([
      ["default", "dropset", "Drop READY"],
      ["default", "dropset", "Drop rejected"],
      ["default", "dropset", "Drop failed"],
    ]);
    const [ready, rejected] = sent.map(({ detail }) => outcomeDetail.parse(detail));
    expect(ready).toMatchObject({
      outcome: "ready",
      drop: report.drop,
      dataset: report.dataset,
      file: { rows: 3, columns: 3, taskGroups: 2 },
      report: { bucket: pipeline.bucket, key: `results/event.csv/${report.drop.versionId}.json` },
    });
    expect(rejected).toMatchObject({
      outcome: "rejected",
      workspaceId: WORKSPACE,
      dataset: null,
      findingCounts: { "row-width": 1 },
    });
  });

  it("of a READY dataset is compared with the rows, in the report, on its page and in the message", async () => {
    const next = await pipeline.subscribe();
    pipeline.sandbox.faults.set([{ call: "get", fault: { kind: "answer", body: "fewer-datapoints" } }]);
    const { report } = await pipeline.drop("incoming/fewer.csv", "id,a\n1,x\n2,y\n");
    expect(report).toMatchObject({
      outcome: "ready",
      findings: [
        { code: "datapoint-count", severity: "warning", message: expect.stringMatching(/1 datapoints.*2 rows/) },
      ],
      findingCounts: { "datapoint-count": 1 },
    });
    expect((await next("fewer.csv")).Message).toContain("warning datapoint-count");
    const { Body } = await pipeline.s3.send(
      new GetObjectCommand({ Bucket: pipeline.bucket, Key: `results/fewer.csv/${report.drop.versionId}.html` }),
    );
    expect(await Body?.transformToString()).toContain("datapoint-count");
  });
});

describe("what was dropped", () => {
  it("is uploaded byte for byte", async () => {
    const body = Buffer.from('\ufeffid,a\r\n1,"line\r\nbreak ""quoted"""\r\n2,ünïcödé 🎉');
    const { report } = await pipeline.drop("incoming/bytes.csv", body);
    expect(report.outcome).toBe("ready");
    const [dataset] = datasetNamed("bytes");
    expect(await readFile(dataset?.filePath ?? "")).toEqual(body);
  });

  it("is an execution by the name of the drop", async () => {
    const { report } = await pipeline.drop("incoming/named.csv", "id,a\n1,named\n");
    expect(await executionNames()).toContain(executionName(report.drop));
  });
});

async function executionNames(): Promise<string[]> {
  const sfn = new SFNClient(pipeline.cloud.clientSettings);
  const { executions } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: pipeline.cloud.outputs.StateMachineArn }),
  );
  sfn.destroy();
  return (executions ?? []).map(({ name }) => name ?? "");
}

async function countExecutions(): Promise<number> {
  return (await executionNames()).length;
}

async function queueUrl(): Promise<string> {
  return (await pipeline.sqs.send(new GetQueueUrlCommand({ QueueName: "Dropset-IngestQueue" }))).QueueUrl ?? "";
}

/** Every message was processed, and none is in flight. */
async function queueIsEmpty(): Promise<void> {
  const url = await queueUrl();
  await expect
    .poll(async () => {
      const { Attributes } = await pipeline.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
      );
      return (
        Number(Attributes?.ApproximateNumberOfMessages) +
        Number(Attributes?.ApproximateNumberOfMessagesDelayed) +
        Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
      );
    })
    .toBe(0);
}
