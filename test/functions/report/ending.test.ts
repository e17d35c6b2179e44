import { describe, expect, it } from "vitest";
import type { PublishInput } from "../../../functions/drops/publish-input.ts";
import { recordOf, type WorkRecord } from "../../../functions/drops/report.ts";
import {
  type Ending,
  endingFinding,
  importOf,
  type ReportRequest,
  statusOf,
} from "../../../functions/report/ending.ts";
import { validate } from "../validation/streams.ts";

const INPUT: PublishInput = {
  drop: { bucket: "b", key: "incoming/a.csv", versionId: "v1" },
  attempt: 1,
  datasetAttempt: 1,
  startedAt: "2026-11-24T12:00:00.000Z",
  verdict: "publish",
  dataset: { id: "d1", name: "a", workspaceId: "w1" },
  file: { name: "a.csv", bytes: 9, etag: "e" },
};
const TYPED: PublishInput = { ...INPUT, dataset: { id: "d1", name: "a", workspaceId: "w1", typed: true } };
const POLL: NonNullable<ReportRequest["poll"]> = {
  status: "PROCESSING",
  elapsedSeconds: 3600,
  sinceUploadSeconds: 600,
  queuedSeconds: 0,
  datapoints: null,
  importId: null,
  counts: null,
  reason: null,
};
const IMPORT = { ...POLL, status: "processing", importId: "i1" };
const ROWS = 10;

function request(ending: Ending, poll: ReportRequest["poll"], input = INPUT): ReportRequest {
  return { input, ending, poll, failure: null };
}

/** What is said of a drop of ten rows: the code, the severity, the message and the hint. */
async function said(asked: ReportRequest, facts: Partial<WorkRecord> = {}) {
  const record = recordOf(await validate("a\n"));
  const found = endingFinding(asked, { ...record, file: { ...record.file, rows: ROWS }, ...facts });
  return found && [found.code, found.severity, found.message, found.hint];
}

describe("what is said of a dataset's ending", () => {
  it.each(["partial", "accepted", "rejected", "not-created"] as const)("%s is said elsewhere", async (ending) => {
    expect(await said(request(ending, null))).toBeNull();
  });

  it.each([
    [ROWS, null],
    [null, null],
    [9, "datapoint-count"],
  ])("READY with %s datapoints of ten rows: %s", async (datapoints, code) => {
    const [found = null, , message] = (await said(request("ready", { ...POLL, datapoints }))) ?? [];
    expect(found).toBe(code);
    if (code !== null)
      expect(message).toBe(`Dataset d1 is READY with ${datapoints} datapoints, and the file has 10 rows.`);
  });

  it.each([
    ["dataset-error", POLL, "dataset-error", "d1"],
    ["timed-out", POLL, "processing-timeout", "PROCESSING"],
    ["timed-out", { ...POLL, status: "THROTTLED" }, "processing-timeout", "kept asking to wait"],
    ["not-processed", POLL, "upload-not-processed", "10 minutes"],
    ["unknown-status", { ...POLL, status: "ODD" }, "unknown-status", "ODD"],
    ["step-failed", null, "publish-failed", "Unknown"],
  ] as const)("%s", async (ending, poll, code, part) => {
    const [found, severity, message] = (await said(request(ending, poll))) ?? [];
    expect([found, severity]).toEqual([code, "error"]);
    expect(message).toContain(part);
  });

  it("names the error that made a step fail", async () => {
    const failure = { error: "StorageUnavailable", cause: "S3 is down" };
    const [, , message] = (await said({ ...request("step-failed", null), failure })) ?? [];
    expect(message).toContain("StorageUnavailable");
    expect(message).toContain("S3 is down");
  });
});

describe("what is said of an import's ending", () => {
  const ofImport = (ending: Ending, more: Partial<typeof IMPORT>) => request(ending, { ...IMPORT, ...more }, TYPED);
  const counts = (accepted: number | null, duplicates: number | null, rejected: number | null = 0) => ({
    counts: { accepted, duplicates, rejected },
  });

  it.each([
    ["the service gives no reason", null, "no reason was given."],
    ["the reason is a sentence", "The schema is gone!", "The schema is gone!"],
    ["the reason is long", "x".repeat(400), `${"x".repeat(300)}…`],
  ])("import-failed: %s", async (_, reason, end) => {
    expect(await said(ofImport("import-failed", { reason }))).toEqual([
      "import-failed",
      "error",
      `The dataset service could not import the file into dataset d1: ${end}`,
      "Fix what the service says, and upload the file again. None of its records are in the dataset.",
    ]);
  });

  it("schema-pending", async () => {
    expect(await said(ofImport("schema-pending", {}))).toEqual([
      "schema-needed",
      "error",
      "The import waits for a schema: dataset d1 has none in the service.",
      "Set its schema in the service, and then redrive the drop or upload the file again.",
    ]);
  });

  it("not-processed", async () => {
    expect(await said(ofImport("not-processed", {}))).toEqual([
      "upload-not-processed",
      "error",
      "The file was uploaded, but its import into dataset d1 had not started 10 minutes later.",
      "The service did not process the upload. Redrive the drop, or upload the file again; if it happens twice, ask the service's support.",
    ]);
  });

  it.each([
    ["", {}, "was still processing after 60 minutes."],
    [
      "queued before",
      { queuedSeconds: 120 },
      "was still processing after 60 minutes, and 2 minutes in the service's queue.",
    ],
    [
      "queued",
      { status: "queued", queuedSeconds: 21_600 },
      "was still queued after 6 hours: the service has not finished an earlier import of this dataset.",
    ],
    ["throttled", { status: "THROTTLED" }, "was not complete after 60 minutes: the service kept asking to wait."],
  ])("timed-out: %s", async (_, more, end) => {
    const [code, , message, hint] = (await said(ofImport("timed-out", more))) ?? [];
    expect([code, message]).toEqual(["processing-timeout", `The import of the file into dataset d1 ${end}`]);
    expect(hint).toBe(
      "It may still complete: redrive the drop to continue to wait for it. If you upload the same file again, it becomes another dataset.",
    );
  });

  it("timed-out, in a folder of one dataset, says what becomes of the same file there", async () => {
    const definition = {
      files: "one-dataset",
      source: "file",
      path: "set",
      schema: { strict: false, fields: {} },
    } as const;
    const [, , , hint] = (await said(ofImport("timed-out", {}), { definition })) ?? [];
    expect(hint).toContain("it is imported afterwards, and adds no record twice.");
  });

  it.each([
    ["the service does not count", counts(null, null, null), null],
    ["all were added", counts(10, 0), null],
    ["duplicates are counted apart", counts(7, 3), null],
    ["duplicates are counted as accepted", counts(10, 3), null],
    ["the service does not say how many are duplicates", counts(10, null), null],
    ["all were there, counted apart", counts(0, 10), "nothing-added"],
    ["all were there, counted as accepted", counts(10, 10), "nothing-added"],
    ["one is missing", counts(9, 0), "datapoint-count"],
  ])("ready: %s", async (_, given, code) => {
    expect((await said(ofImport("ready", { status: "complete", ...given })))?.[0] ?? null).toBe(code);
  });

  it("says the numbers where they differ, and where nothing was added", async () => {
    expect(await said(ofImport("ready", { status: "complete", ...counts(6, 3) }))).toEqual([
      "datapoint-count",
      "warning",
      "The service added 3 records to dataset d1 and found 3 there already, and the file has 10 rows.",
      "Compare the dataset in the service with the file before you set up a batch, and send the numbers to the service's support.",
    ]);
    const all = ofImport("ready", { status: "complete", ...counts(0, 10) });
    expect((await said(all))?.slice(1)).toEqual([
      "warning",
      "All 10 records of the file were in dataset d1 already: nothing was added.",
      "Check that it is the file you meant to upload. If an earlier upload of it was interrupted, its records may have been added by that upload.",
    ]);
    const one = ofImport("ready", { status: "complete", ...counts(0, 1) });
    const { file } = recordOf(await validate("a\n"));
    expect((await said(one, { file: { ...file, rows: 1 } }))?.[2]).toBe(
      "The file's only record was in dataset d1 already: nothing was added.",
    );
  });

  it("is not counted where the file was never polled", async () => {
    expect(importOf(request("step-failed", null, TYPED), ROWS)).toBeNull();
    expect(importOf(request("ready", IMPORT), ROWS)).toBeNull();
    expect(importOf(request("ready", { ...IMPORT, importId: null }, TYPED), ROWS)).toBeNull();
    expect(importOf(ofImport("partial", { status: "partial", ...counts(6, 1, 4) }), ROWS)).toEqual({
      id: "i1",
      status: "partial",
      added: 5,
      duplicates: 1,
      rejected: 4,
    });
    const apart = importOf(ofImport("partial", { status: "partial", ...counts(5, 1, 4) }), ROWS);
    expect(apart).toMatchObject({ added: 5, duplicates: 1, rejected: 4 });
  });
});

describe("a dataset's status in its report", () => {
  it.each([
    ["ready", POLL, INPUT, "READY"],
    ["ready", { ...IMPORT, status: "complete" }, TYPED, "complete"],
    ["timed-out", POLL, INPUT, "PROCESSING"],
    ["timed-out", { ...POLL, status: "THROTTLED" }, INPUT, "UNINITIALISED"],
    ["timed-out", { ...POLL, status: "UPLOADED" }, TYPED, "uninitialised"],
    ["step-failed", null, INPUT, "UNINITIALISED"],
    ["step-failed", null, TYPED, "uninitialised"],
  ] as const)("of a drop that ended %s is what the service last said", (ending, poll, input, status) => {
    expect(statusOf(request(ending, poll, input))).toBe(status);
  });
});
