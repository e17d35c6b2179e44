import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { type Drop, versionOf } from "../../functions/drops/drop.ts";
import { CONTENT_TYPES, formatOfName } from "../../functions/validation/file-format.ts";
import { changedWhileRead, stateOf, unchanged } from "../validate/file-state.ts";

// The AWS CLI's default. Two parts are in memory at once.
const PART_BYTES = 8 * 1024 * 1024;
/** S3's limit for one upload. */
const MOST_PARTS = 10_000;

export interface DropFileOptions {
  /** The object's metadata, in ASCII, since it is sent in headers. */
  readonly metadata?: Record<string, string>;
  /** Called with the number of bytes that were uploaded. */
  readonly onProgress?: (bytes: number) => void;
  /** The file's state when it was checked: if it is another one by the end, nothing is uploaded. */
  readonly since?: string;
  /** Aborts the upload and removes its parts. */
  readonly signal?: AbortSignal;
}

/**
 * Uploads a file to the drop bucket, in parts if it is large. @returns the drop
 *
 * @throws {Explained} the file changed; or S3's error, or the signal's reason; then nothing of the file is left in the bucket
 */
export async function dropFile(
  s3: S3Client,
  bucket: string,
  key: string,
  path: string,
  { metadata, onProgress, since, signal }: DropFileOptions = {},
): Promise<Drop> {
  // Before the first part is sent; and of an empty file, nothing is read that could tell it later.
  if (since !== undefined && (await stateOf(path).catch(() => undefined)) !== since) throw changedWhileRead(path);
  const { size } = await stat(path);
  const open = () => createReadStream(path, signal && { signal });
  const body = () =>
    since === undefined ? open() : Readable.from(unchanged(path, open, since), { objectMode: false });
  const upload = new Upload({
    client: s3,
    params: {
      Bucket: bucket,
      Key: key,
      Body: size === 0 ? new Uint8Array() : body(),
      ContentType: contentTypeOf(key),
      ...(metadata && { Metadata: metadata }),
    },
    partSize: Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS)),
    queueSize: 2,
  });
  if (onProgress) upload.on("httpUploadProgress", ({ loaded = 0 }) => onProgress(loaded));
  const { ETag, VersionId } = await upload.done();
  return { bucket, key, versionId: versionOf({ VersionId, ETag }) };
}

function contentTypeOf(key: string): string {
  return /\.json$/i.test(key) ? "application/json" : CONTENT_TYPES[formatOfName(key)];
}
