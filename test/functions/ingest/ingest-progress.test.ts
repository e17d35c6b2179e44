import { describe, expect, it } from "vitest";
import { recordOf } from "../../../functions/drops/report.ts";
import { followIngest } from "../../../functions/ingest/ingest-progress.ts";
import { memoryRecords } from "../fakes.ts";
import { validate } from "../validation/streams.ts";

const DROPPED_AT = "2026-11-24T12:00:00.000Z";
const WORKSPACES = { allowed: [{ id: "w1", prefix: "red" }, { id: "w2" }], defaultId: "w2" };

/** @param kept receives the folders of which is kept that they have a definition */
function follow(key: string, { bytes = 9, attempt }: { bytes?: number; attempt?: number } = {}, kept: string[] = []) {
  const { records, written } = memoryRecords();
  const drop = { bucket: "b", key, versionId: "v1" };
  const event = { drop, bytes, droppedAt: DROPPED_AT, ...(attempt !== undefined && { attempt }) };
  const keeping = { ...records, keepFolder: async (path: string) => void kept.push(path) };
  return { progress: followIngest(event, keeping, WORKSPACES), written, drop };
}

describe("an ingest's progress", () => {
  it("begins with the attempt, and what the key says", async () => {
    const kept: string[] = [];
    const { progress, written, drop } = follow("incoming/red/a.csv", {}, kept);
    await progress.begin(3);
    expect(kept).toEqual([]);
    expect(written).toEqual([
      { drop, attempt: 3, startedAt: DROPPED_AT, step: "validating", workspaceId: "w1", bytes: 9 },
    ]);
  });

  it("does not say the size where the event does not know it, and keeps a definition's folder", async () => {
    const kept: string[] = [];
    const { progress, written } = follow("incoming/red/set/_dataset.json", { bytes: 0 }, kept);
    await progress.begin(1);
    expect(written).toMatchObject([{ bytes: undefined }]);
    expect(kept).toEqual(["red/set"]);
  });

  it("goes by the event's attempt until it begins", async () => {
    const { progress, written } = follow("incoming/a.csv", { attempt: 4 });
    progress.read(0.5);
    await progress.pace(0);
    expect(written).toMatchObject([{ attempt: 4, step: "validating", done: 0.5 }, { attempt: 4 }]);
  });

  it("has why a call is retried, but not the last failure, which the try has", async () => {
    const { progress, written } = follow("incoming/a.csv");
    progress.retry(new Error("503"), 1, Date.parse("2026-11-24T12:00:05.000Z"));
    progress.retry(new Error("503"), 2, null);
    await progress.pace(Date.parse("2026-11-24T12:01:00.000Z"));
    expect(written).toMatchObject([
      { step: "validating", trouble: { kind: "retried", reason: "503", againAt: "2026-11-24T12:00:05.000Z" } },
      {
        step: "validating",
        trouble: {
          kind: "paced",
          reason: "Datasets are created at a limited rate (limits.dropsPerMinute).",
          tries: 0,
          mostTries: null,
          againAt: "2026-11-24T12:01:00.000Z",
          needsPerson: false,
        },
      },
    ]);
  });

  it("has what the file is when it is to be published, after what is still being written", async () => {
    const { progress, written } = follow("incoming/a.csv");
    const record = { ...recordOf(await validate("id,a\n1,x\n1,x\n")), workspaceId: "w2", droppedBy: "ann" };
    progress.read(1);
    await progress.publish(record, "d1");
    expect(written).toMatchObject([
      { step: "validating", done: 1 },
      { step: "uploading", workspaceId: "w2", droppedBy: "ann", bytes: 13, rows: 2, findings: 1, datasetId: "d1" },
    ]);
  });

  it.each([
    ["2026-11-24T12:30:00.000Z", "delayed"],
    [null, "given-up"],
  ])("of a try that failed and is tried again at %s is %s", async (againAt, step) => {
    const { progress, written } = follow("incoming/a.csv");
    progress.read(1);
    const trouble = { reason: "S3", tries: 1, mostTries: 5, againAt, needsPerson: false };
    await progress.fail(trouble);
    expect(written).toMatchObject([
      { step: "validating" },
      { attempt: 1, step, trouble: { kind: "failed", ...trouble } },
    ]);
  });
});
