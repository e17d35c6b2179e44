import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { type Drop, versionOfEtag } from "../../functions/drops/drop.ts";

// What the embedded S3 takes in one piece is 11 MiB.
const PART_BYTES = 8 * 1024 * 1024;

/** Puts a file into the drop bucket, in parts where it is large; answers with the drop that it is. */
export async function dropFile(s3: S3Client, bucket: string, key: string, path: string): Promise<Drop> {
  const { size } = await stat(path);
  return dropBody(s3, bucket, key, size === 0 ? new Uint8Array() : createReadStream(path));
}

/** Puts a body into the drop bucket as it comes; one that breaks off is no drop, and what was sent of it is removed. */
export async function dropBody(s3: S3Client, bucket: string, key: string, body: Readable | Uint8Array): Promise<Drop> {
  const upload = new Upload({
    client: s3,
    params: { Bucket: bucket, Key: key, Body: body, ContentType: "text/csv" },
    partSize: PART_BYTES,
    queueSize: 2,
  });
  const { ETag, VersionId } = await upload.done();
  return { bucket, key, versionId: VersionId ?? versionOfEtag(ETag ?? "") };
}
