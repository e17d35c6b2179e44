import { randomUUID } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListObjectVersionsCommand,
  type Part,
  paginateListParts,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { type Drop, versionOf } from "../drops/drop.ts";
import { DROPPED_BY } from "../drops/dropped-by.ts";
import { encodeWords } from "../drops/encoded-words.ts";
import { decodeKey } from "../drops/object-keys.ts";
import { headOf, type StoredFile, uploaderOf } from "./stored-file.ts";

/** The metadata that tells which object an upload became, should the answer to its completion be lost. */
const UPLOAD_MARK = "upload";

/** The newest versions of a name among which an upload's is looked for: others may have uploaded the same name meanwhile. */
const MOST_VERSIONS = 10;

/** An upload in parts, by the id that the API gave it: a mark of our own, and S3's id. */
export interface PartUpload {
  readonly key: string;
  readonly uploadId: string;
}

interface UploadBucket {
  readonly s3: S3Client;
  readonly bucket: string;
}

/** @returns the upload's id */
export async function startUpload(
  { key, contentType, droppedBy }: { key: string; contentType: string; droppedBy: string | null },
  { s3, bucket }: UploadBucket,
): Promise<string> {
  const mark = randomUUID();
  const { UploadId = "" } = await s3.send(
    new CreateMultipartUploadCommand({
      Bucket: bucket,
      Key: key,
      ContentType: contentType,
      Metadata: { [UPLOAD_MARK]: mark, ...(droppedBy !== null && { [DROPPED_BY]: encodeWords(droppedBy) }) },
    }),
  );
  return `${mark}.${UploadId}`;
}

const UPLOAD_ID = /^([0-9a-f-]{36})\.(.+)$/;

/** S3's own id of an upload. An id of another form is of no upload, which S3 says. */
export function idAtS3({ uploadId }: PartUpload): string {
  return UPLOAD_ID.exec(uploadId)?.[2] ?? uploadId;
}

/** The parts that S3 has. @throws {S3ServiceException} `isUploadGone` */
export async function listParts(upload: PartUpload, { s3, bucket }: UploadBucket): Promise<Part[]> {
  const parts: Part[] = [];
  const pages = paginateListParts({ client: s3 }, { Bucket: bucket, Key: upload.key, UploadId: idAtS3(upload) });
  for await (const { Parts = [] } of pages) parts.push(...Parts);
  return parts;
}

/** Puts the parts together. @returns the version that they became @throws {S3ServiceException} `isUploadGone`, among others */
export async function putTogether(
  upload: PartUpload,
  parts: readonly Part[],
  { s3, bucket }: UploadBucket,
): Promise<string> {
  const completed = await s3.send(
    new CompleteMultipartUploadCommand({
      Bucket: bucket,
      Key: upload.key,
      UploadId: idAtS3(upload),
      MultipartUpload: { Parts: parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag })) },
    }),
  );
  return versionOf(completed);
}

/** Has S3 forget an upload; one that it does not know is forgotten already. */
export async function stopUpload(upload: PartUpload, { s3, bucket }: UploadBucket): Promise<void> {
  try {
    await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: upload.key, UploadId: idAtS3(upload) }));
  } catch (error) {
    if (!isUploadGone(error)) throw error;
  }
}

/**
 * The file that an upload became which S3 no longer knows.
 *
 * @param since when the upload was started at the earliest
 * @returns undefined if it became none, or another person's
 */
export async function findCompleted(
  { key, uploadId }: PartUpload,
  { uploader, since }: { readonly uploader: string | null; readonly since: Date },
  { s3, bucket }: UploadBucket,
): Promise<StoredFile | undefined> {
  const mark = UPLOAD_ID.exec(uploadId)?.[1];
  if (mark === undefined) return undefined;
  for (const drop of await newestUploads(key, since, { s3, bucket })) {
    const head = await headOf(drop, s3);
    if (head?.Metadata?.[UPLOAD_MARK] === mark && uploaderOf(head) === uploader) return { drop, head };
  }
  return undefined;
}

/** The newest first. What was put together from parts has their number at the end of its ETag. */
async function newestUploads(key: string, since: Date, { s3, bucket }: UploadBucket): Promise<Drop[]> {
  const { Versions = [] } = await s3.send(
    // A key may hold characters that XML cannot. Longer names come after it.
    new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, EncodingType: "url", MaxKeys: MOST_VERSIONS }),
  );
  return Versions.filter(
    ({ Key = "", ETag = "", LastModified }) =>
      decodeKey(Key) === key && /-\d+"?$/.test(ETag) && LastModified !== undefined && LastModified >= since,
  ).map(({ VersionId, ETag }) => ({ bucket, key, versionId: versionOf({ VersionId, ETag }) }));
}

/** Whether S3 does not know an upload, since it was completed or aborted. */
export function isUploadGone(error: unknown): boolean {
  return error instanceof S3ServiceException && error.name === "NoSuchUpload";
}
