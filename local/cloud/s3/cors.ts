import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { S3Error } from "../../s3-protocol/s3-error.ts";
import type { S3Answer } from "./answer.ts";
import { isPresigned } from "./presigned.ts";
import { bucketOfHost, header, readCall, type S3Call } from "./s3-call.ts";

/** One of a bucket's rules about which pages may call it; `*` in a text stands for anything. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAgeSeconds: number | undefined;
}

/** By bucket. */
export type CorsRules = ReadonlyMap<string, readonly CorsRule[]>;

/** Whether a page of another origin makes a call that its bucket's rules allow it, by a URL that somebody signed for it. */
export function isAllowedFetch(request: IncomingMessage, rules: CorsRules): boolean {
  const origin = header(request, "origin");
  if (origin === undefined) return false;
  try {
    const call = readCall(request);
    const bucket = bucketOfHost(request) ?? call.bucket;
    return isPresigned(call.query) && rules.get(bucket)?.some((rule) => originOf(rule, origin) !== undefined) === true;
  } catch {
    return false;
  }
}

/**
 * The answer to a browser that asks whether a page may make a call.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
 *
 * @throws {S3Error} it may not
 */
export function preflight({ request, bucket, key }: S3Call, rules: CorsRules): S3Answer {
  const origin = header(request, "origin");
  const method = header(request, "access-control-request-method");
  if (origin === undefined) {
    throw new S3Error("BadRequest", 400, "Insufficient information. Origin request header needed.");
  }
  if (method === undefined || !/^(GET|HEAD|PUT|POST|DELETE)$/.test(method)) {
    throw new S3Error("BadRequest", 400, `Invalid Access-Control-Request-Method: ${method ?? "null"}`);
  }
  const named = (header(request, "access-control-request-headers") ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  const ofBucket = rules.get(bucket);
  const rule = ofBucket?.find(
    (one) =>
      originOf(one, origin) !== undefined &&
      one.methods.includes(method) &&
      named.every((name) => one.headers.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
  if (!rule) {
    const why = ofBucket
      ? "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
      : "CORS is not enabled for this bucket.";
    const details = { Method: method, ResourceType: key === "" ? "BUCKET" : "OBJECT" };
    throw new S3Error("AccessForbidden", 403, `CORSResponse: ${why}`, details);
  }
  return {
    status: 200,
    headers: {
      ...headersOf(rule, origin),
      ...(named.length > 0 && { "access-control-allow-headers": named.join(", ") }),
      ...(rule.maxAgeSeconds !== undefined && { "access-control-max-age": String(rule.maxAgeSeconds) }),
    },
  };
}

/** What lets a page read the answer to its call; nothing for a call of no page. */
export function corsHeaders({ request, method, bucket }: S3Call, rules: CorsRules): OutgoingHttpHeaders {
  const origin = header(request, "origin");
  if (origin === undefined || method === "OPTIONS") return {};
  const rule = rules.get(bucket)?.find((one) => originOf(one, origin) !== undefined && one.methods.includes(method));
  return rule ? headersOf(rule, origin) : {};
}

function headersOf(rule: CorsRule, origin: string): OutgoingHttpHeaders {
  const allowed = originOf(rule, origin);
  return {
    "access-control-allow-origin": allowed,
    "access-control-allow-methods": rule.methods.join(", "),
    ...(rule.exposed.length > 0 && { "access-control-expose-headers": rule.exposed.join(", ") }),
    ...(allowed !== "*" && { "access-control-allow-credentials": "true" }),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

/** The origin that a rule allows: `*` where it allows any. */
function originOf({ origins }: CorsRule, origin: string): string | undefined {
  const pattern = origins.find((one) => matches(one, origin));
  return pattern === "*" ? "*" : pattern && origin;
}

function matches(pattern: string, text: string): boolean {
  const [start = "", end] = pattern.split("*", 2);
  if (end === undefined) return pattern === text;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}
