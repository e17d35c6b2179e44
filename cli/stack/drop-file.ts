import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { type Drop, versionOfEtag } from "../../functions/drops/drop.ts";

// As the AWS CLI has it. Two of them are in memory at once.
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
  const source = size === 0 ? new Uint8Array() : createReadStream(path, signal && { signal });
  return dropBody(s3, bucket, key, source, { metadata, onProgress, bytes: size });
}

export interface DropBodyOptions extends Omit<DropFileOptions, "signal"> {
  /** How many bytes there are, where that is known: a large upload then has parts of a size that is enough. */
  readonly bytes?: number | undefined;
}

/** Puts a body into the drop bucket as it comes; one that breaks off is no drop, and what was sent of it is removed. */
export async function dropBody(
  s3: S3Client,
  bucket: string,
  key: string,
  body: Readable | Uint8Array,
  { metadata, onProgress, bytes = 0 }: DropBodyOptions = {},
): Promise<Drop> {
  const upload = new Upload({
    client: s3,
    params: { Bucket: bucket, Key: key, Body: body, ContentType: "text/csv", ...(metadata && { Metadata: metadata }) },
    partSize: Math.max(PART_BYTES, Math.ceil(bytes / MOST_PARTS)),
    queueSize: 2,
  });
  if (onProgress) upload.on("httpUploadProgress", ({ loaded = 0 }) => onProgress(loaded));
  const { ETag, VersionId } = await upload.done();
  return { bucket, key, versionId: VersionId ?? versionOfEtag(ETag ?? "") };
}
