import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DatasetService } from "../../../functions/datasets/dataset-service.ts";
import { DatasetServiceRefused } from "../../../functions/datasets/errors.ts";
import type { Import } from "../../../functions/datasets/import.ts";
import { followStep } from "../../../functions/drops/records/step-progress.ts";
import { uploadDrop } from "../../../functions/upload/upload-drop.ts";
import { bucketWith, memoryRecords, serviceOf } from "../fakes.ts";
import { memoryFacts } from "../ingest/ingest.ts";
import { startStorage } from "../storage-server.ts";

const DROP = { bucket: "b", key: "incoming/f/a.jsonl", versionId: "v1" };
const CONTENT = '{"a":"x"}\n';

let storage: Awaited<ReturnType<typeof startStorage>>;
beforeEach(async () => {
  storage = await startStorage();
});
afterEach(() => storage.close());

const imported = (status: string): Import => ({
  status,
  accepted: null,
  duplicates: null,
  rejected: null,
  errors: [],
  reason: null,
});

/** A typed dataset's service, which makes imports i1, i2 and so on. */
function prepare(calls: Partial<DatasetService> = {}) {
  let made = 0;
  const facts = memoryFacts();
  const datasets = serviceOf({
    uploadTarget: async () => {
      made++;
      return { url: storage.url, method: "PUT", contentType: "application/x-ndjson", importId: `i${made}` };
    },
    ...calls,
  });
  const upload = (attempt = 1, datasetAttempt = 1) =>
    uploadDrop(
      {
        drop: DROP,
        dataset: { id: "d1", typed: true },
        attempt,
        datasetAttempt,
        file: { name: "a.jsonl", bytes: CONTENT.length },
        startedAt: new Date().toISOString(),
      },
      {
        bucket: bucketWith(DROP, CONTENT).bucket,
        datasets,
        facts,
        firstPollSeconds: 2,
        progress: followStep({ drop: DROP, attempt, dataset: null }, "uploading", memoryRecords().records),
      },
    );
  return { upload, facts, made: () => made };
}

describe("an import", () => {
  it("is kept before anything is uploaded to it, and polled after that", async () => {
    const { upload } = prepare();
    expect(await upload()).toMatchObject({ status: "UPLOADED", importId: "i1" });
    expect(storage.received.map(({ body }) => body.toString())).toEqual([CONTENT]);
  });

  it.each(["queued", "processing", "complete", "partial", "failed", "pending_schema", "new-status"])(
    "that is %s goes on when its upload is tried again",
    async (status) => {
      const { upload, made } = prepare({ getImport: async () => imported(status) });
      await upload();
      expect(await upload()).toMatchObject({ importId: "i1" });
      expect(made()).toBe(1);
      expect(storage.received).toHaveLength(1);
    },
  );

  it("to which nothing was uploaded is replaced", async () => {
    const { upload } = prepare({ getImport: async () => imported("uninitialised") });
    await upload();
    expect(await upload()).toMatchObject({ importId: "i2" });
    expect(storage.received).toHaveLength(2);
  });

  it.each(["failed", "pending_schema"])("that ended %s is replaced by the next attempt", async (status) => {
    const { upload } = prepare({ getImport: async () => imported(status) });
    await upload();
    expect(await upload(2)).toMatchObject({ importId: "i2" });
    expect(await upload(2)).toMatchObject({ importId: "i2" });
  });

  it("that was taken is not repeated by the next attempt, but by one with a dataset of its own", async () => {
    const { upload } = prepare({ getImport: async () => imported("partial") });
    await upload();
    expect(await upload(2)).toMatchObject({ importId: "i1" });
    expect(await upload(3, 3)).toMatchObject({ importId: "i2" });
  });

  it("that the service does not know any longer is replaced; any other refusal is an error", async () => {
    let status = 404;
    const { upload } = prepare({ getImport: () => Promise.reject(new DatasetServiceRefused("no", status)) });
    await upload();
    expect(await upload()).toMatchObject({ importId: "i2" });
    status = 400;
    await expect(upload()).rejects.toMatchObject({ status: 400 });
  });

  it("without an id is an error that is worth another try", async () => {
    const uploadTarget = async () => ({ url: storage.url, method: "PUT", contentType: "text/csv", importId: null });
    await expect(prepare({ uploadTarget }).upload()).rejects.toMatchObject({
      retryable: true,
      mayHaveTakenEffect: false,
      message: "The service returned no import for the upload to dataset d1, so its progress could not be followed.",
    });
    expect(storage.received).toEqual([]);
  });
});
