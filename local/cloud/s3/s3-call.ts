import type { IncomingMessage } from "node:http";
import { s3Errors } from "../../s3-protocol/s3-error.ts";

/** One call of S3's, as far as its head goes. */
export interface S3Call {
  readonly request: IncomingMessage;
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

/** S3's own limit. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const LONGEST_KEY_BYTES = 1024;
const BUCKET_HOST = /^(.+?)(?:\.s3(?:[.-][a-z0-9-]+)?)?\.localhost(?::\d+)?$/i;

/**
 * The bucket that a request names by its host, as in `bucket.localhost`; undefined where the path names it.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function bucketOfHost({ headers }: IncomingMessage): string | undefined {
  const [, name] = BUCKET_HOST.exec(headers.host ?? "") ?? [];
  return name === undefined || /^s3([.-]|$)/i.test(name) ? undefined : name.toLowerCase();
}

/** @throws {S3Error} the path is no URL's, or the key is too long */
export function readCall(request: IncomingMessage): S3Call {
  const { method = "GET", url = "/" } = request;
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  const slash = path.indexOf("/", 1);
  const bucket = decode(slash < 0 ? path.slice(1) : path.slice(1, slash), url);
  const key = slash < 0 ? "" : decode(path.slice(slash + 1), url);
  checkKey(key);
  return { request, method, bucket, key, query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)) };
}

export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > LONGEST_KEY_BYTES) throw s3Errors.keyTooLong(bytes, LONGEST_KEY_BYTES);
}

function decode(part: string, url: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw s3Errors.invalidUri(url);
  }
}

/** A header that is sent once. */
export function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

/** A query parameter that is a number, at most the largest that S3 answers with. */
export function numberOf(query: URLSearchParams, name: string, most: number): number {
  const value = query.get(name);
  if (value === null || value === "") return most;
  if (!/^\d+$/.test(value) || Number(value) > 2_147_483_647) {
    throw s3Errors.invalidArgument(`Provided ${name} not an integer or within integer range`, name, value);
  }
  return Math.min(Number(value), most);
}
