import { describe, expect, it } from "vitest";
import type { FolderFiles } from "../../../functions/drops/folder-definition.ts";
import type { ReportedDefinition } from "../../../functions/drops/folders.ts";
import type { PublishInput } from "../../../functions/drops/publish-input.ts";
import type { RefusedWork } from "../../../functions/drops/refused-work.ts";
import { recordOf, unreadRecord, type WorkRecord } from "../../../functions/drops/report.ts";
import type { Ending, ReportRequest } from "../../../functions/report/ending.ts";
import { reportDrop } from "../../../functions/report/report-drop.ts";
import { bucketWith, memoryRecords } from "../fakes.ts";
import { validate } from "../validation/streams.ts";

const DROP = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
const STARTED_AT = "2026-11-24T12:00:00.000Z";
const DATASET = { id: "d1", name: "a", workspaceId: "w1" };
const FIX = { code: "delimiter", count: 1, line: null, column: null, before: "semicolon", after: "comma" } as const;

const INPUT: PublishInput = {
  drop: DROP,
  attempt: 1,
  datasetAttempt: 1,
  startedAt: STARTED_AT,
  verdict: "publish",
  dataset: DATASET,
  file: { name: "a.csv", bytes: 9, etag: "e" },
};
const NO_IMPORT = { importId: null, counts: null, reason: null };
const POLL = {
  status: "READY",
  elapsedSeconds: 60,
  sinceUploadSeconds: 50,
  queuedSeconds: 0,
  datapoints: 1,
  ...NO_IMPORT,
};

const REFUSED_KEY = "work/1.refused.json";

/** Reports a drop of one row that ended so. @param refused what was found of the records that the service refused */
async function reportEnding(
  ending: Ending,
  request: Partial<ReportRequest> = {},
  facts: Partial<WorkRecord> = {},
  refused?: RefusedWork,
) {
  const record = { ...recordOf(await validate("id,a\n1,x\n")), ...facts };
  const readJson = async (_: string, key: string) => (key === REFUSED_KEY ? refused : record);
  const { bucket, objects, calls } = bucketWith(DROP, "", { replaced: { readJson } });
  const kept: object[] = [];
  const sent: unknown[][] = [];
  const { records, written } = memoryRecords();
  const result = await reportDrop(
    { input: INPUT, ending, poll: POLL, failure: null, ...request },
    {
      bucket,
      keptFiles: { keep: async (object, key) => void kept.push({ object, key }) },
      records,
      eventBus: { put: async (...event) => void sent.push(["event", ...event, calls.length]) },
      notices: { send: async (...notice) => void sent.push(["notice", ...notice, calls.length]) },
    },
  );
  return {
    result,
    kept,
    sent,
    written,
    report: Object(objects.get("results/a.csv/v1.json")),
    page: objects.get("results/a.csv/v1.html"),
  };
}

describe("a report", () => {
  it("is the end of the drop's record, with its outcome and whose it is", async () => {
    const at = { drop: DROP, attempt: INPUT.attempt, startedAt: STARTED_AT, step: "answered" };
    const facts = { workspaceId: "w9", droppedBy: "ann@example.com" };
    const { written, report } = await reportEnding("ready", {}, facts);
    const { workspaceId } = DATASET;
    const known = { bytes: 9, rows: 1, findings: 0, datasetId: DATASET.id, droppedBy: "ann@example.com", workspaceId };
    const { finishedAt } = report;
    expect(written).toEqual([{ ...at, ...known, outcome: "ready", failedWith: null, finishedAt }]);
    expect(report.droppedBy).toBe("ann@example.com");

    const rejected = await reportEnding("rejected", { input: { ...INPUT, dataset: null, file: null } }, facts);
    expect(rejected.written).toMatchObject([{ outcome: "rejected", workspaceId: "w9", datasetId: null }]);
    const late = await reportEnding("timed-out");
    expect(late.written).toMatchObject([{ outcome: "failed", failedWith: "timed-out", findings: 1 }]);
  });

  it("is sent as an event, and then to people, when both of its forms are there", async () => {
    const places = { report: "results/a.csv/v1.json", page: "results/a.csv/v1.html" };
    const facts = { workspaceId: "w9" };
    const { sent, report } = await reportEnding("ready", {}, facts);
    expect(sent).toEqual(["event", "notice"].map((what) => [what, report, places, "w1", 2]));

    const nowhere = { input: { ...INPUT, dataset: null, file: null } };
    expect((await reportEnding("rejected", nowhere, facts)).sent).toMatchObject([{ 3: "w9" }, { 3: "w9" }]);
    expect((await reportEnding("rejected", nowhere)).sent).toMatchObject([{ 3: undefined }, { 3: undefined }]);
  });

  it("of a file that was not read says nothing of its rows in the drop's record", async () => {
    const { written } = await reportEnding("rejected", {}, unreadRecord(7));
    expect(written).toMatchObject([{ bytes: 7, rows: null }]);
  });

  it("of a READY dataset has the file's facts and no finding", async () => {
    const { result, report, page, kept } = await reportEnding("ready");
    const { file } = recordOf(await validate("id,a\n1,x\n"));
    expect(report).toEqual({
      drop: DROP,
      outcome: "ready",
      dataset: { ...DATASET, status: "READY" },
      file,
      findings: [],
      findingCounts: {},
      fixes: [],
      fixedFile: null,
      fixable: null,
      definition: null,
      import: null,
      refusedFile: null,
      droppedBy: null,
      startedAt: STARTED_AT,
      finishedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(result).toEqual({ outcome: "ready", reportKey: "results/a.csv/v1.json", seconds: expect.any(Number) });
    expect(result.seconds).toBe((Date.parse(report.finishedAt) - Date.parse(STARTED_AT)) / 1000);
    expect(page).toMatch(/^<!doctype html>/);
    expect(kept).toEqual([]);
  });

  it.each<[Ending, string, string | null, RegExp | null]>([
    ["ready", "ready", null, null],
    ["rejected", "rejected", null, null],
    ["not-created", "failed", null, null],
    ["dataset-error", "failed", "dataset-error", /d1/],
    ["timed-out", "failed", "processing-timeout", /d1 was still PROCESSING after 60 seconds/],
    ["not-processed", "failed", "upload-not-processed", /d1 .* 50 seconds/],
    ["unknown-status", "failed", "unknown-status", /d1 .*"PROCESSING"/],
    ["step-failed", "failed", "publish-failed", /Refused: no access$/],
  ])("of an execution that ended %s says %s, and why", async (ending, outcome, code, message) => {
    const failure = { error: "Refused", cause: "no access" };
    const { result, report } = await reportEnding(ending, { poll: { ...POLL, status: "PROCESSING" }, failure });
    expect(result.outcome).toBe(outcome);
    expect(report.outcome).toBe(outcome);
    if (code === null) expect(report.findings).toEqual([]);
    else expect(report.findings).toMatchObject([{ code, message: expect.stringMatching(message ?? /./) }]);
    if (code !== null) expect(report.findingCounts).toEqual({ [code]: 1 });
  });

  it("of an execution whose service asked to wait until it ended says so, and that a redrive goes on", async () => {
    const { report } = await reportEnding("timed-out", { poll: { ...POLL, status: "THROTTLED" } });
    expect(report.findings).toMatchObject([
      {
        code: "processing-timeout",
        message: "Dataset d1 was not READY after 60 seconds: the service kept asking to wait.",
        hint: expect.stringContaining("dropset redrive"),
      },
    ]);
  });

  it.each<[Ending, RegExp]>([
    ["timed-out", /^Dataset unknown was still UNINITIALISED after 0 seconds/],
    ["not-processed", /dataset unknown .* 0 seconds/],
    ["unknown-status", /^Dataset unknown has the status "",/],
    ["step-failed", /Unknown: no cause was given$/],
  ])("of an execution that ended %s before it was known more says so", async (ending, message) => {
    const { report } = await reportEnding(ending, { poll: null, input: { ...INPUT, dataset: null } });
    expect(report.dataset).toBeNull();
    expect(report.findings).toMatchObject([{ message: expect.stringMatching(message) }]);
  });

  it.each([
    [1, []],
    [null, []],
    [2, ["datapoint-count"]],
    [0, ["datapoint-count"]],
  ])("of a READY dataset with %j datapoints for one row has the findings %j", async (datapoints, codes) => {
    const { report } = await reportEnding("ready", { poll: { ...POLL, datapoints } });
    expect(report.findings.map(({ code }: { code: string }) => code)).toEqual(codes);
    expect(report.outcome).toBe("ready");
  });

  it("of a READY dataset that was not polled compares nothing", async () => {
    expect((await reportEnding("ready", { poll: null })).report.findings).toEqual([]);
  });

  it.each<[Ending, ReportRequest["poll"], string]>([
    ["ready", { ...POLL, status: "PROCESSING" }, "READY"],
    ["timed-out", { ...POLL, status: "PROCESSING" }, "PROCESSING"],
    ["timed-out", { ...POLL, status: "THROTTLED" }, "UNINITIALISED"],
    ["step-failed", { ...POLL, status: "UPLOADED" }, "UNINITIALISED"],
    ["step-failed", null, "UNINITIALISED"],
  ])("of %s says the dataset's status as the service last did", async (ending, poll, status) => {
    expect((await reportEnding(ending, { poll })).report.dataset).toEqual({ ...DATASET, status });
  });

  describe("of an import that did not end, or not in full,", () => {
    const TYPED = { ...INPUT, dataset: { ...DATASET, typed: true } };
    const definition = (files: FolderFiles): ReportedDefinition => ({
      source: "file",
      files,
      schema: { strict: false, fields: { a: { type: "text" } } },
    });
    const HINTS = {
      "one-dataset": /continue to wait for it.*adds no record twice\.$/,
      "a-dataset-each": /continue to wait for it.*becomes another dataset\.$/,
    };
    const TIMES = { elapsedSeconds: 3, queuedSeconds: 6 * 3600 };

    it.each([
      ["queued", TIMES, /d1 was still queued after 6 hours: .* earlier import/],
      ["processing", TIMES, /d1 was still processing after 3 seconds, and 6 hours in the service's queue\.$/],
      ["processing", { elapsedSeconds: 3600 }, /d1 was still processing after 60 minutes\.$/],
      ["THROTTLED", { elapsedSeconds: 3600 }, /d1 was not complete after 60 minutes: .* asking to wait\.$/],
    ])("but was %s says how long: %j", async (status, times, message) => {
      const poll = { ...POLL, status, importId: "i1", ...times };
      for (const files of ["one-dataset", "a-dataset-each"] as const) {
        const { report } = await reportEnding("timed-out", { poll, input: TYPED }, { definition: definition(files) });
        expect(report.findings).toEqual([
          expect.objectContaining({
            code: "processing-timeout",
            message: expect.stringMatching(message),
            hint: expect.stringMatching(HINTS[files]),
          }),
        ]);
      }
    });

    it.each([
      ["one-dataset", /are skipped\.$/],
      ["a-dataset-each", /becomes another dataset, with all of its records\.$/],
    ] as const)(
      "and whose refused rows could not be found says what another upload to a folder with %s does",
      async (files, hint) => {
        const { report } = await reportEnding("partial", { input: TYPED }, { definition: definition(files) });
        expect(report.findings[0]).toMatchObject({ code: "record-refused", hint: expect.stringMatching(hint) });
      },
    );

    const REFUSED = {
      code: "record-refused",
      severity: "error",
      line: 2,
      column: "a",
      message: "m",
      hint: "h",
    } as const;

    it("has what the service refused before what validation found, with the number of all of it", async () => {
      const refused = { findings: [REFUSED, REFUSED], count: 300, file: "results/a.csv/v1.refused.csv" };
      const found = recordOf(await validate("id,a\n1,\n"));
      const { report } = await reportEnding("partial", { input: TYPED, refusedKey: REFUSED_KEY }, found, refused);
      expect(found.findings.length).toBeGreaterThan(0);
      expect(report.findings).toEqual([REFUSED, REFUSED, ...found.findings]);
      expect(report.findingCounts).toEqual({ "record-refused": 300, ...found.findingCounts });
      expect(report.refusedFile).toBe(refused.file);
    });

    it.each([
      [{ accepted: 1, duplicates: 0, rejected: 7 }, "refused 7 records, but"],
      [null, "refused 1 record, but"],
    ])("and whose refused rows could not be found says how many there are: %j", async (counts, part) => {
      const { report } = await reportEnding("partial", { input: TYPED, poll: { ...POLL, importId: "i1", counts } });
      expect(report.findings).toMatchObject([{ message: expect.stringContaining(part) }]);
      expect(report.findingCounts).toEqual({ "record-refused": counts?.rejected ?? 1 });
      expect(report.refusedFile).toBeNull();
    });

    it("since no file arrived speaks of the import, which has no status of a dataset", async () => {
      const poll = { ...POLL, status: "uninitialised", importId: "i1", sinceUploadSeconds: 600 };
      const { report } = await reportEnding("not-processed", { poll, input: TYPED });
      const [{ code, message }] = report.findings;
      expect(code).toBe("upload-not-processed");
      expect(message).toBe("The file was uploaded, but its import into dataset d1 had not started 10 minutes later.");
    });
  });

  it("keeps the fixed file beside it, and says what was changed", async () => {
    const object = { bucket: "b", key: "work/1.fixed.csv", versionId: "v2" };
    const input = { ...INPUT, file: { name: "a.csv", bytes: 9, etag: "e", object } };
    const { report, kept } = await reportEnding("ready", { input }, { fixes: [FIX] });
    const key = "results/a.csv/v1.fixed.csv";
    expect(kept).toEqual([{ object, key }]);
    expect(report).toMatchObject({ fixes: [FIX], fixedFile: key, fixable: null });
  });

  it("says what could be fixed in a rejected file", async () => {
    const input = { ...INPUT, dataset: null, file: null };
    const { report, kept } = await reportEnding("rejected", { input }, { fixable: [FIX] });
    expect(kept).toEqual([]);
    expect(report).toMatchObject({ fixes: [], fixedFile: null, fixable: [FIX], dataset: null });
  });
});
