import { describe, expect, it, vi } from "vitest";
import type { DropRecord } from "../../../../functions/drops/records/drop-record.ts";
import { settleRecord, settleRecords } from "../../../../functions/drops/records/settle-record.ts";
import { type Report, unreadRecord } from "../../../../functions/drops/report.ts";

const NOW = Date.parse("2026-11-26T06:10:00.000Z");

const record: DropRecord = {
  id: "1",
  key: "incoming/a.csv",
  versionId: "v1",
  workspaceId: null,
  droppedBy: null,
  bytes: null,
  rows: null,
  step: "processing",
  done: 0.5,
  outcome: null,
  failedWith: null,
  findings: 0,
  attempt: 1,
  trouble: null,
  datasetId: "d1",
  startedAt: "2026-11-26T06:00:00.000Z",
  changedAt: "2026-11-26T06:01:00.000Z",
  finishedAt: null,
};

const report: Partial<Report> = {
  ...unreadRecord(12),
  outcome: "ready",
  dataset: { id: "d1", name: "a", workspaceId: "w1", status: "READY" },
  findingCounts: { "row-width": 2, encoding: 1 },
  startedAt: "2026-11-26T06:00:00.000Z",
  finishedAt: "2026-11-26T06:02:00.000Z",
};

const options = (stored: unknown) => ({ bucket: "drops", readReport: vi.fn(async () => stored), now: NOW });

describe("a record whose last change was not written", () => {
  it("is answered by the drop's report", async () => {
    const settled = await settleRecord(record, options(report));
    expect(settled).toEqual({
      ...record,
      step: "answered",
      outcome: "ready",
      done: null,
      bytes: 12,
      rows: 0,
      findings: 3,
      workspaceId: "w1",
      changedAt: report.finishedAt,
      finishedAt: report.finishedAt,
    });
  });

  it("stays as it is where there is no report, or only one of an earlier attempt", async () => {
    expect(await settleRecord(record, options(undefined))).toBe(record);
    const later = { ...record, attempt: 2, changedAt: "2026-11-26T06:03:00.000Z" };
    expect(await settleRecord(later, options(report))).toBe(later);
  });

  it("is not looked into while it changes, or when it is finished", async () => {
    for (const one of [
      { ...record, changedAt: "2026-11-26T06:09:30.000Z" },
      { ...record, step: "answered" as const },
    ]) {
      const asked = options(report);
      expect(await settleRecord(one, asked)).toBe(one);
      expect(asked.readReport).not.toHaveBeenCalled();
    }
  });

  it("is settled in a list for those that stood still the longest, in the list's order", async () => {
    const records = Array.from({ length: 30 }, (_, index) => ({
      ...record,
      id: String(index),
      step: index < 25 ? ("processing" as const) : ("given-up" as const),
      changedAt: `2026-11-26T06:01:${String(59 - index)}.000Z`,
    }));
    const asked = options(report);
    const settled = await settleRecords(records, asked);
    expect(asked.readReport).toHaveBeenCalledTimes(20);
    expect(settled.map(({ id }) => id)).toEqual(records.map(({ id }) => id));
    expect(settled.filter(({ step }) => step === "answered").map(({ id }) => Number(id))).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 5),
    );
  });
});
