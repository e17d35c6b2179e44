import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { DatasetService } from "../../functions/datasets/dataset-service.ts";
import type { Drop } from "../../functions/drops/drop.ts";
import type { DropBucket } from "../../functions/drops/drop-bucket.ts";
import type { RecordChange, RecordWriter, StepFailure } from "../../functions/drops/records/record-writer.ts";

/** Records in memory: what was written, in order. */
export function memoryRecords() {
  const written: (RecordChange | StepFailure)[] = [];
  const records: RecordWriter = {
    write: async (change) => void written.push(change),
    fail: async (failure) => void written.push(failure),
    keepFolder: async () => {},
  };
  return { records, written };
}

const notExpected = (call: string) => () => Promise.reject(new Error(`${call} is not expected here.`));

/** A dataset service that has only these calls. */
export function serviceOf(calls: Partial<DatasetService>): DatasetService {
  return {
    create: notExpected("create"),
    uploadTarget: notExpected("uploadTarget"),
    get: notExpected("get"),
    getImport: notExpected("getImport"),
    ...calls,
  };
}

/** What a bucket in memory holds, by key. */
export interface MemoryBucket {
  readonly bucket: DropBucket;
  /** What was read and written, in order: `read incoming/a.csv`. */
  readonly calls: string[];
  readonly objects: Map<string, unknown>;
}

/** A bucket in memory that holds one file, with calls replaced where a test needs it. */
export function bucketWith(
  drop: Drop,
  content: string,
  facts: { metadata?: Record<string, string>; replaced?: Partial<DropBucket> } = {},
): MemoryBucket {
  const objects = new Map<string, unknown>([[drop.key, content]]);
  const calls: string[] = [];
  const write = async (_bucket: string, key: string, value: unknown) => {
    calls.push(`write ${key}`);
    objects.set(key, value);
  };
  const bucket: DropBucket = {
    describe: async ({ key }) => {
      const { length } = Buffer.from(String(objects.get(key)));
      return { bytes: length, etag: "etag-of-drop", metadata: facts.metadata ?? {} };
    },
    read: async ({ key }) => {
      calls.push(`read ${key}`);
      return Readable.from([Buffer.from(String(objects.get(key)))]);
    },
    versionAt: async (name, key) => (objects.has(key) ? { bucket: name, key, versionId: "v-found" } : null),
    readJson: async (_bucket, key) => objects.get(key),
    writeJson: write,
    writeHtml: write,
    writeFile: async (name, key, file) => {
      const content = await buffer(Readable.from(file.open()));
      const hash = createHash("sha256").update(content).digest("base64");
      if (hash !== file.sha256 || content.length !== file.bytes) {
        throw new Error("S3 refuses bytes of another hash or length.");
      }
      await write(name, key, content.toString());
      return { drop: { bucket: name, key, versionId: "v-fixed" }, bytes: file.bytes, etag: "etag-of-fixed" };
    },
    ...facts.replaced,
  };
  return { bucket, calls, objects };
}
