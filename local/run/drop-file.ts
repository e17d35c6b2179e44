import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { type Drop, versionOfEtag } from "../../functions/drops/drop.ts";

// What the embedded S3 takes in one piece is 11 MiB.
const PART_BYTES = 8 * 1024 * 1024;
/** What S3 allows an upload to have. */
const MOST_PARTS = 10_000;

export interface DropFileOptions {
  /** The object's metadata, in ASCII: it travels in headers. */
  readonly metadata?: Record<string, string>;
  /** How many bytes have arrived. */
  readonly onProgress?: (bytes: number) => void;
  /** Ends an upload that is under way, and takes back the parts that have arrived. */
  readonly signal?: AbortSignal;
}

/**
 * Puts a file into the drop bucket, in parts where it is large; answers with the drop that it is.
 *
 * @throws what S3 says, or the signal's reason; nothing of the file is left in the bucket then
 */
export async function dropFile(
  s3: S3Client,
  bucket: string,
  key: string,
  path: string,
  { metadata, onProgress, signal }: DropFileOptions = {},
): Promise<Drop> {
  const { size } = await stat(path);
  // The upload's own way to abort answers before the parts are taken back; a stream that breaks off answers after.
  const stream = size === 0 ? undefined : createReadStream(path, signal && { signal });
  const upload = new Upload({
    client: s3,
    params: {
      Bucket: bucket,
      Key: key,
      Body: stream ?? new Uint8Array(),
      ContentType: "text/csv",
      ...(metadata && { Metadata: metadata }),
    },
    partSize: Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS)),
    queueSize: 2,
  });
  if (onProgress) upload.on("httpUploadProgress", ({ loaded = 0 }) => onProgress(loaded));
  const { ETag, VersionId } = await upload.done();
  return { bucket, key, versionId: VersionId ?? versionOfEtag(ETag ?? "") };
}
