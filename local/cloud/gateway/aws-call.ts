import type { IncomingMessage, ServerResponse } from "node:http";
import { arn } from "../arns.ts";
import { lambdaOperation } from "../functions/lambda-service.ts";
import { callerOf } from "./caller.ts";

/** One AWS call, in the words in which a policy allows it. */
export interface AwsCall {
  /** Whose credentials signed it: for a function, its name. */
  readonly caller: string;
  /** Such as `s3:GetObjectVersion`. */
  readonly action: string;
  /** The ARN of what it was done to. */
  readonly resource: string;
  readonly method: string;
  /** The path and query, still encoded. */
  readonly url: string;
  /** The HTTP status of its answer. */
  readonly status: number;
}

/** The operation, where the protocol names one in a header. */
export function operationOf(request: IncomingMessage): string | null {
  const target = request.headers["x-amz-target"];
  return target ? String(target).replace(/^.*\./, "") : null;
}

/** The action of a function's call, before its body is read. */
export function callOf(service: string, request: IncomingMessage): string {
  if (service === "s3") return objectCall(request, 200).action;
  // SNS has the operation in the body; functions only use one.
  return `${service}:${operationOf(request) ?? (service === "sns" ? "Publish" : "")}`;
}

/** Reports a call once it is answered. Reads the body if it names the action or resource, but no objects. */
export function watchCall(
  request: IncomingMessage,
  response: ServerResponse,
  service: string,
  called: (call: AwsCall) => void,
): void {
  const caller = callerOf(request);
  const body: Buffer[] = [];
  if (service !== "s3") request.on("data", (chunk: Buffer) => body.push(chunk));
  response.once("close", () => {
    const { method = "", url = "" } = request;
    for (const what of describeCall(service, request, body, response.statusCode)) {
      called({ caller, ...what, method, url, status: response.statusCode });
    }
  });
}

/** What a call does to what, in the words of a policy: a copy reads one object and writes another. */
export function describeCall(
  service: string,
  request: IncomingMessage,
  body: readonly Buffer[],
  status: number,
): readonly Pick<AwsCall, "action" | "resource">[] {
  if (service !== "s3") return [bodyCall(service, request, body)];
  // A browser asks whether it may make a call.
  if (request.method === "OPTIONS") return [];
  return [objectCall(request, status), ...copiedObject(request)];
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
function copiedObject({ headers }: IncomingMessage) {
  const source = headers["x-amz-copy-source"];
  if (typeof source !== "string") return [];
  const [path = "", query = ""] = source.replace(/^\//, "").split("?", 2);
  const ofVersion = new URLSearchParams(query).has("versionId") ? "Version" : "";
  const resource = `arn:aws:s3:::${path.split("/").map(decodePart).join("/")}`;
  return [{ action: `s3:GetObject${ofVersion}`, resource }];
}

function objectCall(request: IncomingMessage, status: number) {
  const [target = "", query = ""] = (request.url ?? "/").split("?", 2);
  const searchParams = new URLSearchParams(query);
  const [, bucket = "", ...path] = target.split("/").map(decodePart);
  const resource = `arn:aws:s3:::${bucket}${path.length > 0 ? `/${path.join("/")}` : ""}`;
  const ofVersion = searchParams.has("versionId") ? "Version" : "";
  const ofUpload = searchParams.has("uploadId");
  switch (request.method) {
    case "GET":
    case "HEAD":
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
      if (searchParams.has("notification")) {
        return { action: "s3:GetBucketNotification", resource: `arn:aws:s3:::${bucket}` };
      }
      if (ofUpload) return { action: "s3:ListMultipartUploadParts", resource };
      if (path.join("/") === "") {
        if (searchParams.has("uploads")) {
          return { action: "s3:ListBucketMultipartUploads", resource: `arn:aws:s3:::${bucket}` };
        }
        const versions = searchParams.has("versions") ? "Versions" : "";
        return { action: `s3:ListBucket${versions}`, resource: `arn:aws:s3:::${bucket}` };
      }
      // Without permission to list the bucket, a missing object is "forbidden".
      if (status === 404) return { action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}` };
      return { action: `s3:GetObject${ofVersion}`, resource };
    case "DELETE":
      if (ofUpload) return { action: "s3:AbortMultipartUpload", resource };
      return { action: `s3:DeleteObject${ofVersion}`, resource };
    default:
      if (searchParams.has("notification")) return { action: "s3:PutBucketNotification", resource };
      return { action: "s3:PutObject", resource };
  }
}

/** An invalid part is not decoded: S3 refuses it. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The field that names the resource, in the calls that the functions make. */
const RESOURCE_FIELDS = ["TopicArn", "stateMachineArn", "SecretId", "TableName", "QueueUrl", "executionArn"] as const;

function bodyCall(service: string, request: IncomingMessage, body: readonly Buffer[]) {
  if (service === "lambda") {
    const { operation, named } = lambdaOperation(request);
    return { action: `${service}:${operation}`, resource: named === "" ? "*" : arn("lambda", `function:${named}`) };
  }
  const fields = readFields(Buffer.concat(body).toString());
  const operation = operationOf(request) ?? fields.Action ?? request.method ?? "";
  if (service === "events" && operation === "PutEvents")
    return { action: `${service}:${operation}`, resource: busOf(body) };
  const field = RESOURCE_FIELDS.find((name) => fields[name] !== undefined);
  const named = (field && fields[field]) ?? "*";
  const resource = field !== undefined && !named.startsWith("arn:") ? arnOf(field, named) : named;
  // An index is a resource of its own, and its table's permission is not enough.
  const ofIndex = service === "dynamodb" && fields.IndexName !== undefined ? `/index/${fields.IndexName}` : "";
  return { action: `${service}:${operation}`, resource: resource + ofIndex };
}

/** Events name their bus one by one; ours are sent one at a time. */
function busOf(body: readonly Buffer[]): string {
  const [, name = "default"] = /"EventBusName":"([^"]*)"/.exec(Buffer.concat(body).toString()) ?? [];
  return arn("events", `event-bus/${name}`);
}

/** A table is named, and a queue addressed by its URL; policies speak of ARNs. */
function arnOf(field: (typeof RESOURCE_FIELDS)[number], named: string): string {
  if (field === "TableName") return arn("dynamodb", `table/${named}`);
  return field === "QueueUrl" ? arn("sqs", named.slice(named.lastIndexOf("/") + 1)) : named;
}

/** JSON or a form, as the protocols have it. */
function readFields(body: string): Record<string, string | undefined> {
  try {
    const entries = Object.entries(JSON.parse(body) as Record<string, unknown>);
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return Object.fromEntries(new URLSearchParams(body));
  }
}
