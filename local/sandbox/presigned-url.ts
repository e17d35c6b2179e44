import { timingSafeEqual } from "node:crypto";
import {
  ALGORITHM,
  canonicalQuery,
  readSigningDate,
  type SignableRequest,
  sign,
  textsToSign,
} from "../s3-protocol/signature-v4.ts";

/** The key that signs URLs. The id is in the URL, the secret is not. */
export interface SigningKey {
  readonly id: string;
  readonly secret: string;
}

export type PresignVerdict =
  | { readonly kind: "valid" }
  | { readonly kind: "unsigned" }
  | { readonly kind: "incomplete" }
  | { readonly kind: "mismatch" }
  /** When it expired, in milliseconds since the epoch. */
  | { readonly kind: "expired"; readonly at: number };

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

  const at = readSigningDate(query.get("X-Amz-Date") ?? "") + Number(query.get("X-Amz-Expires")) * 1000;
  return now > at ? { kind: "expired", at } : { kind: "valid" };
}

function signatureOf(request: SignableRequest, query: URLSearchParams, secret: string): string {
  const scope = scopeOf(query.get("X-Amz-Date") ?? "");
  return sign(textsToSign(request, query, scope).stringToSign, scope, secret);
}

function scopeOf(date: string): string {
  return `${date.slice(0, 8)}/${REGION}/s3/aws4_request`;
}

/** `20261124T120000Z`. */
function formatDate(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, "");
}
