import type { OutgoingHttpHeaders } from "node:http";
import { s3Errors } from "../../s3-protocol/s3-error.ts";
import { checksumHeader } from "./checksums.ts";
import type { ObjectDetails, StoredVersion } from "./index/rows.ts";
import { header, type S3Call } from "./s3-call.ts";

/** The headers that S3 keeps with an object. */
const KEPT = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];
const METADATA = "x-amz-meta-";
/** S3's own limit. */
const LARGEST_METADATA_BYTES = 2048;
/** What would be left out in silence otherwise. */
const NOT_DONE = [
  "x-amz-tagging",
  "x-amz-object-lock-mode",
  "x-amz-website-redirect-location",
  "x-amz-write-offset-bytes",
];

/**
 * What a write says of its object besides the bytes.
 *
 * @throws {S3Error} it asks for what is not done here, or has more metadata than S3 takes
 */
export function detailsOf({ request, query }: S3Call): Pick<ObjectDetails, "headers" | "metadata"> {
  const asked = NOT_DONE.find((name) => request.headers[name] !== undefined);
  if (asked !== undefined) throw s3Errors.notImplemented(asked);
  const headers: Record<string, string> = {};
  for (const name of KEPT) {
    const value = header(request, name);
    if (value !== undefined) headers[name] = value;
  }
  const encodings = headers["content-encoding"]?.split(",").map((name) => name.trim());
  const kept = encodings?.filter((name) => name !== "" && name !== "aws-chunked").join(",");
  if (kept) headers["content-encoding"] = kept;
  else delete headers["content-encoding"];
  const metadata: Record<string, string> = {};
  // A presigned URL may have its metadata in its query, where the SDKs put what should not have to be sent again.
  if (query.has("X-Amz-Signature")) {
    for (const [name, value] of query) {
      if (name.toLowerCase().startsWith(METADATA)) metadata[name.slice(METADATA.length).toLowerCase()] = value;
    }
  }
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.startsWith(METADATA)) metadata[name.slice(METADATA.length)] = String(value);
  }
  checkMetadata(metadata);
  return { headers: { "content-type": "binary/octet-stream", ...headers }, metadata };
}

export function checkMetadata(metadata: Readonly<Record<string, string>>): void {
  const bytes = Object.entries(metadata).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (bytes > LARGEST_METADATA_BYTES) throw s3Errors.metadataTooLarge(bytes, LARGEST_METADATA_BYTES);
}

/** What an answer says of the version that it is about; in a bucket that keeps no versions, nothing. */
export function versionHeaders(version: StoredVersion, isVersioned: boolean): OutgoingHttpHeaders {
  return isVersioned ? { "x-amz-version-id": version.version } : {};
}

/** What a read's answer says of an object. @param query what the reader wants to have in place of it */
export function objectHeaders(
  version: StoredVersion,
  query: URLSearchParams,
  { isVersioned, withChecksum }: { isVersioned: boolean; withChecksum: boolean },
): OutgoingHttpHeaders {
  const { headers, metadata, checksum } = version.details;
  const overrides = KEPT.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    ...headers,
    ...Object.fromEntries(overrides),
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [METADATA + name, value])),
    etag: `"${version.etag}"`,
    "last-modified": new Date(version.modified).toUTCString(),
    "accept-ranges": "bytes",
    ...versionHeaders(version, isVersioned),
    ...(withChecksum &&
      checksum && {
        [checksumHeader(checksum.algorithm)]: checksum.value,
        "x-amz-checksum-type": checksum.type,
      }),
  };
}
