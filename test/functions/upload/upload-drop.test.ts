import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DatasetService } from "../../../functions/datasets/dataset-service.ts";
import { DatasetServiceThrottled, DatasetServiceUnavailable } from "../../../functions/datasets/errors.ts";
import { followStep } from "../../../functions/drops/records/step-progress.ts";
import { uploadDrop } from "../../../functions/upload/upload-drop.ts";
import { bucketWith, memoryRecords, serviceOf } from "../fakes.ts";
import { memoryFacts } from "../ingest/ingest.ts";
import { startStorage } from "../storage-server.ts";

const DROP = { bucket: "b", key: "incoming/a.csv", versionId: "v1" };
const CONTENT = "id,a\n1,x\n";
const FIXED = { drop: { bucket: "b", key: "work/a.fixed.csv", versionId: "v2" }, content: "id,b\n1,y,z\n" };
const NOW = Date.parse("2026-11-24T12:00:00.000Z");

let storage: Awaited<ReturnType<typeof startStorage>>;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  storage = await startStorage();
});
afterEach(async () => {
  vi.useRealTimers();
  await storage.close();
});

const status = (value: string) => async () => ({ id: "d1", status: value, datapoints: null });

/** Uploads a drop of this content to a dataset that is UNINITIALISED, with calls replaced where a test needs it. */
async function upload(calls: Partial<DatasetService> = {}, object?: typeof FIXED.drop) {
  const { bucket, objects } = bucketWith(DROP, CONTENT);
  objects.set(FIXED.drop.key, FIXED.content);
  const targets: string[][] = [];
  const datasets = serviceOf({
    get: status("UNINITIALISED"),
    uploadTarget: async (...asked) => {
      targets.push(asked);
      return { url: storage.url, method: "PUT", contentType: "text/csv", importId: null };
    },
    ...calls,
  });
  const { length: bytes } = object ? FIXED.content : CONTENT;
  const request = {
    drop: DROP,
    dataset: { id: "d1" },
    attempt: 1,
    datasetAttempt: 1,
    file: { name: "a.csv", bytes, object },
    startedAt: new Date(NOW - 90_000).toISOString(),
  };
  const { records, written } = memoryRecords();
  const progress = followStep({ ...request, droppedAt: request.startedAt }, "uploading", records);
  const result = await uploadDrop(request, { bucket, datasets, facts: memoryFacts(), firstPollSeconds: 2, progress });
  return { result, targets, written };
}

describe("an upload", () => {
  it("is written down when it is done, and so is a wait that the service asks for", async () => {
    const at = { drop: DROP, attempt: 1, startedAt: new Date(NOW - 90_000).toISOString(), datasetId: "d1" };
    expect((await upload()).written).toEqual([{ ...at, step: "processing", workspaceId: undefined }]);
    const { written } = await upload({ get: () => Promise.reject(new DatasetServiceThrottled("429", 30)) });
    expect(written).toMatchObject([
      { ...at, step: "uploading", trouble: { kind: "retried", againAt: new Date(NOW + 30_000).toISOString() } },
    ]);
  });

  it("sends the drop to its dataset's upload URL, and says when to poll", async () => {
    const { result, targets } = await upload();
    expect(targets).toEqual([["d1", "a.csv"]]);
    expect(storage.received.map(({ method, body }) => `${method} ${body}`)).toEqual([`PUT ${CONTENT}`]);
    expect(result).toEqual({
      status: "UPLOADED",
      waitSeconds: 2,
      elapsedSeconds: 90,
      polls: 0,
      uploadedAt: "2026-11-24T12:00:00.000Z",
      polledAt: "2026-11-24T12:00:00.000Z",
      importId: null,
      queuedSeconds: 0,
    });
  });

  it("sends the fixed file if there is one", async () => {
    await upload({}, FIXED.drop);
    expect(storage.received.map(({ body }) => body.toString())).toEqual([FIXED.content]);
  });

  it.each(["PROCESSING", "READY", "ERROR"])("is not repeated where the dataset is %s", async (value) => {
    const { result, targets } = await upload({ get: status(value) });
    expect(result).toMatchObject({ status: "UPLOADED", waitSeconds: 2 });
    expect({ targets, received: storage.received }).toEqual({ targets: [], received: [] });
  });

  it.each([
    [120, 120],
    [0, 1],
    [900, 900],
    [86_400, 900],
  ])("that is throttled for %i s is tried again in %i s", async (retryAfter, waitSeconds) => {
    const uploadTarget = () => Promise.reject(new DatasetServiceThrottled("429", retryAfter));
    const { result } = await upload({ uploadTarget });
    expect(result).toMatchObject({ status: "THROTTLED", waitSeconds, elapsedSeconds: 90, polls: 0 });
    expect(storage.received).toEqual([]);
  });

  it("into an outage that was announced waits for its end", async () => {
    const outage = (retryAfterSeconds: number) =>
      new DatasetServiceUnavailable("503", { status: 503, mayHaveTakenEffect: false, retryAfterSeconds });
    const { result } = await upload({ get: () => Promise.reject(outage(60)) });
    expect(result).toMatchObject({ status: "THROTTLED", waitSeconds: 60 });
  });

  it.each([
    ["is throttled without Retry-After", new DatasetServiceThrottled("429", null)],
    [
      "fails otherwise",
      new DatasetServiceUnavailable("503", { status: 503, mayHaveTakenEffect: false, retryAfterSeconds: 59 }),
    ],
  ])("that %s leaves the wait to the state machine", async (_, error) => {
    await expect(upload({ get: () => Promise.reject(error) })).rejects.toBe(error);
  });
});
