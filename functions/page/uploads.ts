import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  NoSuchUpload,
  type Part,
  paginateListParts,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { type Context, Hono } from "hono";
import * as z from "zod/mini";
import { type Drop, dropId, INCOMING_PREFIX, readCondition, versionOf } from "../drops/drop.ts";
import { DROPPED_BY } from "../drops/dropped-by.ts";
import { decodeEncodedWords, encodeWords } from "../drops/encoded-words.ts";
import { DEFINITION_FILE } from "../drops/folder-keys.ts";
import { KEY_LIMIT_BYTES } from "../drops/object-keys.ts";
import type { Access } from "./access.ts";
import { findFolder } from "./find-folders.ts";
import type { PageDependencies, PageEnv } from "./page-env.ts";
import { notFound, PageProblem } from "./page-problem.ts";
import type { PartsDone, PartUrls, ReceivedDrop, UploadTicket } from "./page-types.ts";
import { readBody } from "./request-body.ts";
import type { Signing } from "./signing.ts";

export type UploadDependencies = Pick<
  PageDependencies,
  "s3" | "bucket" | "folders" | "recordWriter" | "largestFile"
> & { readonly signing: Signing };

/** One request is simpler than parts, and a small file is quickly sent again. */
const LARGEST_SINGLE = 16 * 1024 ** 2;
/** S3 demands 5 MiB of each part but the last. */
const SMALLEST_PART = 8 * 1024 ** 2;
/** S3's limit. */
const MOST_PARTS = 10_000;
const MOST_URLS = 100;

const size = z.int().check(z.nonnegative());
const object = z.object({ key: z.string(), uploadId: z.string().check(z.minLength(1), z.maxLength(1024)) });

const asked = z.object({
  name: z.string(),
  size,
  type: z._default(z.string(), ""),
  workspaceId: z.optional(z.string()),
  folder: z.optional(z.string()),
});
const wantedParts = z.extend(object, {
  parts: z
    .array(z.object({ number: z.int().check(z.positive()), bytes: z.int().check(z.positive()) }))
    .check(z.minLength(1), z.maxLength(MOST_URLS)),
});
const done = z.union([
  z.extend(object, { size }),
  z.object({ key: z.string(), versionId: z.optional(z.string()), etag: z.optional(z.string()) }),
]);

/** Uploads go from the browser to S3: each with signatures for one object, which this person may write. */
export function uploadRoutes(dependencies: UploadDependencies): Hono<PageEnv> {
  const { s3, bucket, signing, largestFile } = dependencies;
  const api = new Hono<PageEnv>();

  api.post("/uploads", async (c) => {
    const { access } = c.var;
    const upload = await readBody(c, asked);
    if (upload.size > largestFile) {
      throw new PageProblem(413, `The file has ${upload.size} bytes: the limit is ${largestFile} bytes.`);
    }
    const key = await keyOf(upload, access, dependencies);
    const contentType = contentTypeOf(upload.type);
    const droppedBy = access.person.name;
    if (upload.size <= LARGEST_SINGLE) {
      const signed = await signing.upload({ key, bytes: upload.size, contentType, droppedBy });
      return c.json<UploadTicket>({ kind: "single", key, ...signed }, 201);
    }
    const { UploadId: uploadId = "" } = await s3.send(
      new CreateMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        ContentType: contentType,
        ...(droppedBy !== null && { Metadata: { [DROPPED_BY]: encodeWords(droppedBy) } }),
      }),
    );
    return c.json<UploadTicket>({ kind: "parts", key, uploadId, partBytes: partBytesOf(upload.size) }, 201);
  });

  api.post("/uploads/parts", async (c) => {
    const { key, uploadId, parts } = await readBody(c, wantedParts);
    checkKey(key, c);
    // No part beyond what the largest file has.
    const largestPart = partBytesOf(largestFile);
    const mostParts = Math.ceil(largestFile / SMALLEST_PART);
    if (parts.some(({ number, bytes }) => number > mostParts || bytes > largestPart)) {
      throw new PageProblem(413, `The parts are more than the largest file has: the limit is ${largestFile} bytes.`);
    }
    const urls = await Promise.all(parts.map((part) => signing.part({ key, uploadId, ...part })));
    return c.json<PartUrls>({ urls });
  });

  api.post("/uploads/parts-done", async (c) => {
    const { key, uploadId } = await readBody(c, object);
    checkKey(key, c);
    const parts = await listParts({ key, uploadId }, dependencies);
    return c.json<PartsDone>({
      parts: parts.map(({ PartNumber = 0, Size = 0 }) => ({ number: PartNumber, bytes: Size })),
    });
  });

  api.post("/uploads/complete", async (c) => {
    const upload = await readBody(c, done);
    const { key } = upload;
    checkKey(key, c);
    const version = "uploadId" in upload ? await completeParts(upload, dependencies) : givenVersion(upload);
    const drop = await recordUpload({ bucket, key, versionId: version }, c.var.access, dependencies);
    return c.json<ReceivedDrop>({ id: dropId(drop), key }, 201);
  });

  api.delete("/uploads", async (c) => {
    const { key, uploadId } = await readBody(c, object);
    checkKey(key, c);
    await s3
      .send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }))
      .catch((error: unknown) => {
        // Aborted already, or complete.
        if (!isGone(error)) throw error;
      });
    return c.body(null, 204);
  });
  return api;
}

/** The key of a new upload. @throws {PageProblem} the name or the place is not accepted */
async function keyOf(
  { name: given, workspaceId, folder }: Pick<z.infer<typeof asked>, "name" | "workspaceId" | "folder">,
  access: Access,
  dependencies: UploadDependencies,
): Promise<string> {
  const name = given.toWellFormed().normalize();
  if (name === "" || name === "." || name === ".." || name.includes("/"))
    throw new PageProblem(400, "The file needs a name without slashes.");
  if (/\p{Cc}/u.test(name)) throw new PageProblem(400, "The file name has line breaks, tabs or control characters.");
  // A definition is saved on a page of its own, and would apply to other files here.
  if (name === DEFINITION_FILE) throw new PageProblem(400, `A ${DEFINITION_FILE} is saved under "Typed folders".`);
  const key = (await findPrefix({ workspaceId, folder }, access, dependencies)) + name;
  if (Buffer.byteLength(key) > KEY_LIMIT_BYTES)
    throw new PageProblem(400, `The file name is too long: the limit is ${KEY_LIMIT_BYTES} bytes.`);
  if (!access.uploadsTo(key)) throw notFound();
  return key;
}

async function findPrefix(
  { workspaceId, folder }: Pick<z.infer<typeof asked>, "workspaceId" | "folder">,
  { workspaces, usesFolder }: Access,
  dependencies: UploadDependencies,
): Promise<string> {
  if (folder !== undefined) {
    if (!usesFolder(folder) || !(await findFolder(folder, dependencies))) {
      throw new PageProblem(404, "This folder has no definition.");
    }
    return `${INCOMING_PREFIX}${folder}/`;
  }
  const [first] = workspaces;
  if (!first) {
    const what = "The stack's settings name no workspace that files go to: set defaultWorkspaceId or workspaces.";
    throw new PageProblem(409, what);
  }
  const workspace = workspaceId === undefined ? first : workspaces.find(({ id }) => id === workspaceId);
  if (!workspace) throw new PageProblem(404, "This workspace does not exist.");
  return INCOMING_PREFIX + workspace.prefix;
}

/** @throws {PageProblem} it is no key that this person may write: then nothing is said of what is there */
function checkKey(key: string, c: Context<PageEnv>): void {
  if (!c.var.access.uploadsTo(key)) throw notFound();
}

/** A whole number of MiB, so that no file has too many parts. */
function partBytesOf(bytes: number): number {
  const mebibyte = 1024 ** 2;
  return Math.max(SMALLEST_PART, Math.ceil(bytes / MOST_PARTS / mebibyte) * mebibyte);
}

/** Stored with the object, and never what it is served as. */
function contentTypeOf(given: string): string {
  return /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(given) ? given.toLowerCase() : "application/octet-stream";
}

async function listParts(
  { key, uploadId }: z.infer<typeof object>,
  { s3, bucket }: Pick<UploadDependencies, "s3" | "bucket">,
): Promise<Part[]> {
  const parts: Part[] = [];
  try {
    const pages = paginateListParts({ client: s3 }, { Bucket: bucket, Key: key, UploadId: uploadId });
    for await (const { Parts = [] } of pages) parts.push(...Parts);
  } catch (error) {
    if (isGone(error)) throw uploadGone();
    throw error;
  }
  return parts;
}

/** Puts the parts together that S3 has. @returns the version that it became @throws {PageProblem} they are not the whole file */
async function completeParts(
  { key, uploadId, size }: z.infer<typeof object> & { readonly size: number },
  { s3, bucket, largestFile }: UploadDependencies,
): Promise<string> {
  const parts = await listParts({ key, uploadId }, { s3, bucket });
  const sent = parts.reduce((sum, { Size = 0 }) => sum + Size, 0);
  const isWhole = parts.every(({ PartNumber }, index) => PartNumber === index + 1);
  if (sent > largestFile) throw new PageProblem(413, `The file has ${sent} bytes: the limit is ${largestFile} bytes.`);
  if (!isWhole || sent !== size || parts.length === 0) {
    throw new PageProblem(409, `S3 has ${sent} of the file's ${size} bytes: upload the parts that are missing.`);
  }
  try {
    const completed = await s3.send(
      new CompleteMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        MultipartUpload: { Parts: parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag })) },
      }),
    );
    return versionOf(completed);
  } catch (error) {
    if (isGone(error)) throw uploadGone();
    if (error instanceof S3ServiceException && error.$fault === "client") {
      throw new PageProblem(409, `S3 could not put the parts together: ${error.message}`);
    }
    throw error;
  }
}

function givenVersion({
  versionId,
  etag,
}: {
  readonly versionId?: string | undefined;
  readonly etag?: string | undefined;
}) {
  if (versionId === undefined && etag === undefined) throw new PageProblem(400, "The upload's version is missing.");
  return versionOf({ VersionId: versionId, ETag: etag });
}

/**
 * Looks at what S3 has, and writes the drop's record: it is in the list before its event arrives.
 *
 * @throws {PageProblem} S3 has no such version, or somebody else uploaded it
 */
async function recordUpload(drop: Drop, access: Access, dependencies: UploadDependencies): Promise<Drop> {
  const head = await headOf(drop, dependencies.s3);
  const droppedBy = head.Metadata?.[DROPPED_BY];
  const uploader = droppedBy === undefined ? null : decodeEncodedWords(droppedBy);
  // What S3 says is the drop, and not what the request does.
  if (uploader !== access.person.name || versionOf(head) !== drop.versionId) throw notFound();
  await dependencies.recordWriter.write({
    drop,
    attempt: 1,
    startedAt: (head.LastModified ?? new Date()).toISOString(),
    step: "dropped",
    workspaceId: access.workspaceOf(drop.key) ?? undefined,
    droppedBy: uploader ?? undefined,
    bytes: head.ContentLength,
  });
  return drop;
}

async function headOf(drop: Drop, s3: S3Client): Promise<HeadObjectCommandOutput> {
  try {
    return await s3.send(new HeadObjectCommand({ Bucket: drop.bucket, Key: drop.key, ...readCondition(drop) }));
  } catch (error) {
    // A version's id that is none is a bad request to S3.
    if (error instanceof S3ServiceException && error.$fault === "client") throw notFound();
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof NoSuchUpload || (error instanceof S3ServiceException && error.name === "NoSuchUpload");
}

function uploadGone(): PageProblem {
  return new PageProblem(404, "This upload is no longer there: it was completed or stopped. Upload the file again.");
}
