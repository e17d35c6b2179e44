import type { ServerResponse } from "node:http";
import { escapeXml, S3Error, s3Errors } from "../../s3-protocol/s3-error.ts";
import { REGION } from "../arns.ts";
import { element, elements } from "../gateway/xml.ts";
import { optional, type S3Answer, xmlAnswer } from "./answer.ts";
import { remove } from "./objects.ts";
import { receiveText } from "./received-body.ts";
import { checkKey, header, type S3Call } from "./s3-call.ts";
import type { S3Store } from "./s3-store.ts";
import { childText, readXml, type XmlElement } from "./xml-reader.ts";

/** What one call deletes at most, S3's own limit. */
const MOST_DELETED = 1000;
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const BUCKET_NAME = /^(?!xn--)[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9]$/;

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
export function listBuckets(store: S3Store): S3Answer {
  const buckets = store.index.buckets
    .all()
    .map(({ name, created }) =>
      element("Bucket", elements([element("Name", name), element("CreationDate", new Date(created).toISOString())])),
    );
  return xmlAnswer("ListAllMyBucketsResult", [
    element("Owner", elements([element("ID", "local"), element("DisplayName", "local")])),
    element("Buckets", elements(buckets)),
  ]);
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
export async function createBucket(call: S3Call, response: ServerResponse, store: S3Store): Promise<S3Answer> {
  const body = await receiveText(call.request, response);
  const { bucket } = call;
  if (!BUCKET_NAME.test(bucket) || bucket.includes("..")) {
    throw new S3Error("InvalidBucketName", 400, "The specified bucket is not valid.", { BucketName: bucket });
  }
  // In us-east-1, S3 answers the owner as the first time.
  const region = body.trim() === "" ? undefined : childText(readXml(body), "LocationConstraint")?.trim();
  store.index.buckets.create(bucket, region === REGION ? undefined : region || undefined);
  return { status: 200, headers: { location: `/${bucket}` } };
}

export function headBucket({ bucket }: S3Call, store: S3Store): S3Answer {
  store.bucket(bucket);
  return { status: 200, headers: { "x-amz-bucket-region": store.regionOf(bucket), "content-type": "application/xml" } };
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
export function deleteBucket({ bucket }: S3Call, store: S3Store): S3Answer {
  store.bucket(bucket);
  if (!store.index.buckets.isEmpty(bucket)) {
    throw new S3Error("BucketNotEmpty", 409, "The bucket you tried to delete is not empty", { BucketName: bucket });
  }
  store.index.buckets.delete(bucket);
  store.notifications.delete(bucket);
  return { status: 204 };
}

/** In us-east-1 the location is empty. */
export function bucketLocation({ bucket }: S3Call, store: S3Store): S3Answer {
  const { region } = store.bucket(bucket);
  const body = region === null ? "" : escapeXml(region);
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${body}</LocationConstraint>`,
  };
}

export function bucketVersioning({ bucket }: S3Call, store: S3Store): S3Answer {
  return xmlAnswer("VersioningConfiguration", optional("Status", store.bucket(bucket).versioning));
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html
export async function setVersioning(call: S3Call, response: ServerResponse, store: S3Store): Promise<S3Answer> {
  store.bucket(call.bucket);
  const status = childText(readXml(await receiveText(call.request, response)), "Status");
  if (status !== "Enabled" && status !== "Suspended") throw s3Errors.malformedXml();
  store.index.buckets.setVersioning(call.bucket, status);
  return { status: 200 };
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
export async function deleteObjects(call: S3Call, response: ServerResponse, store: S3Store): Promise<S3Answer> {
  const { request, bucket } = call;
  store.bucket(bucket);
  const isChecked = Object.keys(request.headers).some(
    (name) => name === "content-md5" || name === "x-amz-trailer" || /^x-amz-checksum-(crc|sha)/.test(name),
  );
  if (!isChecked) {
    throw s3Errors.invalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
  }
  const document = readXml(await receiveText(request, response));
  const named = document.children.filter(({ name }) => name === "Object").map(readNamed);
  if (document.name !== "Delete" || named.length === 0 || named.length > MOST_DELETED) throw s3Errors.malformedXml();
  const isQuiet = childText(document, "Quiet")?.trim() === "true";

  const results = [];
  for (const { key, versionId } of named) {
    const did = await remove(store, bucket, key, versionId);
    if (isQuiet) continue;
    const isMarker = did["x-amz-delete-marker"] === "true";
    const parts = [
      element("Key", key),
      ...optional("VersionId", versionId),
      ...(isMarker
        ? [element("DeleteMarker", true), element("DeleteMarkerVersionId", did["x-amz-version-id"] ?? "")]
        : []),
    ];
    results.push(element("Deleted", elements(parts)));
  }
  return xmlAnswer("DeleteResult", results);
}

function readNamed(object: XmlElement): { key: string; versionId: string | null } {
  const key = childText(object, "Key");
  if (key === undefined || key === "") throw s3Errors.malformedXml();
  checkKey(key);
  return { key, versionId: childText(object, "VersionId") || null };
}

/** The content type of a form, where a call is a browser's form POST. */
export function formOf({ request, method }: S3Call): string | undefined {
  const type = header(request, "content-type");
  return method === "POST" && type?.toLowerCase().startsWith("multipart/form-data") ? type : undefined;
}
