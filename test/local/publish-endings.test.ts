import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Pipeline, startPipeline } from "./pipeline.ts";

const UPLOAD_SECONDS = 6;
let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({
    settings: {
      upload: { timeoutSeconds: UPLOAD_SECONDS },
      severities: { "duplicate-row": "error", "column-whitespace": "off" },
      publish: {
        firstPollSeconds: 1,
        longestPollSeconds: 1,
        limitSeconds: 4,
        uninitialisedLimitSeconds: 2,
        queueLimitSeconds: 6,
      },
      folders: {
        animals: { files: "one-dataset", schema: { fields: { id: { type: "metadata" }, a: { type: "text" } } } },
      },
    },
  });
});
afterAll(() => pipeline.stop());
afterEach(() => pipeline.sandbox.faults.set([]));

const FILE = "id,a\n1,x\n";

describe("a dataset that never becomes READY ends in a failed report", () => {
  it("when processing ends in ERROR", async () => {
    pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "error" } }]);
    const { report } = await pipeline.drop("incoming/error.csv", FILE);
    expect(report).toMatchObject({
      outcome: "failed",
      dataset: { name: "error", status: "ERROR" },
      findings: [{ code: "dataset-error", severity: "error" }],
    });
  });

  it("when it is PROCESSING past the overall limit", async () => {
    pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "never" } }]);
    const { report } = await pipeline.drop("incoming/never.csv", FILE);
    expect(report).toMatchObject({
      outcome: "failed",
      dataset: { status: "PROCESSING" },
      findings: [{ code: "processing-timeout" }],
    });
  });

  it("when it stays UNINITIALISED after the upload beyond its own limit", async () => {
    pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "untouched" } }]);
    const { report } = await pipeline.drop("incoming/untouched.csv", FILE);
    expect(report).toMatchObject({
      outcome: "failed",
      dataset: { status: "UNINITIALISED" },
      findings: [{ code: "upload-not-processed" }],
    });
  });

  it("when its import waits for others longer than the limit of the queue, and the report says how long", async () => {
    pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "import", ends: "queued" } }]);
    const { report } = await pipeline.drop("incoming/animals/queued.csv", FILE);
    expect(report).toMatchObject({ outcome: "failed", findings: [{ code: "processing-timeout" }] });
    const [, seconds] = /still queued after (\d+) seconds: /.exec(report.findings[0]?.message ?? "") ?? [];
    expect(Number(seconds)).toBeGreaterThanOrEqual(6);
    expect(report.findings[0]?.hint).toContain("adds no record twice");
  });

  it("when its import does not start", async () => {
    pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "import", ends: "untouched" } }]);
    const { report } = await pipeline.drop("incoming/animals/untouched.csv", FILE);
    expect(report).toMatchObject({
      outcome: "failed",
      dataset: { status: "uninitialised" },
      findings: [{ code: "upload-not-processed", message: expect.stringContaining("its import into dataset") }],
    });
  });

  it("when its status is undocumented", async () => {
    pipeline.sandbox.faults.set([{ call: "get", times: 9, fault: { kind: "answer", body: "unknown-status" } }]);
    const { report } = await pipeline.drop("incoming/unknown.csv", FILE);
    expect(report).toMatchObject({ outcome: "failed", findings: [{ code: "unknown-status" }] });
    expect(report.findings[0]?.message).toContain("HIBERNATING");
  });

  it("when the service refuses to create it", async () => {
    pipeline.sandbox.faults.set([{ call: "create", times: 1, fault: { kind: "status", status: 422 } }]);
    const { report } = await pipeline.drop("incoming/refused.csv", FILE);
    expect(report).toMatchObject({ outcome: "failed", dataset: null, findings: [{ code: "service-refused" }] });
  });

  it("and its execution fails, so that it can be alarmed on", async () => {
    pipeline.sandbox.faults.set([{ call: "upload", fault: { kind: "processing", ends: "error" } }]);
    // The report of the one before is written a moment before its execution ends.
    const ended = new Promise((resolve) => {
      pipeline.cloud.events.on("executionEnded", (event) => {
        if (event.execution.input.includes("alarmed.csv")) resolve(event);
      });
    });
    await pipeline.put("incoming/alarmed.csv", FILE);
    expect(await ended).toMatchObject({ execution: { status: "FAILED", error: "dataset-error" } });
  });
});

describe("trouble on the way is retried", () => {
  it.each([
    ["a throttled create", { call: "create", times: 2, fault: { kind: "status", status: 429, retryAfter: "0" } }],
    ["an unavailable create", { call: "create", times: 2, fault: { kind: "status", status: 503 } }],
    [
      "a throttled upload URL",
      { call: "uploadUrl", times: 1, fault: { kind: "status", status: 429, retryAfter: "1" } },
    ],
    ["an expired upload URL", { call: "uploadUrl", times: 1, fault: { kind: "bad-url", how: "expired" } }],
    ["a wrongly signed upload URL", { call: "uploadUrl", times: 1, fault: { kind: "bad-url", how: "signature" } }],
    [
      "an upload cut off before it took effect",
      { call: "upload", times: 1, fault: { kind: "reset", effect: "before" } },
    ],
    ["an upload whose answer is lost", { call: "upload", times: 1, fault: { kind: "reset", effect: "after" } }],
    [
      "an upload that ran out of time",
      { call: "get", times: 1, fault: { kind: "latency", ms: (UPLOAD_SECONDS + 2) * 1000 } },
    ],
    ["a poll answered by a proxy's page", { call: "get", times: 2, fault: { kind: "answer", body: "html" } }],
    ["a poll cut short", { call: "get", times: 1, fault: { kind: "answer", body: "cut-short" } }],
  ] as const)("after %s, and ends READY with one dataset", async (name, rule) => {
    pipeline.sandbox.faults.set([rule]);
    const key = name.replaceAll(" ", "-");
    const { report } = await pipeline.drop(`incoming/${key}.csv`, FILE);
    expect(report).toMatchObject({ outcome: "ready", findings: [] });
    expect(pipeline.sandbox.datasets().filter((dataset) => dataset.name === key)).toMatchObject([{ uploads: 1 }]);
  });
});

describe("a deployment's severities", () => {
  it("reject what is a warning by default, and leave out what is switched off", async () => {
    const { report } = await pipeline.drop("incoming/severities.csv", "id, a\n1,x\n1,x\n");
    expect(report).toMatchObject({ outcome: "rejected", findingCounts: { "duplicate-row": 1 } });
    expect(report.findingCounts).not.toHaveProperty("column-whitespace");
  });
});
