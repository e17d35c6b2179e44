import type { Readable } from "node:stream";
import { GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import type { Drop } from "../drops/drop.ts";
import { connectDropBucket } from "../drops/drop-bucket.ts";
import { reportKey, workKey } from "../drops/object-keys.ts";
import type { Report, WorkRecord } from "../drops/report.ts";

/** What the bucket holds about a drop. */
export interface DropReader {
  /** The bytes that the findings are about: the dropped version's, or the fixed file's. @throws {DropGone} */
  file(drop: Drop, report: Report | undefined): Promise<Readable>;
  /** Whether what was dropped is still there, as a download will find it. @throws {DropGone} */
  checkDropped(drop: Drop): Promise<void>;
  /** undefined until the drop is answered. */
  report(drop: Drop): Promise<Report | undefined>;
  /** What validation learned; undefined until it has. */
  record(drop: Drop): Promise<WorkRecord | undefined>;
}

export function connectDropReader(s3: S3Client): DropReader {
  const bucket = connectDropBucket(s3);
  async function open(Bucket: string, Key: string) {
    try {
      return (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
  async function readJson(bucketName: string, key: string) {
    const body = await open(bucketName, key);
    return body && JSON.parse(await body.transformToString());
  }
  return {
    async file(drop, report) {
      const fixed = report?.fixedFile ? await open(drop.bucket, report.fixedFile) : undefined;
      // In Node the SDK's body is always a Readable; its type also speaks for browsers.
      return (fixed as Readable | undefined) ?? bucket.read(drop);
    },
    async checkDropped(drop) {
      await bucket.describe(drop);
    },
    // Both are written by our own functions.
    report: (drop) => readJson(drop.bucket, reportKey(drop)),
    record: (drop) => readJson(drop.bucket, workKey(drop)),
  };
}
