import type { IncomingMessage } from "node:http";
import { s3Errors } from "../../s3-protocol/s3-error.ts";
import type { StoredVersion } from "./index/rows.ts";
import { header } from "./s3-call.ts";

/**
 * Checks a write's conditions against what is there.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * @throws {S3Error}
 */
export function checkWrite(request: IncomingMessage, key: string, current: StoredVersion | undefined): void {
  const ifNoneMatch = header(request, "if-none-match");
  const ifMatch = header(request, "if-match");
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch !== "*") throw s3Errors.notImplemented("If-None-Match");
    if (current) throw s3Errors.conditionFailed("If-None-Match");
  }
  if (ifMatch === undefined) return;
  if (!current) throw s3Errors.noSuchKey(key);
  if (!matches(ifMatch, current)) throw s3Errors.conditionFailed("If-Match");
}

/**
 * Checks a read's conditions, or with a prefix those of a copy on its source.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 *
 * @returns whether the reader has it already
 * @throws {S3Error}
 */
export function checkRead(request: IncomingMessage, version: StoredVersion, prefix = ""): "changed" | "unchanged" {
  const condition = (name: string) => header(request, prefix + name);
  // HTTP's dates have no milliseconds.
  const modified = Math.floor(version.modified / 1000) * 1000;
  const ifMatch = condition("if-match");
  const ifUnmodified = dateOf(condition("if-unmodified-since"));
  if (ifMatch !== undefined && !matches(ifMatch, version)) throw s3Errors.conditionFailed("If-Match");
  if (ifMatch === undefined && ifUnmodified !== undefined && modified > ifUnmodified) {
    throw s3Errors.conditionFailed("If-Unmodified-Since");
  }
  const ifNoneMatch = condition("if-none-match");
  const ifModified = dateOf(condition("if-modified-since"));
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, version) ? "unchanged" : "changed";
  return ifModified !== undefined && modified <= ifModified ? "unchanged" : "changed";
}

function matches(list: string, { etag }: StoredVersion): boolean {
  return list.split(",").some((entry) => {
    const wanted = entry.trim().replace(/^W\//, "");
    return wanted === "*" || wanted.replaceAll('"', "") === etag;
  });
}

function dateOf(text: string | undefined): number | undefined {
  const date = Date.parse(text ?? "");
  return Number.isNaN(date) ? undefined : date;
}
