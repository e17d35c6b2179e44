import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** The key that signs URLs. The id is in the URL, the secret is not. */
export interface SigningKey {
  readonly id: string;
  readonly secret: string;
}

/** A request as far as its signature goes. */
export interface SignableRequest {
  readonly method: string;
  /** Percent-encoded, as it was sent. */
  readonly path: string;
  /** By their names in lower case. Those that are signed must be sent with the same values. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export type PresignVerdict =
  | { readonly kind: "valid" }
  | { readonly kind: "unsigned" }
  | { readonly kind: "incomplete" }
  | { readonly kind: "mismatch" }
  /** When it expired, in milliseconds since the epoch. */
  | { readonly kind: "expired"; readonly at: number };

const ALGORITHM = "AWS4-HMAC-SHA256";
const REGION = "us-east-1";
const NEEDED = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-SignedHeaders",
  "X-Amz-Signature",
];

/**
 * The query that makes a request's URL a presigned one: AWS Signature Version 4 in query parameters, as S3 has it.
 *
 * @param validity when the URL begins to hold, in milliseconds since the epoch, and for how many seconds
 */
export function presign(
  request: SignableRequest,
  key: SigningKey,
  validity: { from: number; seconds: number },
): string {
  const date = formatDate(validity.from);
  const query = new URLSearchParams({
    "X-Amz-Algorithm": ALGORITHM,
    "X-Amz-Credential": `${key.id}/${scopeOf(date)}`,
    "X-Amz-Date": date,
    "X-Amz-Expires": String(validity.seconds),
    "X-Amz-SignedHeaders": Object.keys(request.headers).sort().join(";"),
  });
  query.set("X-Amz-Signature", signatureOf(request, query, key.secret));
  return canonicalQuery(query);
}

/** Judges a request by its URL: first the signature, since until it is right nothing else in the URL can be believed. */
export function judge(request: SignableRequest, query: URLSearchParams, key: SigningKey, now: number): PresignVerdict {
  const present = NEEDED.filter((name) => query.has(name));
  if (present.length === 0) return { kind: "unsigned" };
  if (present.length < NEEDED.length) return { kind: "incomplete" };

  const expected = Buffer.from(signatureOf(request, query, key.secret));
  const given = Buffer.from(query.get("X-Amz-Signature") ?? "");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { kind: "mismatch" };

  const at = readDate(query.get("X-Amz-Date") ?? "") + Number(query.get("X-Amz-Expires")) * 1000;
  return now > at ? { kind: "expired", at } : { kind: "valid" };
}

/** One path segment, with everything escaped that RFC 3986 doesn't leave unreserved: AWS's rule, and safe in a shell's quotes. */
export function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function signatureOf(request: SignableRequest, query: URLSearchParams, secret: string): string {
  const date = query.get("X-Amz-Date") ?? "";
  const signedHeaders = query.get("X-Amz-SignedHeaders") ?? "";
  const unsigned = new URLSearchParams(query);
  unsigned.delete("X-Amz-Signature");
  const canonicalRequest = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(unsigned),
    ...signedHeaders.split(";").map((name) => `${name}:${request.headers[name]?.trim() ?? ""}`),
    "",
    signedHeaders,
    "UNSIGNED-PAYLOAD",
  ].join("\n");
  const toSign = [ALGORITHM, date, scopeOf(date), sha256(canonicalRequest)].join("\n");
  const signingKey = [date.slice(0, 8), REGION, "s3", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(signingKey, toSign).toString("hex");
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

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${encodeSegment(name)}=${encodeSegment(value)}`)
    .sort()
    .join("&");
}

function scopeOf(date: string): string {
  return `${date.slice(0, 8)}/${REGION}/s3/aws4_request`;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** `20261124T120000Z`. */
function formatDate(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
}

function readDate(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, "$1-$2-$3T$4:$5:$6Z"));
}
