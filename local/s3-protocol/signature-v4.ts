import { createHash, createHmac } from "node:crypto";

/** A request as far as its signature goes. */
export interface SignableRequest {
  readonly method: string;
  /** Percent-encoded, as it was sent. */
  readonly path: string;
  /** By their names in lower case. Those that are signed must be sent with the same values. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What is signed, in the two forms that S3 shows if the signature is wrong. */
export interface SigningTexts {
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

export const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * What a presigned URL's signature is of: AWS Signature Version 4 in query parameters, as S3 has it.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 *
 * @param query with or without its signature
 */
export function textsToSign(request: SignableRequest, query: URLSearchParams, scope: string): SigningTexts {
  const signedHeaders = query.get("X-Amz-SignedHeaders") ?? "";
  const unsigned = new URLSearchParams(query);
  unsigned.delete("X-Amz-Signature");
  const canonicalRequest = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(unsigned),
    ...signedHeaders.split(";").map((name) => `${name}:${request.headers[name]?.trim().replace(/ +/g, " ") ?? ""}`),
    "",
    signedHeaders,
    query.get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD",
  ].join("\n");
  const date = query.get("X-Amz-Date") ?? "";
  return { canonicalRequest, stringToSign: [ALGORITHM, date, scope, sha256(canonicalRequest)].join("\n") };
}

/** @param scope such as `20261124/us-east-1/s3/aws4_request` */
export function sign(text: string, scope: string, secret: string): string {
  const signingKey = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(signingKey, text).toString("hex");
}

/** One path segment, with everything escaped that RFC 3986 doesn't leave unreserved: AWS's rule, and safe in a shell's quotes. */
export function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => [encodeSegment(name), encodeSegment(value)] as const)
    .sort(([one, first], [other, second]) => compare(one, other) || compare(first, second))
    .map((parameter) => parameter.join("="))
    .join("&");
}

/** The same path in another spelling (`%27` and `'`) has the same signature. */
function canonicalPath(path: string): string {
  return path
    .split("/")
    .map((segment) => {
      try {
        return encodeSegment(decodeURIComponent(segment));
      } catch {
        return segment;
      }
    })
    .join("/");
}

const SIGNING_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Of `20261124T120000Z`, in milliseconds since the epoch; NaN for what is no such date. */
export function readSigningDate(date: string): number {
  return SIGNING_DATE.test(date) ? Date.parse(date.replace(SIGNING_DATE, "$1-$2-$3T$4:$5:$6Z")) : Number.NaN;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
