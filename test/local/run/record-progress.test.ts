import { describe, expect, it } from "vitest";
import type { DropRecord } from "../../../functions/drops/records/drop-record.ts";
import { progressBetween } from "../../../local/run/record-progress.ts";

const RECORD: DropRecord = {
  id: "1",
  key: "incoming/a.csv",
  versionId: "v1",
  workspaceId: "w1",
  droppedBy: null,
  bytes: 9,
  rows: null,
  step: "validating",
  done: null,
  outcome: null,
  failedWith: null,
  findings: 0,
  attempt: 1,
  trouble: null,
  datasetId: null,
  startedAt: "2026-11-26T06:00:00.000Z",
  changedAt: "2026-11-26T06:00:01.000Z",
  finishedAt: null,
};
const AGAIN = "2026-11-26T06:30:00.000Z";
const trouble = (kind: "failed" | "retried" | "paced", tries: number, againAt: string | null = AGAIN) => ({
  kind,
  reason: "503",
  tries,
  mostTries: 5,
  againAt,
  needsPerson: false,
});

function stepsBetween(before: Partial<DropRecord> | undefined, after: Partial<DropRecord>) {
  const known = before && { ...RECORD, ...before };
  return progressBetween(known, { ...RECORD, ...after }, "npx dropset redrive").map(({ step }) => step);
}

describe("the progress of a drop", () => {
  it("has each step that it passed since it was looked at", () => {
    expect(stepsBetween(undefined, {})).toEqual(["dropped", "validating"]);
    const published = { datasetId: "d1", step: "answered" } as const;
    expect(stepsBetween(undefined, published)).toEqual([
      "dropped",
      "validating",
      "uploading",
      "processing",
      "answered",
    ]);
    expect(stepsBetween({}, published)).toEqual(["uploading", "processing", "answered"]);
    expect(stepsBetween({ step: "processing", datasetId: "d1" }, published)).toEqual(["answered"]);
  });

  it("leaves out what a rejected drop did not pass", () => {
    expect(stepsBetween(undefined, { step: "answered" })).toEqual(["dropped", "validating", "answered"]);
  });

  it("has no step twice", () => {
    expect(stepsBetween({}, { done: 0.5 })).toEqual([]);
    expect(stepsBetween({ step: "processing" }, { step: "processing" })).toEqual([]);
  });

  it("begins again with another attempt", () => {
    const ended = { step: "answered", datasetId: "d1" } as const;
    expect(stepsBetween(ended, { attempt: 2, datasetId: "d1" })).toEqual(["validating"]);
  });

  it("has each failed try of ingest, and the last one with the command that moves the drop back", () => {
    const first = { step: "delayed", trouble: trouble("failed", 1) } as const;
    expect(stepsBetween({}, first)).toEqual(["delayed"]);
    expect(stepsBetween(first, { step: "delayed", trouble: trouble("failed", 2) })).toEqual(["delayed"]);
    expect(stepsBetween(first, first)).toEqual([]);
    const last = { ...RECORD, step: "given-up", trouble: trouble("failed", 5, null) } as const;
    expect(progressBetween({ ...RECORD, ...first }, last, "npx dropset redrive")).toEqual([
      { step: "given-up", reason: "503", tries: 5, redrive: "npx dropset redrive" },
    ]);
  });

  it("has each retry at a step, and a wait for the drop's turn", () => {
    const retried = { step: "uploading", datasetId: "d1", trouble: trouble("retried", 1) } as const;
    expect(stepsBetween({}, retried)).toEqual(["uploading", "retrying"]);
    expect(stepsBetween(retried, retried)).toEqual([]);
    expect(stepsBetween(retried, { ...retried, trouble: trouble("retried", 2) })).toEqual(["retrying"]);
    expect(stepsBetween({}, { trouble: trouble("paced", 0) })).toEqual(["paced"]);
  });
});
