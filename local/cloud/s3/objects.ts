import type { ServerResponse } from "node:http";
import { S3Error, s3Errors } from "../../s3-protocol/s3-error.ts";
import { element } from "../gateway/xml.ts";
import { errorAnswer, optional, type S3Answer, xmlAnswer } from "./answer.ts";
import { checksumElement, checksumHeader } from "./checksums.ts";
import { checkRead, checkWrite } from "./conditions.ts";
import type { StoredVersion } from "./index/rows.ts";
import { detailsOf, objectHeaders, versionHeaders } from "./object-headers.ts";
import { type ByteRange, readRange } from "./ranges.ts";
import { receiveBody, requestedAlgorithm } from "./received-body.ts";
import { header, type S3Call } from "./s3-call.ts";
import type { S3Store } from "./s3-store.ts";

/** What one copy takes at most, S3's own limit. */
const LARGEST_COPY = 5 * 1024 ** 3;

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
export async function putObject(call: S3Call, response: ServerResponse, store: S3Store): Promise<S3Answer> {
  const { request, bucket, key } = call;
  const isVersioned = store.bucket(bucket).versioning !== null;
  const about = detailsOf(call);
  // Before the body is read, so that nothing is sent in vain, and again when it is written.
  checkWrite(request, key, current(store, bucket, key));
  const { file, bytes, md5, checksum } = await receiveBody(request, response, store.bodies);
  const stored = checksum && ({ ...checksum, type: "FULL_OBJECT" } as const);
  const version = {
    bucket,
    key,
    etag: md5.toString("hex"),
    bytes,
    details: { ...about, ...(stored && { checksum: stored }) },
    segments: [{ file, bytes }],
  };
  const written = await keepOrRemove(store, version.segments, () =>
    store.index.versions.put(version, {
      how: store.announced(bucket, key, "Put"),
      check: (there) => checkWrite(request, key, there),
    }),
  );
  await store.bodies.remove(written.replaced);
  store.announce(written.event);
  return {
    status: 200,
    headers: {
      etag: `"${version.etag}"`,
      ...versionHeaders(written.version, isVersioned),
      ...(stored && { [checksumHeader(stored.algorithm)]: stored.value, "x-amz-checksum-type": stored.type }),
    },
  };
}

/** Runs what makes a body an object's; where that is refused, the body goes. */
export async function keepOrRemove<T>(
  { bodies }: S3Store,
  segments: StoredVersion["segments"],
  keep: () => T,
): Promise<T> {
  try {
    return keep();
  } catch (error) {
    await bodies.remove(segments);
    throw error;
  }
}

export function current({ index }: S3Store, bucket: string, key: string): StoredVersion | undefined {
  const latest = index.versions.latest(bucket, key);
  return latest?.marker === false ? latest : undefined;
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
export function getObject(call: S3Call, store: S3Store): S3Answer {
  const { request, method, bucket, key, query } = call;
  const versionId = query.get("versionId");
  const found = store.find(bucket, key, versionId);
  const isVersioned = store.isVersioned(bucket);
  if (!found) throw versionId === null ? s3Errors.noSuchKey(key) : s3Errors.noSuchVersion(key, versionId);
  if (found.marker) return markerAnswer(call, found);

  if (checkRead(request, found) === "unchanged") {
    const { etag, ...headers } = objectHeaders(found, new URLSearchParams(), { isVersioned, withChecksum: false });
    return { status: 304, headers: { etag, "last-modified": headers["last-modified"] } };
  }
  const part = query.get("partNumber");
  const range = part === null ? readRange(header(request, "range"), found.bytes) : rangeOfPart(found, Number(part));
  const { start, end } = range ?? { start: 0, end: found.bytes };
  const withChecksum = header(request, "x-amz-checksum-mode")?.toUpperCase() === "ENABLED" && range === undefined;
  const headers = {
    ...objectHeaders(found, query, { isVersioned, withChecksum }),
    "content-length": end - start,
    ...(range && { "content-range": `bytes ${start}-${end - 1}/${found.bytes}` }),
    ...(part !== null && found.details.parts && { "x-amz-mp-parts-count": found.details.parts }),
  };
  const status = range ? 206 : 200;
  if (method === "HEAD") return { status, headers };
  const body = store.bodies.read(found.segments, start, end);
  return { status, headers, body };
}

/** For a delete marker, S3 responds that there is no object, or, if the marker's version was requested, that it cannot be read. */
function markerAnswer({ method, key, query }: S3Call, marker: StoredVersion): S3Answer {
  const isAskedFor = query.get("versionId") !== null;
  const error = isAskedFor ? s3Errors.methodNotAllowed(method) : s3Errors.noSuchKey(key);
  return errorAnswer(error, {
    "x-amz-delete-marker": "true",
    "x-amz-version-id": marker.version,
    ...(isAskedFor && { allow: "DELETE", "last-modified": new Date(marker.modified).toUTCString() }),
  });
}

function rangeOfPart({ segments, bytes, details }: StoredVersion, part: number): ByteRange {
  const sizes = details.parts === undefined ? [bytes] : segments.map((segment) => segment.bytes);
  const size = sizes[part - 1];
  if (size === undefined) {
    throw new S3Error("InvalidPartNumber", 416, "The requested partnumber is not satisfiable", {
      PartNumberRequested: String(part),
      ActualPartCount: String(sizes.length),
    });
  }
  const start = sizes.slice(0, part - 1).reduce((sum, before) => sum + before, 0);
  return { start, end: start + size };
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
export async function deleteObject({ request, bucket, key, query }: S3Call, store: S3Store): Promise<S3Answer> {
  store.bucket(bucket);
  const headers = await remove(store, bucket, key, query.get("versionId"), (there) => {
    if (request.headers["if-match"] !== undefined) checkWrite(request, key, there);
  });
  return { status: 204, headers };
}

/** Deletes a version, or the object under a key; answers with the headers that say what happened. */
export async function remove(
  store: S3Store,
  bucket: string,
  key: string,
  versionId: string | null,
  check?: (current: StoredVersion | undefined) => void,
): Promise<Record<string, string>> {
  if (versionId !== null) {
    const removed = store.index.versions.deleteVersion(bucket, key, versionId);
    await store.bodies.remove(removed?.segments ?? []);
    return { "x-amz-version-id": versionId, ...(removed?.marker && { "x-amz-delete-marker": "true" }) };
  }
  const { marker, replaced } = store.index.versions.delete(bucket, key, check);
  await store.bodies.remove(replaced);
  return marker ? { "x-amz-version-id": marker.version, "x-amz-delete-marker": "true" } : {};
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
export async function copyObject(call: S3Call, store: S3Store): Promise<S3Answer> {
  const { request, bucket, key } = call;
  store.bucket(bucket);
  const source = copySource(call, store);
  if (source.bytes > LARGEST_COPY) {
    throw s3Errors.invalidRequest(
      "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120",
    );
  }
  const replaces = header(request, "x-amz-metadata-directive")?.toUpperCase() === "REPLACE";
  if (!replaces && source.bucket === bucket && source.key === key && source.latest) {
    throw s3Errors.invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  const { headers, metadata } = replaces ? detailsOf(call) : source.details;
  const algorithm = requestedAlgorithm(request) ?? source.details.checksum?.algorithm;
  const body = store.bodies.read(source.segments, 0, source.bytes);
  const { file, bytes, md5, checksums } = await store.bodies.write(body, algorithm ? [algorithm] : []);
  const value = algorithm && checksums.get(algorithm)?.toString("base64");
  const checksum = algorithm && value !== undefined ? ({ algorithm, value, type: "FULL_OBJECT" } as const) : undefined;
  const version = {
    bucket,
    key,
    etag: md5.toString("hex"),
    bytes,
    details: { headers, metadata, ...(checksum && { checksum }) },
    segments: [{ file, bytes }],
  };
  const written = await keepOrRemove(store, version.segments, () =>
    store.index.versions.put(version, {
      how: store.announced(bucket, key, "Copy"),
      check: (there) => checkWrite(request, key, there),
    }),
  );
  await store.bodies.remove(written.replaced);
  store.announce(written.event);
  return xmlAnswer(
    "CopyObjectResult",
    [
      element("LastModified", new Date(written.version.modified).toISOString()),
      element("ETag", `"${version.etag}"`),
      ...(checksum ? optional(checksumElement(checksum.algorithm), checksum.value) : []),
    ],
    {
      ...versionHeaders(written.version, store.isVersioned(bucket)),
      ...(store.isVersioned(source.bucket) && { "x-amz-copy-source-version-id": source.version }),
    },
  );
}

/** What a copy is made from. @throws {S3Error} it is not there, or not as the request says that it should be */
export function copySource({ request }: S3Call, store: S3Store): StoredVersion {
  const text = header(request, "x-amz-copy-source") ?? "";
  const [, bucket = "", encodedKey = "", versionId] = /^\/?([^/]+)\/([^?]+)(?:\?versionId=(.*))?$/.exec(text) ?? [];
  const key = decodeKey(encodedKey);
  if (bucket === "" || key === undefined) {
    throw s3Errors.invalidArgument(
      "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
      "x-amz-copy-source",
      text,
    );
  }
  const found = store.find(bucket, key, versionId ?? null);
  if (!found) throw versionId === undefined ? s3Errors.noSuchKey(key) : s3Errors.noSuchVersion(key, versionId);
  if (found.marker) {
    if (versionId === undefined) throw s3Errors.noSuchKey(key);
    throw s3Errors.invalidRequest(
      "The source of a copy request may not specifically refer to a delete marker by version id.",
    );
  }
  if (checkRead(request, found, "x-amz-copy-source-") === "unchanged") throw s3Errors.conditionFailed("If-None-Match");
  return found;
}

function decodeKey(encoded: string): string | undefined {
  try {
    return encoded === "" ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html
/** No object has tags, since none are accepted; some clients ask before they copy one. */
export function getTagging(call: S3Call, store: S3Store): S3Answer {
  const found = findAsked(call, store);
  return found.marker ? markerAnswer(call, found) : xmlAnswer("Tagging", [element("TagSet", "")]);
}

function findAsked({ bucket, key, query }: S3Call, store: S3Store) {
  const versionId = query.get("versionId");
  const found = store.find(bucket, key, versionId);
  if (!found) throw versionId === null ? s3Errors.noSuchKey(key) : s3Errors.noSuchVersion(key, versionId);
  return found;
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html
export function getAttributes(call: S3Call, store: S3Store): S3Answer {
  const { request, bucket } = call;
  const found = findAsked(call, store);
  if (found.marker) return markerAnswer(call, found);
  const asked = new Set((header(request, "x-amz-object-attributes") ?? "").split(",").map((name) => name.trim()));
  const { checksum, parts } = found.details;
  const answered = {
    ETag: [element("ETag", found.etag)],
    Checksum: checksum ? [element("Checksum", element(checksumElement(checksum.algorithm), checksum.value))] : [],
    ObjectParts: parts === undefined ? [] : [element("ObjectParts", element("TotalPartsCount", parts))],
    StorageClass: [element("StorageClass", "STANDARD")],
    ObjectSize: [element("ObjectSize", found.bytes)],
  };
  const elements = Object.entries(answered).flatMap(([name, element]) => (asked.has(name) ? element : []));
  return xmlAnswer("GetObjectAttributesResponse", elements, {
    "last-modified": new Date(found.modified).toUTCString(),
    ...versionHeaders(found, store.isVersioned(bucket)),
  });
}
