import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { S3Error, s3Errors } from "../../s3-protocol/s3-error.ts";
import { element, elements, type Xml } from "../gateway/xml.ts";
import { optional, type S3Answer, xmlAnswer } from "./answer.ts";
import { canCombine, checksumElement, checksumHeader, combineChecksums, startDigest } from "./checksums.ts";
import { checkWrite } from "./conditions.ts";
import type { MultipartUpload, StoredChecksum, StoredVersion, UploadedPart } from "./index/rows.ts";
import { detailsOf, versionHeaders } from "./object-headers.ts";
import { copySource } from "./objects.ts";
import { readRange } from "./ranges.ts";
import { receiveBody, receiveText, requestedAlgorithm } from "./received-body.ts";
import { header, numberOf, type S3Call } from "./s3-call.ts";
import type { S3Store } from "./s3-store.ts";
import { childText, readXml } from "./xml-reader.ts";

// S3's own limits. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
const SMALLEST_PART = 5 * 1024 ** 2;
const MOST_PARTS = 10_000;
const MOST_LISTED = 1000;

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
export function createUpload(call: S3Call, store: S3Store): S3Answer {
  const { request, bucket, key } = call;
  store.bucket(bucket);
  const algorithm = requestedAlgorithm(request);
  const asked = header(request, "x-amz-checksum-type")?.toUpperCase();
  const usual = algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE";
  const checksumType = asked === "FULL_OBJECT" || asked === "COMPOSITE" ? asked : usual;
  if (algorithm && checksumType === "FULL_OBJECT" && !canCombine(algorithm)) {
    throw s3Errors.invalidRequest(
      `The FULL_OBJECT checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  }
  const upload = store.index.uploads.create(bucket, key, {
    ...detailsOf(call),
    ...(algorithm && { algorithm, checksumType }),
  });
  return xmlAnswer(
    "InitiateMultipartUploadResult",
    [element("Bucket", bucket), element("Key", key), element("UploadId", upload.id)],
    algorithm && { "x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": checksumType },
  );
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
export async function uploadPart(call: S3Call, response: ServerResponse, store: S3Store): Promise<S3Answer> {
  const { upload, number } = partOf(call, store);
  const { file, bytes, md5, checksum } = await receiveBody(
    call.request,
    response,
    store.bodies,
    upload.details.algorithm,
  );
  const isUploads = checksum !== undefined && checksum.algorithm === upload.details.algorithm;
  const part = {
    number,
    file,
    bytes,
    md5: md5.toString("hex"),
    checksum: isUploads ? checksum.value : null,
    modified: Date.now(),
  };
  await putPart(store, upload, part);
  const headers = { etag: `"${part.md5}"`, ...(checksum && { [checksumHeader(checksum.algorithm)]: checksum.value }) };
  return { status: 200, headers };
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
export async function copyPart(call: S3Call, store: S3Store): Promise<S3Answer> {
  const { upload, number } = partOf(call, store);
  const source = copySource(call, store);
  const range = header(call.request, "x-amz-copy-source-range");
  const { start, end } = readRange(range, source.bytes) ?? { start: 0, end: source.bytes };
  const { algorithm } = upload.details;
  const body = store.bodies.read(source.segments, start, end);
  const written = await store.bodies.write(body, algorithm ? [algorithm] : []);
  const checksum = algorithm ? (written.checksums.get(algorithm)?.toString("base64") ?? null) : null;
  const part = {
    number,
    file: written.file,
    bytes: written.bytes,
    md5: written.md5.toString("hex"),
    checksum,
    modified: Date.now(),
  };
  await putPart(store, upload, part);
  return xmlAnswer(
    "CopyPartResult",
    [
      element("LastModified", new Date(part.modified).toISOString()),
      element("ETag", `"${part.md5}"`),
      ...(algorithm ? optional(checksumElement(algorithm), checksum) : []),
    ],
    store.isVersioned(source.bucket) ? { "x-amz-copy-source-version-id": source.version } : {},
  );
}

function partOf({ query, ...call }: S3Call, store: S3Store): { upload: MultipartUpload; number: number } {
  const number = Number(query.get("partNumber"));
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS) {
    const message = "Part number must be an integer between 1 and 10000, inclusive";
    throw s3Errors.invalidArgument(message, "partNumber", query.get("partNumber") ?? "");
  }
  return { upload: findUpload({ query, ...call }, store), number };
}

function findUpload({ bucket, key, query }: S3Call, store: S3Store): MultipartUpload {
  store.bucket(bucket);
  const id = query.get("uploadId") ?? "";
  const upload = store.index.uploads.find(id);
  if (!upload || upload.bucket !== bucket || upload.key !== key) throw s3Errors.noSuchUpload(id);
  return upload;
}

async function putPart({ index, bodies }: S3Store, upload: MultipartUpload, part: UploadedPart): Promise<void> {
  const replaced = index.uploads.putPart(upload.id, part);
  await bodies.remove(replaced ?? [part]);
  // It was completed or aborted while the part was being uploaded.
  if (!replaced) throw s3Errors.noSuchUpload(upload.id);
}

interface NamedPart {
  readonly number: number;
  readonly etag: string;
  readonly checksum: string | undefined;
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
export async function completeUpload(call: S3Call, response: ServerResponse, store: S3Store): Promise<S3Answer> {
  const { request, bucket, key } = call;
  const upload = findUpload(call, store);
  const named = readParts(await receiveText(request, response), upload);
  // A retry after a lost response gets the same response.
  const before = upload.version === null ? undefined : store.index.versions.find(bucket, key, upload.version);
  if (upload.version !== null && !before) throw s3Errors.noSuchUpload(upload.id);
  if (before) return completedAnswer(call, before, store);

  const parts = chooseParts(named, store.index.uploads.parts(upload.id));
  const { headers, metadata } = upload.details;
  const checksum = checksumOf(parts, upload);
  const expected = upload.details.algorithm && header(request, checksumHeader(upload.details.algorithm));
  if (expected !== undefined && checksum && expected !== checksum.value) {
    throw s3Errors.checksumMismatch(checksum.algorithm);
  }
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const md5 = createHash("md5");
  for (const part of parts) md5.update(Buffer.from(part.md5, "hex"));
  const version = {
    bucket,
    key,
    etag: `${md5.digest("hex")}-${parts.length}`,
    bytes,
    details: { headers, metadata, parts: parts.length, ...(checksum && { checksum }) },
    segments: parts.map(({ file, bytes }) => ({ file, bytes })),
  };
  const written = store.index.uploads.complete(upload, version, {
    how: store.announced(bucket, key, "CompleteMultipartUpload"),
    check: (there) => checkWrite(request, key, there),
  });
  await store.bodies.remove(written.replaced);
  store.announce(written.event);
  return completedAnswer(call, written.version, store);
}

function completedAnswer({ request, bucket, key }: S3Call, version: StoredVersion, store: S3Store): S3Answer {
  const { checksum } = version.details;
  return xmlAnswer(
    "CompleteMultipartUploadResult",
    [
      element(
        "Location",
        `http://${request.headers.host}/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`,
      ),
      element("Bucket", bucket),
      element("Key", key),
      element("ETag", `"${version.etag}"`),
      ...(checksum
        ? [element(checksumElement(checksum.algorithm), checksum.value), element("ChecksumType", checksum.type)]
        : []),
    ],
    versionHeaders(version, store.isVersioned(bucket)),
  );
}

function readParts(text: string, { details }: MultipartUpload): NamedPart[] {
  const document = readXml(text);
  const parts = document.children
    .filter(({ name }) => name === "Part")
    .map((part) => ({
      number: Number(childText(part, "PartNumber")),
      etag: (childText(part, "ETag") ?? "").replaceAll('"', "").trim(),
      checksum: details.algorithm && childText(part, checksumElement(details.algorithm)),
    }));
  if (document.name !== "CompleteMultipartUpload" || parts.length === 0) throw s3Errors.malformedXml();
  if (parts.some(({ number }, index) => number <= (parts[index - 1]?.number ?? 0))) {
    const message = "The list of parts was not in ascending order. Parts must be ordered by part number.";
    throw new S3Error("InvalidPartOrder", 400, message);
  }
  return parts;
}

function chooseParts(named: readonly NamedPart[], uploaded: readonly UploadedPart[]): UploadedPart[] {
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  const parts = named.map(({ number, etag, checksum }) => {
    const part = byNumber.get(number);
    const isRight = part?.md5 === etag && (checksum === undefined || checksum === part.checksum);
    if (part && isRight) return part;
    const message =
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
    throw new S3Error("InvalidPart", 400, message, { PartNumber: String(number), ETag: etag });
  });
  const small = parts.slice(0, -1).find(({ bytes }) => bytes < SMALLEST_PART);
  if (small) {
    throw new S3Error("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size", {
      ProposedSize: String(small.bytes),
      MinSizeAllowed: String(SMALLEST_PART),
      PartNumber: String(small.number),
      ETag: small.md5,
    });
  }
  return parts;
}

/** The checksum of the whole object: of all its bytes, or of the parts' checksums. */
function checksumOf(parts: readonly UploadedPart[], { details }: MultipartUpload): StoredChecksum | undefined {
  const { algorithm, checksumType } = details;
  if (!algorithm || !checksumType) return undefined;
  const checksums = parts.map(({ checksum, bytes }) => ({ checksum: Buffer.from(checksum ?? "", "base64"), bytes }));
  if (checksumType === "FULL_OBJECT") {
    return { algorithm, type: checksumType, value: combineChecksums(algorithm, checksums).toString("base64") };
  }
  const digest = compositeOf(
    algorithm,
    checksums.map(({ checksum }) => checksum),
  );
  return { algorithm, type: checksumType, value: `${digest}-${parts.length}` };
}

function compositeOf(algorithm: StoredChecksum["algorithm"], checksums: readonly Buffer[]): string {
  const digest = startDigest(algorithm);
  for (const checksum of checksums) digest.update(checksum);
  return digest.digest().toString("base64");
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html
export async function abortUpload(call: S3Call, store: S3Store): Promise<S3Answer> {
  const upload = findUpload(call, store);
  if (upload.version !== null) throw s3Errors.noSuchUpload(upload.id);
  await store.bodies.remove(store.index.uploads.abort(upload.id));
  return { status: 204 };
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
export function listParts(call: S3Call, store: S3Store): S3Answer {
  const { bucket, key, query } = call;
  const upload = findUpload(call, store);
  if (upload.version !== null) throw s3Errors.noSuchUpload(upload.id);
  const most = numberOf(query, "max-parts", MOST_LISTED);
  const after = numberOf(query, "part-number-marker", MOST_PARTS) % MOST_PARTS;
  const rest = store.index.uploads.parts(upload.id).filter(({ number }) => number > after);
  const shown = rest.slice(0, most);
  const { algorithm } = upload.details;
  return xmlAnswer("ListPartsResult", [
    element("Bucket", bucket),
    element("Key", key),
    element("UploadId", upload.id),
    element("PartNumberMarker", after),
    ...optional("NextPartNumberMarker", rest.length > shown.length ? shown.at(-1)?.number : undefined),
    element("MaxParts", most),
    element("IsTruncated", rest.length > shown.length),
    ...shown.map((part) => partElement(part, algorithm)),
  ]);
}

function partElement(
  { number, modified, md5, bytes, checksum }: UploadedPart,
  algorithm?: StoredChecksum["algorithm"],
): Xml {
  const parts = [
    element("PartNumber", number),
    element("LastModified", new Date(modified).toISOString()),
    element("ETag", `"${md5}"`),
    element("Size", bytes),
    ...(algorithm ? optional(checksumElement(algorithm), checksum) : []),
  ];
  return element("Part", elements(parts));
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
export function listUploads({ bucket, query }: S3Call, store: S3Store): S3Answer {
  store.bucket(bucket);
  const prefix = query.get("prefix") ?? "";
  const [keyMarker, idMarker] = [query.get("key-marker") ?? "", query.get("upload-id-marker") ?? ""];
  const most = numberOf(query, "max-uploads", MOST_LISTED);
  const all = store.index.uploads.inProgress(bucket).filter(({ key }) => key.startsWith(prefix));
  const marked = all.findIndex(({ key, id }) => key === keyMarker && id === idMarker);
  const rest = all.filter(({ key }, index) => (marked >= 0 ? index > marked : keyMarker === "" || key > keyMarker));
  const shown = rest.slice(0, most);
  const isTruncated = rest.length > shown.length;
  const last = isTruncated ? shown.at(-1) : undefined;
  return xmlAnswer("ListMultipartUploadsResult", [
    element("Bucket", bucket),
    element("KeyMarker", keyMarker),
    element("UploadIdMarker", idMarker),
    ...optional("NextKeyMarker", last?.key),
    ...optional("NextUploadIdMarker", last?.id),
    element("Prefix", prefix),
    element("MaxUploads", most),
    element("IsTruncated", isTruncated),
    ...shown.map(({ key, id, started }) =>
      element(
        "Upload",
        elements([
          element("Key", key),
          element("UploadId", id),
          element("StorageClass", "STANDARD"),
          element("Initiated", new Date(started).toISOString()),
        ]),
      ),
    ),
  ]);
}
