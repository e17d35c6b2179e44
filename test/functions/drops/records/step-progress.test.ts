import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { followStep } from "../../../../functions/drops/records/step-progress.ts";
import { memoryRecords } from "../../fakes.ts";

const drop = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
const STEP = {
  drop,
  attempt: 2,
  droppedAt: "2026-11-24T11:59:00.000Z",
  dataset: { id: "d1", workspaceId: "w1" },
};
const ABOUT = {
  drop,
  attempt: 2,
  startedAt: STEP.droppedAt,
  step: "uploading",
  workspaceId: "w1",
  datasetId: "d1",
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-24T12:00:00.000Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

function follow(step: Parameters<typeof followStep>[0] = STEP) {
  const { records, written } = memoryRecords();
  return { progress: followStep(step, "uploading", records), written };
}

describe("a step's progress", () => {
  it("has how much of the file is read, and leaves out what comes while that is written", async () => {
    const { progress, written } = follow();
    progress.read(0.1);
    progress.read(0.2);
    await progress.done();
    expect(written).toEqual([{ ...ABOUT, done: 0.1 }]);
  });

  it("has why a call is retried, and when", async () => {
    const { progress, written } = follow();
    progress.retry(new Error("503"), 2, Date.parse("2026-11-24T12:00:05.000Z"));
    progress.retry("no error", 3, Date.parse("2026-11-24T12:00:09.000Z"));
    await progress.done();
    const trouble = { kind: "retried", mostTries: null, needsPerson: false };
    expect(written).toEqual([
      { ...ABOUT, trouble: { ...trouble, reason: "503", tries: 2, againAt: "2026-11-24T12:00:05.000Z" } },
      { ...ABOUT, trouble: { ...trouble, reason: "no error", tries: 3, againAt: "2026-11-24T12:00:09.000Z" } },
    ]);
  });

  it("says nothing of a call that is not retried: the step's failure does", async () => {
    const { progress, written } = follow();
    progress.retry(new Error("400"), 1, null);
    await progress.done();
    expect(written).toEqual([]);
  });

  it("has how long the service wants it to wait, after what is still being written", async () => {
    const { progress, written } = follow();
    progress.read(1);
    await progress.throttled(90);
    expect(written).toEqual([
      { ...ABOUT, done: 1 },
      {
        ...ABOUT,
        isEntered: true,
        trouble: {
          kind: "retried",
          reason: "The dataset service asked to wait before the next call.",
          tries: 1,
          mostTries: null,
          againAt: "2026-11-24T12:01:30.000Z",
          needsPerson: false,
        },
      },
    ]);
  });

  it("moves on to the next step after what is still being written", async () => {
    const { progress, written } = follow({ ...STEP, dataset: null });
    progress.read(1);
    await progress.next("processing");
    const about = { ...ABOUT, workspaceId: undefined, datasetId: undefined };
    expect(written).toEqual([
      { ...about, done: 1 },
      { ...about, step: "processing" },
    ]);
  });

  it("has what failed, after what is still being written", async () => {
    const { progress, written } = follow();
    progress.read(1);
    const failure = { error: "StorageUnavailable", reason: "S3", needsPerson: false };
    await progress.failed("upload", failure);
    const { workspaceId: _, datasetId: __, ...about } = ABOUT;
    expect(written).toEqual([
      { ...ABOUT, done: 1 },
      { ...about, tried: "upload", ...failure },
    ]);
  });

  it("is not written for an execution that does not say when its file was dropped", async () => {
    const { progress, written } = follow({ drop, attempt: 1, dataset: null });
    progress.read(1);
    await progress.next("processing");
    await progress.failed("upload", { error: "E", reason: "r", needsPerson: true });
    expect(written).toEqual([]);
  });
});
