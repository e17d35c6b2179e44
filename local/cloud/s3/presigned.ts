import type { IncomingMessage } from "node:http";
import { isFromElsewhere } from "../../../page/server/guard.ts";
import { S3Error, s3Errors } from "../../s3-protocol/s3-error.ts";
import { ALGORITHM, readSigningDate, sign, textsToSign } from "../../s3-protocol/signature-v4.ts";
import { REGION } from "../arns.ts";
import type { AccessKey, AccessKeys } from "./access-keys.ts";
import { bucketOfHost, header, type S3Call } from "./s3-call.ts";

const NEEDED = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Signature",
  "X-Amz-Date",
  "X-Amz-SignedHeaders",
  "X-Amz-Expires",
];
/** S3's own limit. */
const LONGEST_VALIDITY_S = 7 * 24 * 3600;
/** How far a signer's clock may be ahead. */
const CLOCK_SKEW_MS = 15 * 60_000;

export function isPresigned(query: URLSearchParams): boolean {
  return NEEDED.some((name) => query.has(name));
}

/**
 * Refuses a presigned URL that has expired, or that is not what was signed. The signature is only checked for keys that are
 * known here: any other credentials are good too, and there is no secret to check theirs with.
 *
 * Pages of other sites only get through with a key that is a secret, so that a website cannot sign for itself.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 *
 * @throws {S3Error} in S3's words
 */
export function checkPresigned(call: S3Call, keys: AccessKeys, now: number): void {
  const { request, query } = call;
  if (query.has("Signature")) checkOlder(query, now);
  if (!isPresigned(query)) return;
  if (NEEDED.some((name) => !query.has(name))) throw s3Errors.incompleteSignature();
  if (request.headers.authorization !== undefined) throw s3Errors.twoAuthentications();
  checkValidity(query, now);
  const { keyId, scope } = readCredential(query);
  const key = keys.get(keyId);
  if (isFromElsewhere(request) && key?.isSecret !== true) throw s3Errors.unknownAccessKey(keyId);
  if (key) checkSignature(call, key, scope);
}

/** The older way of signing, which boto3 still takes: its signature is not checked. */
function checkOlder(query: URLSearchParams, now: number): void {
  const expiry = Number(query.get("Expires")) * 1000;
  if (query.has("Expires") && now > expiry) throw s3Errors.expired(expiry, now);
}

function checkValidity(query: URLSearchParams, now: number): void {
  if (query.get("X-Amz-Algorithm") !== ALGORITHM) {
    throw wrongParameter(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  const from = readSigningDate(query.get("X-Amz-Date") ?? "");
  if (Number.isNaN(from)) {
    throw wrongParameter(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`);
  }
  const seconds = query.get("X-Amz-Expires") ?? "";
  if (!/^-?\d+$/.test(seconds)) throw wrongParameter("X-Amz-Expires should be a number");
  if (Number(seconds) < 0) throw wrongParameter("X-Amz-Expires must be non-negative");
  if (Number(seconds) > LONGEST_VALIDITY_S) {
    const limit = `that is, the given X-Amz-Expires must be less than ${LONGEST_VALIDITY_S} seconds`;
    throw wrongParameter(`X-Amz-Expires must be less than a week (in seconds); ${limit}`);
  }
  if (from > now + CLOCK_SKEW_MS) throw new S3Error("AccessDenied", 403, "Request is not valid yet");
  const expiry = from + Number(seconds) * 1000;
  if (now > expiry) throw s3Errors.expired(expiry, now);
}

function readCredential(query: URLSearchParams): { keyId: string; scope: string } {
  const credential = query.get("X-Amz-Credential") ?? "";
  const [, keyId = "", date, region] = /^(.+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/.exec(credential) ?? [];
  if (keyId === "" || region === undefined) {
    throw wrongParameter(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  if (date !== query.get("X-Amz-Date")?.slice(0, 8)) {
    throw wrongParameter("Invalid credential date. This date is not the same as X-Amz-Date.");
  }
  return { keyId, scope: `${date}/${region}/s3/aws4_request` };
}

function checkSignature({ request, method, bucket, query }: S3Call, { secret }: AccessKey, scope: string): void {
  const region = scope.split("/")[1];
  if (region !== REGION) {
    throw wrongParameter(
      `Error parsing the X-Amz-Credential parameter; the region '${region}' is wrong; expecting '${REGION}'`,
    );
  }
  const signed = new Set(query.get("X-Amz-SignedHeaders")?.split(";"));
  const unsigned = Object.keys(request.headers).filter(
    (name) => (name.startsWith("x-amz-") || name === "host") && !signed.has(name),
  );
  if (unsigned.length > 0) throw s3Errors.unsignedHeaders(unsigned);

  const headers = Object.fromEntries([...signed].map((name) => [name, header(request, name)]));
  const { canonicalRequest, stringToSign } = textsToSign(
    { method, path: sentPath(request, bucket), headers },
    query,
    scope,
  );
  const given = query.get("X-Amz-Signature") ?? "";
  if (given !== sign(stringToSign, scope, secret)) {
    throw s3Errors.signatureDoesNotMatch({
      StringToSign: stringToSign,
      SignatureProvided: given,
      CanonicalRequest: canonicalRequest,
    });
  }
}

/** The gateway has put a bucket that the host names into the path. */
function sentPath(request: IncomingMessage, bucket: string): string {
  const [path = ""] = (request.url ?? "/").split("?", 1);
  return bucketOfHost(request) === undefined ? path : path.slice(`/${bucket}`.length);
}

function wrongParameter(message: string): S3Error {
  return new S3Error("AuthorizationQueryParametersError", 400, message);
}
