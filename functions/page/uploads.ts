import { S3ServiceException } from "@aws-sdk/client-s3";
import { type Context, Hono } from "hono";
import * as z from "zod/mini";
import { dropId, INCOMING_PREFIX, versionOf } from "../drops/drop.ts";
import { DEFINITION_FILE } from "../drops/folder-keys.ts";
import { KEY_LIMIT_BYTES } from "../drops/object-keys.ts";
import type { Access } from "./access.ts";
import { findFolder } from "./find-folders.ts";
import type { Clock, PageDependencies, PageEnv } from "./page-env.ts";
import { notFound, PageProblem } from "./page-problem.ts";
import type { PartsDone, PartUrls, ReceivedDrop, UploadTicket } from "./page-types.ts";
import {
  findCompleted,
  idAtS3,
  isUploadGone,
  listParts,
  type PartUpload,
  putTogether,
  startUpload,
  stopUpload,
} from "./part-uploads.ts";
import { readBody } from "./request-body.ts";
import type { Signing } from "./signing.ts";
import { headOf, type StoredFile, uploaderOf } from "./stored-file.ts";

export type UploadDependencies = Pick<
  PageDependencies,
  "s3" | "bucket" | "folders" | "recordWriter" | "largestFile"
> & { readonly signing: Signing; readonly clock: Clock };

/** One request is simpler than parts, and a small file is quickly sent again. */
const LARGEST_SINGLE = 16 * 1024 ** 2;
/** S3 demands 5 MiB of each part but the last. */
const SMALLEST_PART = 8 * 1024 ** 2;
/** S3's limit. */
const MOST_PARTS = 10_000;
const MOST_URLS = 100;
/** How long S3 keeps the parts of an unfinished upload: an older one cannot be completed. */
const LONGEST_UPLOAD_MS = 7 * 24 * 60 * 60 * 1000;

const size = z.int().check(z.nonnegative());
/** An id or an ETag of S3's: it goes into a URL or a header, which have no place for anything else. */
const s3Id = z.string().check(z.regex(/^[\x21-\x7e]{1,1024}$/));
const object = z.object({ key: z.string(), uploadId: s3Id });

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
  z.object({ key: z.string(), versionId: z.optional(s3Id), etag: z.optional(s3Id) }),
]);

/** Uploads go from the browser to S3: each with signatures for one object, which this person may write. */
export function uploadRoutes(dependencies: UploadDependencies): Hono<PageEnv> {
  const { signing, largestFile } = dependencies;
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
    const uploadId = await startUpload({ key, contentType, droppedBy }, dependencies);
    return c.json<UploadTicket>({ kind: "parts", key, uploadId, partBytes: partBytesOf(upload.size) }, 201);
  });

  api.post("/uploads/parts", async (c) => {
    const { key, uploadId, parts } = await readBody(c, wantedParts);
    checkKey(key, c);
    // No part beyond what the largest file has.
    const largestPart = partBytesOf(largestFile);
    const mostParts = Math.ceil(largestFile / SMALLEST_PART);
    if (parts.some(({ number, bytes }) => number > mostParts || bytes > largestPart)) {
      throw new PageProblem(
        413,
        `The parts are larger than the largest allowed file: the limit is ${largestFile} bytes.`,
      );
    }
    const urls = await Promise.all(
      parts.map((part) => signing.part({ key, uploadId: idAtS3({ key, uploadId }), ...part })),
    );
    return c.json<PartUrls>({ urls });
  });

  api.post("/uploads/parts-done", async (c) => {
    const upload = await readBody(c, object);
    checkKey(upload.key, c);
    return c.json<PartsDone>({ parts: await partsDone(upload, c.var.access, dependencies) });
  });

  api.post("/uploads/complete", async (c) => {
    const upload = await readBody(c, done);
    const { access } = c.var;
    checkKey(upload.key, c);
    const stored =
      "uploadId" in upload
        ? await completeParts(upload, access, dependencies)
        : await findUpload(upload.key, givenVersion(upload), dependencies);
    await recordUpload(stored, access, dependencies);
    return c.json<ReceivedDrop>({ id: dropId(stored.drop), key: upload.key }, 201);
  });

  api.delete("/uploads", async (c) => {
    const upload = await readBody(c, object);
    checkKey(upload.key, c);
    await stopUpload(upload, dependencies);
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
    const what = "The stack's settings do not name a workspace for files: set defaultWorkspaceId or workspaces.";
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

/** What S3 has of an upload: of a completed one, all of it. */
async function partsDone(
  upload: PartUpload,
  { person }: Access,
  dependencies: UploadDependencies,
): Promise<PartsDone["parts"]> {
  try {
    const parts = await listParts(upload, dependencies);
    return parts.map(({ PartNumber = 0, Size = 0 }) => ({ number: PartNumber, bytes: Size }));
  } catch (error) {
    if (!isUploadGone(error)) throw error;
    const completed = await findCompleted(upload, { uploader: person.name, since: oldest(dependencies) }, dependencies);
    if (!completed) throw uploadGone();
    return partsOf(completed.head.ContentLength ?? 0);
  }
}

function partsOf(bytes: number): PartsDone["parts"] {
  const partBytes = partBytesOf(bytes);
  return Array.from({ length: Math.ceil(bytes / partBytes) }, (_, index) => ({
    number: index + 1,
    bytes: Math.min(partBytes, bytes - index * partBytes),
  }));
}

/** What was uploaded, and when. */
type UploadedFile = StoredFile & { readonly uploadedAt: Date };

/** S3 says of what was put together from parts when its first part was asked for. */
function uploadedNow(stored: StoredFile, { clock }: Pick<UploadDependencies, "clock">): UploadedFile {
  return { ...stored, uploadedAt: new Date(clock.now()) };
}

function oldest({ clock }: Pick<UploadDependencies, "clock">): Date {
  return new Date(clock.now() - LONGEST_UPLOAD_MS);
}

type WholeUpload = PartUpload & { readonly size: number };

/**
 * Puts an upload's parts together. If it was completed before, the answer to that was lost: it gets the same file again, since
 * another upload would be a second dataset.
 */
async function completeParts(
  upload: WholeUpload,
  { person }: Access,
  dependencies: UploadDependencies,
): Promise<UploadedFile> {
  try {
    const version = await putWhole(upload, dependencies);
    return uploadedNow(await findVersion(upload.key, version, dependencies), dependencies);
  } catch (error) {
    if (!isUploadGone(error)) throw error;
    const completed = await findCompleted(upload, { uploader: person.name, since: oldest(dependencies) }, dependencies);
    if (!completed) throw uploadGone();
    return uploadedNow(completed, dependencies);
  }
}

/** @returns the version that the parts became @throws {PageProblem} they are not the whole file */
async function putWhole(upload: WholeUpload, dependencies: UploadDependencies): Promise<string> {
  const { largestFile } = dependencies;
  const parts = await listParts(upload, dependencies);
  const sent = parts.reduce((sum, { Size = 0 }) => sum + Size, 0);
  const isWhole = parts.every(({ PartNumber }, index) => PartNumber === index + 1);
  if (sent > largestFile) throw new PageProblem(413, `The file has ${sent} bytes: the limit is ${largestFile} bytes.`);
  if (!isWhole || sent !== upload.size || parts.length === 0) {
    throw new PageProblem(409, `S3 has ${sent} of the file's ${upload.size} bytes: upload the parts that are missing.`);
  }
  try {
    return await putTogether(upload, parts, dependencies);
  } catch (error) {
    if (error instanceof S3ServiceException && error.$fault === "client" && !isUploadGone(error)) {
      throw new PageProblem(409, `S3 could not combine the parts: ${error.message}`);
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

/** @throws {PageProblem} S3 has no such version */
async function findVersion(
  key: string,
  versionId: string,
  { s3, bucket }: Pick<UploadDependencies, "s3" | "bucket">,
): Promise<StoredFile> {
  const drop = { bucket, key, versionId };
  const head = await headOf(drop, s3);
  // What S3 says is the drop, and not what the request does.
  if (!head || versionOf(head) !== versionId) throw notFound();
  return { drop, head };
}

/** @throws {PageProblem} S3 has no such version, or has had it for long */
async function findUpload(key: string, versionId: string, dependencies: UploadDependencies): Promise<UploadedFile> {
  const stored = await findVersion(key, versionId, dependencies);
  const { LastModified: uploadedAt } = stored.head;
  if (!uploadedAt || uploadedAt < oldest(dependencies)) throw notFound();
  return { ...stored, uploadedAt };
}

/** Writes the drop's record: it is in the list before its event arrives. @throws {PageProblem} somebody else uploaded it */
async function recordUpload(
  { drop, head, uploadedAt }: UploadedFile,
  access: Access,
  { recordWriter }: Pick<UploadDependencies, "recordWriter">,
): Promise<void> {
  const uploader = uploaderOf(head);
  if (uploader !== access.person.name) throw notFound();
  await recordWriter.write({
    drop,
    attempt: 1,
    startedAt: uploadedAt.toISOString(),
    step: "dropped",
    workspaceId: access.workspaceOf(drop.key) ?? undefined,
    droppedBy: uploader ?? undefined,
    bytes: head.ContentLength,
  });
}

function uploadGone(): PageProblem {
  return new PageProblem(404, "This upload no longer exists: it was completed or cancelled. Upload the file again.");
}
