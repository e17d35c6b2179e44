import type { IncomingMessage, ServerResponse } from "node:http";
import { S3Error, s3Errors } from "../../s3-protocol/s3-error.ts";
import { errorAnswer, type S3Answer, sendAnswer } from "./answer.ts";
import {
  bucketLocation,
  bucketVersioning,
  createBucket,
  deleteBucket,
  deleteObjects,
  formOf,
  headBucket,
  listBuckets,
  setVersioning,
} from "./buckets.ts";
import { corsHeaders, preflight } from "./cors.ts";
import { postForm } from "./form-post.ts";
import { listObjects, listVersions } from "./listing.ts";
import {
  abortUpload,
  completeUpload,
  copyPart,
  createUpload,
  listParts,
  listUploads,
  uploadPart,
} from "./multipart.ts";
import { getNotifications, putNotifications } from "./notifications.ts";
import { copyObject, deleteObject, getAttributes, getObject, getTagging, putObject } from "./objects.ts";
import { checkPresigned } from "./presigned.ts";
import { readCall, type S3Call } from "./s3-call.ts";
import type { S3Store } from "./s3-store.ts";

/** Query parameters that make a call another one, each an API of its own. */
const SUBRESOURCES = [
  "accelerate",
  "acl",
  "analytics",
  "attributes",
  "cors",
  "delete",
  "encryption",
  "intelligent-tiering",
  "inventory",
  "legal-hold",
  "lifecycle",
  "location",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "ownershipControls",
  "policy",
  "policyStatus",
  "publicAccessBlock",
  "renameObject",
  "replication",
  "requestPayment",
  "restore",
  "retention",
  "select",
  "session",
  "tagging",
  "torrent",
  "uploadId",
  "uploads",
  "versioning",
  "versions",
  "website",
];

/**
 * The part of S3 that the pipeline and the usual clients use. Permissions are not checked, and signatures only where a browser
 * has them; anything unsupported gets S3's `NotImplemented`, and is never ignored.
 */
export async function answerS3(request: IncomingMessage, response: ServerResponse, store: S3Store): Promise<void> {
  let call: S3Call = { request, method: request.method ?? "", bucket: "", key: "", query: new URLSearchParams() };
  let answer: S3Answer;
  try {
    call = readCall(request);
    answer = await perform(call, response, store);
  } catch (error) {
    // The client has left.
    if (request.destroyed && !request.complete) return void response.destroy();
    // Such as a full disk.
    const message = error instanceof Error ? error.message : String(error);
    answer = errorAnswer(error instanceof S3Error ? error : new S3Error("InternalError", 500, message));
  }
  const headers = corsHeaders(call, store.cors);
  // A browser that may read the answer needs no protection from it.
  if ("access-control-allow-origin" in headers) response.removeHeader("Cross-Origin-Resource-Policy");
  return sendAnswer(call, response, { ...answer, headers: { ...headers, ...answer.headers } });
}

async function perform(call: S3Call, response: ServerResponse, store: S3Store): Promise<S3Answer> {
  const { method, bucket, key, query } = call;
  const now = Date.now();
  if (method === "OPTIONS") return preflight(call, store.cors);
  checkPresigned(call, store.accessKeys, now);
  if (bucket === "") {
    if (method !== "GET") throw s3Errors.methodNotAllowed(method);
    return listBuckets(store);
  }
  const subresource = SUBRESOURCES.find((name) => query.has(name)) ?? "";
  if (key !== "") return performOnObject(call, response, store, subresource);
  const form = formOf(call);
  if (form !== undefined) return postForm(call, form, response, store, now);
  switch (`${method} ${subresource}`) {
    case "GET ":
      return listObjects(call, store);
    case "HEAD ":
      return headBucket(call, store);
    case "PUT ":
      return createBucket(call, response, store);
    case "DELETE ":
      return deleteBucket(call, store);
    case "GET versions":
      return listVersions(call, store);
    case "GET uploads":
      return listUploads(call, store);
    case "GET location":
      return bucketLocation(call, store);
    case "GET versioning":
      return bucketVersioning(call, store);
    case "PUT versioning":
      return setVersioning(call, response, store);
    case "GET notification":
      return getNotifications(call, store);
    case "PUT notification":
      return putNotifications(call, response, store);
    case "POST delete":
      return deleteObjects(call, response, store);
    default:
      throw subresource === "" ? s3Errors.methodNotAllowed(method) : s3Errors.notImplemented(subresource);
  }
}

async function performOnObject(
  call: S3Call,
  response: ServerResponse,
  store: S3Store,
  subresource: string,
): Promise<S3Answer> {
  const { request, method } = call;
  const isCopy = request.headers["x-amz-copy-source"] !== undefined;
  switch (`${method} ${subresource}`) {
    case "GET ":
    case "HEAD ":
      return getObject(call, store);
    case "PUT ":
      return isCopy ? copyObject(call, store) : putObject(call, response, store);
    case "DELETE ":
      return deleteObject(call, store);
    case "GET attributes":
      return getAttributes(call, store);
    case "GET tagging":
      return getTagging(call, store);
    case "POST uploads":
      return createUpload(call, store);
    case "PUT uploadId":
      return isCopy ? copyPart(call, store) : uploadPart(call, response, store);
    case "GET uploadId":
      return listParts(call, store);
    case "POST uploadId":
      return completeUpload(call, response, store);
    case "DELETE uploadId":
      return abortUpload(call, store);
    default:
      throw subresource === "" ? s3Errors.methodNotAllowed(method) : s3Errors.notImplemented(subresource);
  }
}
